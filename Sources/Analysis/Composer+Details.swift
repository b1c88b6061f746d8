internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Composer {
    /// Every field of the alert, in the glossary's order.
    func details() -> [Report.DetailGroup] {
        facts.layout.groups.map { group in
            Report.DetailGroup(
                title: group.title,
                items: group.places.map { compiled.details.detail(at: $0, glossary, facts) })
        }
    }

    /// The process and those above it, oldest first.
    func ancestry() -> [Report.Ancestor] {
        var levels: [Int: Report.Ancestor] = [:]
        for ancestor in facts.layout.ancestors {
            guard let value = facts.known[ancestor.place] else { continue }
            var known = levels[ancestor.level] ?? Report.Ancestor(level: ancestor.level, name: nil)
            switch ancestor.part {
            case .name: known.name = value
            case .executable: known.executable = value
            case .commandLine: known.commandLine = value
            }
            levels[ancestor.level] = known
        }
        let own = Report.Ancestor(
            level: 0, name: facts.value(of: .processName) ?? levels[0]?.name,
            executable: facts.value(of: .processExecutable) ?? levels[0]?.executable,
            commandLine: facts.value(of: .processCommandLine) ?? levels[0]?.commandLine)
        if own.name != nil || own.executable != nil || own.commandLine != nil { levels[0] = own }
        guard let oldest = levels.keys.max() else { return [] }
        // Gaps are kept: somebody stands between those that are known.
        return (0...oldest).reversed().map { levels[$0] ?? Report.Ancestor(level: $0, name: nil) }
    }
}
