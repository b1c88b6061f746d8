internal import FalcoAlerts
internal import Knowledge

/// What conditions may ask about an alert by name.
struct Traits: Sendable, Hashable {
    private var bits: UInt32 = 0
    /// Whether the runtime is assumed because the alert does not name it.
    private(set) var assumesRuntime = false

    static let none = Traits()

    private init() {}

    func contains(_ fact: Fact) -> Bool { bits & Traits.bit(fact) != 0 }
    func isSuperset(of other: Traits) -> Bool { bits & other.bits == other.bits }
    func isDisjoint(with other: Traits) -> Bool { bits & other.bits == 0 }

    mutating func insert(_ fact: Fact) { bits |= Traits.bit(fact) }

    private mutating func set(_ fact: Fact, _ holds: Bool) {
        if holds { insert(fact) }
    }

    private static func bit(_ fact: Fact) -> UInt32 {
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
        return 1 << UInt32(place)
    }

    init(_ facts: AlertFacts) {
        readPlace(facts)
        readUser(facts)
        readProcess(facts)
        readObject(facts)
        readResult(facts)
    }

    private mutating func readPlace(_ facts: AlertFacts) {
        let id = facts.value(of: .containerID)
        let isContainer = id != "host" && facts.words.container != nil
        set(.host, id == "host")
        set(.container, isContainer)
        let isKubernetes = facts.value(of: .podName) != nil || facts.value(of: .podNamespace) != nil
        set(.kubernetes, isKubernetes)
        guard isContainer else { return }
        switch facts.value(of: .containerType) {
        case "docker": set(.docker, true)
        case "containerd": set(.containerd, true)
        case "cri-o", "crio": set(.crio, true)
        case "podman": set(.podman, true)
        case nil, "cri":
            assumesRuntime = true
            set(isKubernetes ? .containerd : .docker, true)
        default: break
        }
        set(.privileged, facts.value(of: .isPrivileged) == "true" || Traits.isAlmighty(facts))
    }

    /// Capabilities with which a container's walls do not hold, or a rule that matches privileged containers alone.
    private static func isAlmighty(_ facts: AlertFacts) -> Bool {
        let held = facts.value(of: .effectiveCapabilities) ?? facts.value(of: .permittedCapabilities)
        if let held, held.holds("CAP_SYS_ADMIN") || held.holds("CAP_SYS_MODULE") { return true }
        return facts.rule.holds("Privileged Container")
    }

    private mutating func readUser(_ facts: AlertFacts) {
        let id = facts.value(of: .userID)
        let name = facts.value(of: .userName)
        set(.root, id.map { $0 == "0" } ?? (name == "root"))
        set(.nonroot, id.map { $0 != "0" } ?? (name.map { $0 != "root" } ?? false))
        guard facts.text(of: .loginID) != nil else { return }
        let isKnown = facts.value(of: .loginID) != nil
        set(.loginSession, isKnown)
        set(.noLoginSession, !isKnown)
    }

    private mutating func readProcess(_ facts: AlertFacts) {
        if let terminal = facts.value(of: .processTerminal) {
            set(.terminal, terminal != "0")
            set(.noTerminal, terminal == "0")
        }
        let flags =
            facts.value(of: .callFlags) ?? facts.value(of: .callExecutableFlags)
            ?? facts.value(of: .processExecutableFlags) ?? ""
        let executable = facts.value(of: .processExecutable) ?? ""
        set(
            .upperLayer,
            facts.value(of: .isUpperLayer) == "true" || flags.holds("EXE_UPPER_LAYER"))
        set(
            .memfd,
            facts.value(of: .isFromMemory) == "true" || flags.holds("EXE_FROM_MEMFD")
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
        if let said = facts.value(of: .callFailed) {
            failed = said == "true"
        } else if let result = facts.value(of: .callResult) {
            failed = Int64(result).map { $0 < 0 } ?? (result != "SUCCESS")
        } else if let result = facts.value(of: .callRawResult).flatMap(Int64.init) {
            failed = result < 0
        } else {
            return
        }
        set(failed ? .failed : .succeeded, true)
    }
}
