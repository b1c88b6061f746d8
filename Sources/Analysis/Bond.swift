internal import FalcoAlerts
internal import Knowledge

/// Something that two alerts can share, as a key of a table.
struct Bond: Sendable, Hashable {
    enum Kind: UInt8, Sendable, CaseIterable {
        case container, pod, processTree, processNames, session, user

        var name: String {
            switch self {
            case .container: "container"
            case .pod: "pod"
            case .processTree: "process tree"
            case .processNames: "process tree (by names alone)"
            case .session: "session"
            case .user: "user"
            }
        }

        /// A bit of a mask of kinds.
        var bit: UInt8 { 1 << rawValue }
    }

    /// The names of the kinds in each mask.
    static let names: [[String]] = (0..<64).map { mask in
        Kind.allCases.filter { $0.bit & UInt8(mask) != 0 }.map(\.name)
    }

    let kind: Kind
    // Two hashes with different seeds: whoever writes alerts must not make strangers look related.
    private let first: UInt64
    private let second: UInt64

    private static let hashes = (
        ByteHash(seed: 0x9E37_79B9_7F4A_7C15), ByteHash(seed: 0xC2B2_AE3D_27D4_EB4F)
    )

    init(_ kind: Kind, _ parts: String...) {
        self.kind = kind
        var (first, second) = (UInt64(kind.rawValue), UInt64(kind.rawValue))
        for part in parts {
            var part = part
            part.withUTF8 { bytes in
                guard let start = bytes.baseAddress else { return }
                let stretch = Stretch(start: start, count: bytes.count)
                first = Bond.hashes.0.combine(first, Bond.hashes.0.of(stretch))
                second = Bond.hashes.1.combine(second, Bond.hashes.1.of(stretch))
            }
            // An empty part counts too, so that ("a", "") and ("", "a") differ.
            first = Bond.hashes.0.combine(first, UInt64(part.utf8.count))
        }
        self.first = first
        self.second = second
    }

    /// Programs above everything else: sharing them says nothing.
    private static let commonParents: Set<String> = [
        "systemd", "init", "sshd", "cron", "crond", "runc", "containerd-shim", "containerd-shim-runc-v2",
        "containerd", "dockerd", "conmon", "crio", "tini", "dumb-init", "s6-svscan", "supervisord",
    ]

    /// What other alerts may share with this one.
    static func all(of facts: AlertFacts) -> [Bond] {
        var bonds: [Bond] = []
        bonds.reserveCapacity(8)
        let host = facts.hostname
        let container =
            facts.traits.contains(.container) ? facts.value(of: .containerID) ?? facts.words.container : nil
        if let container { bonds.append(Bond(.container, host, container)) }
        if let pod = facts.value(of: .podName) {
            bonds.append(Bond(.pod, facts.value(of: .podNamespace) ?? "", pod))
        }
        addProcesses(facts, host, container, to: &bonds)
        addPeople(facts, host, container, to: &bonds)
        return bonds
    }

    private static func addProcesses(
        _ facts: AlertFacts, _ host: String, _ container: String?, to bonds: inout [Bond]
    ) {
        let own = facts.value(of: .processID)
        for id in [own, facts.value(of: .processParentID), facts.value(of: .processGrandparentID)] {
            // Process 1 is everybody's ancestor, 2 every kernel thread's.
            if let id, id != "1", id != "2" { bonds.append(Bond(.processTree, host, id)) }
        }
        guard own == nil else { return }
        let line = [
            facts.value(of: .processName), facts.value(of: .parentName), facts.value(of: .grandparentName),
        ]
        let scope =
            container ?? "user \(facts.value(of: .userID) ?? "") \(facts.value(of: .loginID) ?? "")"
        for (child, parent) in zip(line, line.dropFirst()) {
            guard let child, let parent, !commonParents.contains(parent) else { continue }
            bonds.append(Bond(.processNames, host, scope, child, parent))
        }
    }

    private static func addPeople(
        _ facts: AlertFacts, _ host: String, _ container: String?, to bonds: inout [Bond]
    ) {
        let login = facts.value(of: .loginID)
        if let session = facts.value(of: .processSession), session != "1" {
            bonds.append(Bond(.session, host, session))
        } else if let login, let terminal = facts.value(of: .processTerminal), terminal != "0" {
            bonds.append(Bond(.session, host, container ?? "", terminal, login))
        }
        if facts.words.isAudit, let user = facts.words.user {
            bonds.append(Bond(.user, "audit", facts.source, user))
        }
        if let login { bonds.append(Bond(.user, host, "login", login)) }
        // User ids within containers mean little beyond them; everybody is root there.
        if container == nil, let user = facts.value(of: .userID), user != "0" {
            bonds.append(Bond(.user, host, "uid", user))
        }
    }
}
