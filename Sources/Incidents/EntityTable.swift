internal import FalcoAlerts

/// Who and what an incident's alerts name, each once, by the number of alerts.
struct EntityTable {
    /// Of each kind; beyond, only those that came first are kept.
    static let most = 64

    private(set) var hosts: [Incident.Counted] = []
    private(set) var containers: [Incident.Container] = []
    private(set) var users: [Incident.User] = []
    private(set) var files: [Incident.Counted] = []
    private var allPeers: [Incident.Counted] = []

    /// Without those that another names with its port.
    var peers: [Incident.Counted] {
        allPeers.filter { peer in !allPeers.contains { $0.name.hasPrefix(peer.name + ":") } }
    }

    mutating func add(_ alert: Alert, alerts: Int) {
        Self.count(alert.hostname, alerts, "", in: &hosts)
        addContainer(alert, alerts)
        addUser(alert, alerts)
        addFiles(alert, alerts)
        if let peer = Self.peer(alert) { Self.count(peer, alerts, "", in: &allPeers) }
        for address in Excerpts.addresses(in: alert) {
            Self.count(address, alerts, "named in a command line", in: &allPeers)
        }
    }

    private static func count(_ name: String, _ alerts: Int, _ how: String, in list: inout [Incident.Counted])
    {
        if name.isEmpty { return }
        let name = Excerpts.of(name, longest: 512)
        if let known = list.firstIndex(where: { $0.name == name }) {
            list[known].alerts += alerts
            // The stronger word stays: who wrote a file may read it, too.
            if strength(how) > strength(list[known].how) { list[known].how = how }
        } else if list.count < most {
            list.append(Incident.Counted(name: name, alerts: alerts, how: how))
        }
    }

    private static func strength(_ how: String) -> Int {
        ["", "read", "run", "written"].firstIndex(of: how) ?? 0
    }

    private mutating func addContainer(_ alert: Alert, _ alerts: Int) {
        guard let id = alert["container.id"], id != "host" else { return }
        if let known = containers.firstIndex(where: { $0.id == id && $0.host == alert.hostname }) {
            containers[known].alerts += alerts
            containers[known].name = containers[known].name ?? alert["container.name"]
            containers[known].image = containers[known].image ?? Self.image(alert)
            containers[known].pod = containers[known].pod ?? alert["k8s.pod.name"]
            containers[known].namespace = containers[known].namespace ?? alert["k8s.ns.name"]
        } else if containers.count < Self.most {
            containers.append(
                Incident.Container(
                    id: id, name: alert["container.name"], image: Self.image(alert),
                    pod: alert["k8s.pod.name"],
                    namespace: alert["k8s.ns.name"], host: alert.hostname, alerts: alerts))
        }
    }

    private static func image(_ alert: Alert) -> String? {
        guard let repository = alert["container.image.repository"] else { return alert["container.image"] }
        return alert["container.image.tag"].map { "\(repository):\($0)" } ?? repository
    }

    private mutating func addUser(_ alert: Alert, _ alerts: Int) {
        let id = Self.identity(alert["user.uid"])
        let name =
            alert["user.name"] ?? alert["ka.user.name"] ?? alert["ct.user"] ?? alert["okta.actor.name"]
            ?? alert["gcp.user"] ?? alert["github.user"]
        let login = alert["user.loginname"] ?? Self.identity(alert["user.loginuid"]).map { "uid \($0)" }
        guard id != nil || name != nil || login != nil else { return }
        if let known = users.firstIndex(where: {
            $0.id == id && $0.login == login && (name == nil || $0.name == name)
        }) {
            users[known].alerts += alerts
        } else if users.count < Self.most {
            users.append(Incident.User(name: name, id: id, login: login, alerts: alerts))
        }
    }

    private static func identity(_ text: String?) -> String? {
        text == "-1" || text == "4294967295" ? nil : text
    }

    private mutating func addFiles(_ alert: Alert, _ alerts: Int) {
        if let path = alert["proc.exepath"] ?? alert["proc.exe"],
            path.hasPrefix("/") || path.hasPrefix("memfd:"),
            !Self.isInstalled(path)
        {
            Self.count(path, alerts, "run", in: &files)
        }
        guard let name = alert["fd.name"], name.hasPrefix("/"), Self.peer(alert) == nil else { return }
        Self.count(name, alerts, Self.isWriting(alert) ? "written" : "read", in: &files)
    }

    private static func isInstalled(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { PathReading.isInstalled(UnsafeRawBufferPointer($0)) }
    }

    private static func isWriting(_ alert: Alert) -> Bool {
        if let flags = alert["evt.arg.flags"] {
            return ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].contains { flags.contains($0) }
        }
        let rule = alert.rule.lowercased()
        return ["write", "modify", "adding", "clear", "schedule", "create", "release_agent"].contains {
            rule.contains($0)
        }
    }

    /// The other end of a connection, as Falco writes it.
    static func peer(_ alert: Alert) -> String? {
        if let name = alert["fd.name"], let arrow = name.firstRange(of: "->") {
            let end = String(name[arrow.upperBound...])
            return end.isEmpty ? nil : end
        }
        if let address = alert["fd.rip"] {
            return alert["fd.rport"].map { "\(address):\($0)" } ?? address
        }
        return alert["ct.srcip"] ?? alert["okta.client.ip"] ?? alert["gcp.callerIP"]
    }
}

extension Alert {
    /// What did it, or failing that what it was done to. Untrusted.
    var doer: String {
        for key in ["proc.cmdline", "proc.exepath", "proc.name", "ka.target.name", "ct.name", "fd.name"] {
            if let value = self[key] { return value }
        }
        return ""
    }

    /// Pod, else container, else host: untrusted.
    var spot: String {
        if let pod = self["k8s.pod.name"] {
            return [self["k8s.ns.name"], pod].compactMap { $0 }.joined(separator: "/")
        }
        if let id = self["container.id"], id != "host" { return self["container.name"] ?? id }
        return hostname
    }
}
