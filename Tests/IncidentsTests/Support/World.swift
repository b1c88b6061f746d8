import FalcoAlerts
import Incidents
import TestSupport

/// A small machine whose processes raise alerts: what Falco would say of them follows from what they are.
struct World {
    struct Container {
        var id: String
        var image = "registry.example.com/app"
        var pod: String? = nil
    }

    final class Process {
        let pid: Int
        let parent: Process?
        let name: String
        let line: String
        let path: String
        let uid: Int
        let login: Int
        let terminal: Int
        let session: Int
        let container: Container?

        init(
            _ pid: Int, _ parent: Process?, _ line: String, path: String?, uid: Int?, login: Int?,
            terminal: Int?, session: Int?, container: Container?
        ) {
            self.pid = pid
            self.parent = parent
            self.line = line
            let program = String(line.split(separator: " ").first ?? "")
            self.path = path ?? "/usr/bin/\(program)"
            name = String(self.path.split(separator: "/").last.map(String.init)?.prefix(15) ?? "")
            self.uid = uid ?? parent?.uid ?? 0
            self.login = login ?? parent?.login ?? -1
            self.terminal = terminal ?? parent?.terminal ?? 0
            self.session = session ?? parent?.session ?? pid
            self.container = container ?? parent?.container
        }
    }

    /// Whether alerts tell process numbers.
    var tellsNumbers = true
    var host = "worker-01"
    private(set) var systemd: Process
    private var next = 1000

    init(numbers: Bool = true) {
        tellsNumbers = numbers
        systemd = Process(
            1, nil, "systemd", path: "/usr/lib/systemd/systemd", uid: 0, login: -1, terminal: 0, session: 1,
            container: nil)
    }

    /// A process below `parent`, below init where none is named.
    mutating func start(
        _ line: String, below parent: Process? = nil, path: String? = nil, pid: Int? = nil, uid: Int? = nil,
        login: Int? = nil, terminal: Int? = nil, leads: Bool = false, session: Int? = nil,
        in container: Container? = nil
    ) -> Process {
        next += 3
        let pid = pid ?? next
        return Process(
            pid, parent ?? systemd, line, path: path, uid: uid, login: login, terminal: terminal,
            session: session ?? (leads ? pid : nil), container: container)
    }

    /// A container's main process, below its shim. It leads the first session of its namespace.
    mutating func run(_ line: String, in container: Container, uid: Int = 33) -> Process {
        let shim = start("containerd-shim -namespace k8s.io", leads: true)
        return start(line, below: shim, uid: uid, session: 1, in: container)
    }

    /// A person's shell on a terminal.
    mutating func login(_ uid: Int, terminal: Int) -> Process {
        let server = start("sshd", leads: true)
        let mine = start("sshd", below: server)
        return start("bash", below: mine, uid: uid, login: uid, terminal: terminal, leads: true)
    }

    /// What Falco says when `process` does something.
    func alert(
        _ rule: Rule, _ process: Process, at seconds: Double, file: String? = nil, peer: String? = nil,
        fields: [String: String] = [:]
    ) -> AlertValues {
        var all: [String: String] = [
            "proc.name": process.name, "proc.exepath": process.path, "proc.cmdline": process.line,
            "proc.tty": String(process.terminal), "user.uid": String(process.uid),
            "user.loginuid": String(process.login), "container.id": process.container?.id ?? "host",
            "evt.type": rule.call,
        ]
        var above = process.parent
        for level in 1...4 {
            guard let ancestor = above else { break }
            all[level == 1 ? "proc.pname" : "proc.aname[\(level)]"] = ancestor.name
            above = ancestor.parent
        }
        if let container = process.container {
            all["container.image.repository"] = container.image
            if let pod = container.pod {
                all["k8s.pod.name"] = pod
                all["k8s.ns.name"] = "shop"
            }
        }
        if tellsNumbers {
            all["proc.pid"] = String(process.pid)
            all["proc.ppid"] = String(process.parent?.pid ?? 0)
            all["proc.sid"] = String(process.session)
        }
        if let file { all["fd.name"] = file }
        if let peer { all["fd.name"] = "10.0.0.5:40000->\(peer)" }
        for (key, value) in fields { all[key] = value }
        var values = AlertValues(
            priority: rule.priority, rule: rule.name,
            fields: all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            hostname: host, tags: rule.tags)
        values.seconds = 1_795_000_000 + seconds
        return values
    }

    /// Rules of the public sets, as far as these tests need them.
    struct Rule {
        let name: String
        let priority: Priority
        let call: String
        let tags: [String]

        /// Clear by itself.
        static let dropped = Rule(
            name: "Drop and execute new binary in container", priority: .critical, call: "execve",
            tags: ["container", "mitre_persistence", "TA0003"])
        /// Looks like an attack where no login is behind it.
        static let secret = Rule(
            name: "Read sensitive file untrusted", priority: .warning, call: "openat",
            tags: ["container", "host", "mitre_credential_access", "T1555"])
        static let keys = Rule(
            name: "Search Private Keys or Passwords", priority: .warning, call: "execve",
            tags: ["container", "host", "mitre_credential_access", "T1552.001"])
        static let logs = Rule(
            name: "Clear Log Activities", priority: .warning, call: "openat",
            tags: ["container", "host", "mitre_defense_evasion", "T1070"])
        static let escape = Rule(
            name: "Detect release_agent File Container Escapes", priority: .critical, call: "openat",
            tags: ["container", "mitre_privilege_escalation", "T1611"])
        static let shell = Rule(
            name: "Run shell untrusted", priority: .notice, call: "execve",
            tags: ["container", "host", "mitre_execution", "T1059.004"])
        static let below = Rule(
            name: "Write below binary dir", priority: .error, call: "openat",
            tags: ["container", "host", "mitre_persistence", "T1543"])
        static let miner = Rule(
            name: "Detect crypto miners using the Stratum protocol", priority: .critical, call: "execve",
            tags: ["container", "host", "mitre_impact", "T1496"])
        /// Neither here nor there.
        static let plain = Rule(
            name: "A rule of our own", priority: .notice, call: "execve", tags: ["container", "host"])
    }
}

/// Alerts given one by one, and what became of them.
struct Watch: ~Copyable {
    private(set) var correlator: Correlator
    private(set) var ledger = AssignmentLedger()
    private(set) var events: [Correlator.Event] = []
    private(set) var verdicts: [Correlator.Verdict] = []

    init(limits: Correlator.Limits = Correlator.Limits()) {
        correlator = Correlator(knowledge: Scenario.knowledge, limits: limits)
    }

    mutating func see(_ values: AlertValues) throws { see(try values.alert()) }

    mutating func see(_ alert: borrowing Alert) {
        let verdict = correlator.observe(alert)
        ledger.note(verdict)
        verdicts.append(verdict)
        let new = correlator.takeEvents()
        ledger.note(new)
        events += new
    }

    mutating func see(_ all: [AlertValues]) throws {
        for values in all { try see(values) }
    }

    mutating func finish() {
        correlator.finish()
        let new = correlator.takeEvents()
        ledger.note(new)
        events += new
    }

    /// The group of each alert so far, numbered in the order of their first alerts; 0 for none.
    var groups: [Int] {
        var numbers: [AlertDigest: Int] = [:]
        return (0..<ledger.count).map { index in
            guard let id = ledger.assignment(of: index).incident else { return 0 }
            if let known = numbers[id] { return known }
            numbers[id] = numbers.count + 1
            return numbers.count
        }
    }

    /// The incidents of a stream that is over, those that need no attention included.
    mutating func incidents() -> [Incident] {
        finish()
        var composer = IncidentComposer(knowledge: Scenario.knowledge)
        let ledger = ledger
        return events.compactMap { event in
            guard case .ended(let ended) = event, !ended.isEmpty else { return nil }
            return composer.incident(ended) { ledger.standing(of: $0) }
        }
    }
}

/// The groups of those alerts.
func groups(_ all: [AlertValues]) throws -> [Int] {
    var watch = Watch()
    try watch.see(all)
    return watch.groups
}
