internal import FalcoAlerts
internal import Glibc

/// The fields of a rule's alerts by what they are good for when alerts are told apart.
final class NoiseLayout: Sendable {
    enum Use: UInt8, Sendable {
        /// Another one each time: never kept.
        case passing
        /// A part of it may be.
        case varying
        /// Names one of many alike: a machine, a container, a pod.
        case instance
        /// The container's id, of which only `host` says where an exception holds.
        case container
        /// Says who did it.
        case who
        case command
        /// What it was done to, and all else.
        case what
    }

    let keys: [String]
    let uses: [Use]
    private let places: [String: Int]
    private let text: [UInt8]
    private let lengths: [Int]
    let container: Int?
    /// Places of what names one of many alike.
    let loose: [Int]
    /// Places of what says who did it, with where.
    let doer: [Int]
    let command: Int?

    init(keys: [String], isAudit: Bool, tuningKeys: [String]) {
        self.keys = keys
        uses = keys.map { NoiseLayout.use(of: $0, isAudit: isAudit, tuningKeys) }
        places = Dictionary(keys.enumerated().map { ($0.element, $0.offset) }) { _, last in last }
        text = keys.flatMap { Array($0.utf8) }
        lengths = keys.map(\.utf8.count)
        container = keys.firstIndex(of: "container.id")
        loose = uses.indices.filter { [uses] in uses[$0] == .instance || uses[$0] == .container }
        doer = uses.indices.filter { [uses] in uses[$0] == .who || uses[$0] == .container }
        command = uses.firstIndex(of: .command)
    }

    /// Whether alerts with different values there are told apart.
    func tellsApart(_ place: Int) -> Bool {
        switch uses[place] {
        case .passing, .varying, .instance, .container: false
        case .who, .command, .what: true
        }
    }

    func place(of key: String) -> Int? { places[key] }

    /// Whether the alert has just these keys in just this order.
    func fits(_ alert: AlertView) -> Bool {
        guard alert.fields.count == keys.count else { return false }
        return text.withUnsafeBytes { text in
            guard var at = text.baseAddress else { return true }
            for (field, length) in zip(alert.fields, lengths) {
                let key = Stretch(field.key, of: alert)
                guard key.equals(at, length) else { return false }
                at += length
            }
            return true
        }
    }

    private static let instances: Set<String> = [
        "container.name", "container.full_id", "container.ip", "container.cni.json", "container.labels",
        "container.label", "evt.hostname", "k8s.pod.name", "k8s.pod.uid", "k8s.pod.id", "k8s.pod.full_sid",
        "k8s.pod.sandbox_id", "k8s.pod.ip", "k8s.pod.labels", "k8s.pod.label", "k8s.pod.cni.json",
        "thread.cgroups",
        "thread.cgroup", "proc.env", "proc.aenv",
    ]

    private static let doers: Set<String> = [
        "proc.exepath", "proc.name", "proc.pname", "proc.pexepath", "proc.aname[2]", "proc.aname[3]",
        "proc.tty",
        "user.loginuid", "user.uid", "user.name", "container.image.repository", "k8s.ns.name",
    ]

    private static func use(of key: String, isAudit: Bool, _ tuningKeys: [String]) -> Use {
        if key == "container.id" { return .container }
        let family = key.utf8.firstIndex(of: UInt8(ascii: "[")).map { String(key[..<$0]) } ?? key
        if instances.contains(family) { return .instance }
        let constancy = Array(key.utf8).withUnsafeBytes { Alert.constancy(of: $0) }
        if constancy == .momentary { return .passing }
        if constancy == .varying { return .varying }
        if key == "proc.cmdline" { return .command }
        if doers.contains(key) || isAudit && tuningKeys.contains(key) { return .who }
        return .what
    }
}

extension Stretch {
    func equals(_ other: UnsafeRawPointer, _ length: Int) -> Bool {
        count == length && memcmp(start, other, length) == 0
    }
}
