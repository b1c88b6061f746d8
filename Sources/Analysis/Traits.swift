internal import FalcoAlerts
internal import Knowledge

/// What conditions may ask about an alert by name.
struct Traits: Sendable, Hashable {
    private(set) var facts = FactSet()
    /// Whether the runtime is assumed because the alert does not name it.
    private(set) var assumesRuntime = false

    func contains(_ fact: Fact) -> Bool { facts.contains(fact) }

    private mutating func set(_ fact: Fact, _ holds: Bool) {
        if holds { facts.insert(fact) }
    }

    init(_ facts: AlertFields, _ words: DerivedWords) {
        readPlace(facts, words)
        readUser(facts)
        readProcess(facts)
        readObject(words)
        readResult(facts)
    }

    private mutating func readPlace(_ facts: AlertFields, _ words: DerivedWords) {
        let id = facts.value(of: .containerID)
        let isContainer = id != "host" && words.container != nil
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
    private static func isAlmighty(_ facts: AlertFields) -> Bool {
        let held = facts.value(of: .effectiveCapabilities) ?? facts.value(of: .permittedCapabilities)
        if let held, held.holds("CAP_SYS_ADMIN") || held.holds("CAP_SYS_MODULE") { return true }
        return facts.rule.holds("Privileged Container")
    }

    private mutating func readUser(_ facts: AlertFields) {
        let id = facts.value(of: .userID)
        let name = facts.value(of: .userName)
        set(.root, id.map { $0 == "0" } ?? (name == "root"))
        set(.nonroot, id.map { $0 != "0" } ?? (name.map { $0 != "root" } ?? false))
        guard facts.text(of: .loginID) != nil else { return }
        let isKnown = facts.value(of: .loginID) != nil
        set(.loginSession, isKnown)
        set(.noLoginSession, !isKnown)
    }

    private mutating func readProcess(_ facts: AlertFields) {
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

    private mutating func readObject(_ words: DerivedWords) {
        set(.connection, words.isConnection)
        set(.file, !words.isConnection && words.file != nil)
        set(.peer, words.peer != nil)
        set(.peerPublic, words.peer?.reach == .global)
        set(.peerPrivate, words.peer?.reach == .local)
    }

    private mutating func readResult(_ facts: AlertFields) {
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
