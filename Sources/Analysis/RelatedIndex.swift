internal import FalcoAlerts

/// Earlier alerts of the stream by what they share with a later one. Bounded: it remembers so many alerts and so many
/// things to share; the oldest go first.
struct RelatedIndex: Sendable {
    struct Limits: Sendable {
        /// Alerts remembered.
        var alerts = 4096
        /// Containers, pods, processes, sessions and users remembered.
        var keys = 8192
        /// Alerts listed in a report.
        var listed = 20
    }

    private enum Kind: UInt8, Sendable {
        case container, pod, process, names, session, user
    }

    private struct Key: Hashable, Sendable {
        let kind: Kind
        let name: String
    }

    /// The latest alerts with a key, by number, and how many there were.
    private struct Bucket: Sendable {
        var latest: [Int] = []
        var total = 0

        mutating func add(_ number: Int, limit: Int) {
            total += 1
            if latest.last == number { return }
            if latest.count >= limit { latest.removeFirst() }
            latest.append(number)
        }
    }

    private let limits: Limits
    /// The remembered alerts; number `n` stands at `n % limits.alerts`.
    private var ring: [Report.RelatedActivity.Entry] = []
    private var next = 0
    private var buckets: [Key: Bucket] = [:]

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Earlier alerts that share something with this one, which is then remembered too.
    mutating func related(to alert: Alert, id: AlertDigest) -> Report.RelatedActivity {
        let keys = Keys(alert)
        let result = found(keys.asked)
        remember(alert, id: id, under: keys.told)
        return result
    }

    private func found(_ keys: [Key]) -> Report.RelatedActivity {
        var shares: [Int: [String]] = [:]
        var most = 0
        for key in keys {
            guard let bucket = buckets[key] else { continue }
            most = max(most, bucket.total)
            for number in bucket.latest where number >= next - ring.count {
                let word = Self.word(key.kind)
                if shares[number]?.contains(word) != true { shares[number, default: []].append(word) }
            }
        }
        let numbers = shares.keys.sorted().suffix(limits.listed)
        let alerts = numbers.map { number in
            var entry = ring[number % limits.alerts]
            entry.shares = shares[number] ?? []
            return entry
        }
        return Report.RelatedActivity(alerts: alerts, omitted: max(0, max(most, shares.count) - alerts.count))
    }

    private mutating func remember(_ alert: Alert, id: AlertDigest, under keys: [Key]) {
        let entry = Report.RelatedActivity.Entry(
            id: id, time: alert.time, priority: alert.priority, rule: Self.cut(alert.rule),
            subject: Self.cut(Self.subject(of: alert)), shares: [])
        if ring.count < limits.alerts { ring.append(entry) } else { ring[next % limits.alerts] = entry }
        for key in keys {
            if buckets[key] == nil, buckets.count >= limits.keys { forgetOldest() }
            buckets[key, default: Bucket()].add(next, limit: limits.listed)
        }
        next += 1
    }

    /// Makes room by forgetting the quarter of the keys that were not met for longest.
    private mutating func forgetOldest() {
        let order = buckets.values.map { $0.latest.last ?? 0 }.sorted()
        let bound = order[order.count / 4]
        buckets = buckets.filter { ($0.value.latest.last ?? 0) > bound }
    }

    /// What did it, or what it was done to.
    private static func subject(of alert: Alert) -> String {
        for key in ["proc.cmdline", "proc.exepath", "proc.name", "ka.target.name", "ct.name", "fd.name"] {
            if let value = alert[key] { return value }
        }
        return ""
    }

    /// A string of at most 240 bytes with storage of its own, however long the alert's is.
    private static func cut(_ text: String) -> String {
        text.utf8.count <= 240 ? text : String(decoding: Array(text.utf8.prefix(237)), as: UTF8.self) + "…"
    }

    private static func word(_ kind: Kind) -> String {
        switch kind {
        case .container: "container"
        case .pod: "pod"
        case .process: "process tree"
        case .names: "process names"
        case .session: "session"
        case .user: "user"
        }
    }
}

extension RelatedIndex {
    /// The keys under which an alert is remembered, and those under which its relatives are looked for.
    private struct Keys {
        var told: [Key] = []
        var asked: [Key] = []

        init(_ alert: Alert) {
            let host = alert.hostname
            let container = alert["container.id"].flatMap { $0 == "host" ? nil : $0 }
            if let container { both(.container, container) }
            if let pod = alert["k8s.pod.name"] { both(.pod, "\(alert["k8s.ns.name"] ?? "")/\(pod)") }
            addProcesses(alert, host: host)
            guard container == nil else { return }
            let login = alert["user.loginuid"].flatMap { $0 == "-1" || $0 == "4294967295" ? nil : $0 }
            if let login {
                // A terminal is given to another login later: only both together name a session.
                let place = alert["proc.sid"] ?? alert["proc.tty"] ?? ""
                if !place.isEmpty, place != "0" { both(.session, "\(host)/\(login)/\(place)") }
            }
            if let uid = alert["user.uid"], uid != "0", uid != "-1", uid != "4294967295" {
                both(.user, "\(host)/\(uid)")
            } else if let login, login != "0" {
                both(.user, "\(host)/login \(login)")
            }
        }

        private mutating func both(_ kind: Kind, _ name: String) {
            let key = Key(kind: kind, name: name)
            told.append(key)
            asked.append(key)
        }

        /// By process ids where the alert has them: a process, its parent and its grandparents. Otherwise by the names
        /// of its ancestors, where there are three of them: fewer are too common.
        private mutating func addProcesses(_ alert: Alert, host: String) {
            if let pid = process(alert["proc.pid"]) {
                both(.process, "\(host)/\(pid)")
                if let parent = process(alert["proc.ppid"]) { both(.process, "\(host)/\(parent)") }
                for level in 2...4 {
                    guard let ancestor = process(alert["proc.apid[\(level)]"]) else { break }
                    asked.append(Key(kind: .process, name: "\(host)/\(ancestor)"))
                }
            } else if let parent = alert["proc.pname"], let second = alert["proc.aname[2]"],
                let third = alert["proc.aname[3]"]
            {
                let tty = alert["proc.tty"] ?? ""
                let container = alert["container.id"] ?? ""
                both(.names, "\(host)/\(container)/\(tty)/\(parent)/\(second)/\(third)")
            }
        }

        /// A process id that names one process: not unknown, and not that of init, everybody's ancestor.
        private func process(_ text: String?) -> Int? {
            text.flatMap { Int($0) }.flatMap { $0 > 1 ? $0 : nil }
        }
    }
}
