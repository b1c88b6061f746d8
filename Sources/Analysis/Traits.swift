internal import FalcoAlerts
internal import Knowledge

/// What conditions may ask about an alert by name.
struct Traits {
    private var facts: UInt64 = 0
    /// Whether the runtime is assumed because the alert does not name it.
    private(set) var assumesRuntime = false

    func contains(_ fact: Fact) -> Bool { facts & Traits.bit(fact) != 0 }

    private mutating func set(_ fact: Fact, _ holds: Bool) {
        if holds { facts |= Traits.bit(fact) }
    }

    private static func bit(_ fact: Fact) -> UInt64 {
        let place =
            switch fact {
            case .container: 0
            case .host: 1
            case .kubernetes: 2
            case .docker: 3
            case .containerd: 4
            case .crio: 5
            case .podman: 6
            case .root: 7
            case .nonroot: 8
            case .privileged: 9
            case .terminal: 10
            case .noTerminal: 11
            case .loginSession: 12
            case .noLoginSession: 13
            case .connection: 14
            case .file: 15
            case .peer: 16
            case .peerPublic: 17
            case .peerPrivate: 18
            case .failed: 19
            case .succeeded: 20
            case .upperLayer: 21
            case .memfd: 22
            }
        return 1 << place
    }

    init(_ facts: AlertFacts) {
        readPlace(facts)
        readUser(facts)
        readProcess(facts)
        readObject(facts)
        readResult(facts)
    }

    private mutating func readPlace(_ facts: AlertFacts) {
        let id = facts.value(of: "container.id")
        let isContainer = id != "host" && facts.words.container != nil
        set(.host, id == "host")
        set(.container, isContainer)
        let isKubernetes = facts.value(of: "k8s.pod.name") != nil || facts.value(of: "k8s.ns.name") != nil
        set(.kubernetes, isKubernetes)
        guard isContainer else { return }
        switch facts.value(of: "container.type") {
        case "docker": set(.docker, true)
        case "containerd": set(.containerd, true)
        case "cri-o", "crio": set(.crio, true)
        case "podman": set(.podman, true)
        case nil, "cri":
            assumesRuntime = true
            set(isKubernetes ? .containerd : .docker, true)
        default: break
        }
        set(.privileged, facts.value(of: "container.privileged") == "true" || Traits.isAlmighty(facts))
    }

    /// Capabilities with which a container's walls do not hold, or a rule that matches privileged containers alone.
    private static func isAlmighty(_ facts: AlertFacts) -> Bool {
        let held = facts.value(of: "thread.cap_effective") ?? facts.value(of: "thread.cap_permitted")
        if let held {
            let names = held.split(separator: " ")
            if names.contains("CAP_SYS_ADMIN") || names.contains("CAP_SYS_MODULE") { return true }
        }
        return facts.rule.contains("Privileged Container")
    }

    private mutating func readUser(_ facts: AlertFacts) {
        let id = facts.value(of: "user.uid")
        let name = facts.value(of: "user.name")
        set(.root, id.map { $0 == "0" } ?? (name == "root"))
        set(.nonroot, id.map { $0 != "0" } ?? (name.map { $0 != "root" } ?? false))
        guard facts.text(of: "user.loginuid") != nil else { return }
        let isKnown = facts.value(of: "user.loginuid") != nil
        set(.loginSession, isKnown)
        set(.noLoginSession, !isKnown)
    }

    private mutating func readProcess(_ facts: AlertFacts) {
        if let terminal = facts.value(of: "proc.tty") {
            set(.terminal, terminal != "0")
            set(.noTerminal, terminal == "0")
        }
        let flags =
            facts.value(of: "evt.arg.flags") ?? facts.value(of: "evt.arg.exe_flags")
            ?? facts.value(of: "proc.exe_flags") ?? ""
        let executable = facts.value(of: "proc.exepath") ?? ""
        set(
            .upperLayer,
            facts.value(of: "proc.is_exe_upper_layer") == "true" || flags.contains("EXE_UPPER_LAYER"))
        set(
            .memfd,
            facts.value(of: "proc.is_exe_from_memfd") == "true" || flags.contains("EXE_FROM_MEMFD")
                || executable.hasPrefix("memfd:") || executable.hasPrefix("/memfd:"))
    }

    private mutating func readObject(_ facts: AlertFacts) {
        let words = facts.words
        set(.connection, words.isConnection)
        set(.file, !words.isConnection && words.file != nil)
        set(.peer, words.peer != nil)
        set(.peerPublic, words.peer?.reach == .global)
        set(.peerPrivate, words.peer?.reach == .local)
    }

    private mutating func readResult(_ facts: AlertFacts) {
        let failed: Bool
        if let said = facts.value(of: "evt.failed") {
            failed = said == "true"
        } else if let result = facts.value(of: "evt.res") {
            failed = Int64(result).map { $0 < 0 } ?? (result != "SUCCESS")
        } else if let result = facts.value(of: "evt.rawres").flatMap(Int64.init) {
            failed = result < 0
        } else {
            return
        }
        set(failed ? .failed : .succeeded, true)
    }
}
