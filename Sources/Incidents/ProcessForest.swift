internal import FalcoAlerts

/// The processes of an incident as a forest: by their numbers where alerts tell them, else by names and command lines.
struct ProcessForest {
    struct Node {
        var name: String?
        var executable: String?
        var commandLine: String?
        var pid: String?
        var parent: Int?
        var alerts = 0
        /// What stands above, as far as its own alert tells; used where the parent is not known.
        var above: [String] = []
    }

    /// Beyond these, alerts' processes are left out.
    static let mostNodes = 128

    private(set) var nodes: [Node] = []
    private var byPID: [String: Int] = [:]
    private(set) var isCut = false

    /// Adds an alert's process and those above it.
    /// - Returns: the process's place; `nil` when there is none or no room.
    @discardableResult
    mutating func add(_ alert: Alert, alerts: Int) -> Int? {
        guard let name = alert["proc.name"] ?? alert["proc.exepath"] else { return nil }
        let pid = alert["proc.pid"].flatMap(ProcessForest.number)
        let line = alert["proc.cmdline"]
        let names = ProcessForest.names(above: alert)
        let parent = self.parent(of: alert, names)
        let place: Int
        if let pid, let known = byPID[pid] {
            place = known
            if nodes[place].parent == nil { nodes[place].parent = parent == place ? nil : parent }
        } else if pid == nil, let known = find(name, line, below: parent) {
            place = known
        } else {
            guard let made = make(Node(name: name, commandLine: line, pid: pid, parent: parent)) else {
                return nil
            }
            place = made
        }
        nodes[place].name = name
        nodes[place].executable = alert["proc.exepath"] ?? nodes[place].executable
        nodes[place].commandLine = line ?? nodes[place].commandLine
        nodes[place].alerts += alerts
        if nodes[place].above.isEmpty { nodes[place].above = names }
        return place
    }

    private mutating func make(_ node: Node) -> Int? {
        guard nodes.count < ProcessForest.mostNodes else {
            isCut = true
            return nil
        }
        nodes.append(node)
        if let pid = node.pid { byPID[pid] = nodes.count - 1 }
        return nodes.count - 1
    }

    /// What stands right above: known from its own alert, or from this one.
    private mutating func parent(of alert: Alert, _ names: [String]) -> Int? {
        let name = names.first
        let line = alert["proc.pcmdline"]
        if let pid = alert["proc.ppid"].flatMap(ProcessForest.number) {
            if let known = byPID[pid] { return known }
            return make(
                Node(name: name, commandLine: line, pid: pid, above: Array(names.dropFirst())))
        }
        guard let name else { return nil }
        if let line, let known = nodes.lastIndex(where: { $0.name == name && $0.commandLine == line }) {
            return known
        }
        // The latest of that name, unless its own parent goes by another.
        let grandparent = names.dropFirst().first
        let known = nodes.lastIndex { node in
            guard node.name == name, line == nil || node.commandLine == nil else { return false }
            let itsParent = node.parent.flatMap { nodes[$0].name } ?? node.above.first
            return grandparent == nil || itsParent == nil || itsParent == grandparent
        }
        return known ?? make(Node(name: name, commandLine: line, above: Array(names.dropFirst())))
    }

    private func find(_ name: String, _ line: String?, below parent: Int?) -> Int? {
        nodes.lastIndex {
            $0.name == name && $0.parent == parent && ($0.commandLine == line || $0.commandLine == nil)
        }
    }

    /// Names above the process, nearest first, without gaps.
    private static func names(above alert: Alert) -> [String] {
        var names: [String] = []
        for level in 1...7 {
            let name = (level == 1 ? alert["proc.pname"] : nil) ?? alert["proc.aname[\(level)]"]
            guard let name else { break }
            names.append(name)
        }
        return names
    }

    private static func number(_ text: String) -> String? {
        text.utf8.allSatisfy { $0 &- 48 < 10 } && text != "0" ? text : nil
    }

    /// Alerts of a process and of all below it.
    func alertsBelow(_ place: Int) -> Int {
        nodes.indices.reduce(0) { $0 + (isBelow($1, place) ? nodes[$1].alerts : 0) }
    }

    private func isBelow(_ node: Int, _ place: Int) -> Bool {
        var step: Int? = node
        // Numbers that were given out again could make a ring.
        for _ in 0...nodes.count {
            guard let here = step else { return false }
            if here == place { return true }
            step = nodes[here].parent
        }
        return false
    }

    /// Depth first, in the order in which they came.
    func flattened() -> [Incident.Process] {
        var children: [Int: [Int]] = [:]
        for (index, node) in nodes.enumerated() { children[node.parent ?? -1, default: []].append(index) }
        var out: [Incident.Process] = []
        var seen: Set<Int> = []
        func add(_ index: Int, _ depth: Int) {
            guard seen.insert(index).inserted else { return }
            let node = nodes[index]
            out.append(
                Incident.Process(
                    depth: depth, name: node.name, executable: node.executable, commandLine: node.commandLine,
                    pid: node.pid, alerts: node.alerts, above: depth == 0 ? node.above : []))
            for child in children[index] ?? [] { add(child, depth + 1) }
        }
        for root in children[-1] ?? [] { add(root, 0) }
        // What a ring holds hangs on nothing.
        for index in nodes.indices where !seen.contains(index) { add(index, 0) }
        return out
    }
}
