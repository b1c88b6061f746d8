internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Composer {
    /// Every field of the alert, in the glossary's order.
    func details() -> [Report.DetailGroup] {
        let layout = facts.layout
        var groups: [Report.DetailGroup] = []
        groups.reserveCapacity(layout.groups.count)
        var next = 0
        for group in layout.groups {
            var items: [Report.Detail] = []
            items.reserveCapacity(Int(group.end) - next)
            while next < group.end {
                items.append(detail(at: Int(layout.order[next])))
                next += 1
            }
            groups.append(Report.DetailGroup(title: group.title, items: items))
        }
        return groups
    }

    /// The field at that place, with what its value means or why there is none.
    private func detail(at place: Int) -> Report.Detail {
        let (field, value) = (facts.layout.fields[place], facts.values[place])
        let meaning =
            switch (field.entry, value) {
            case (let entry, nil): glossary.missing(entry, all: answer)
            case (nil, _): Prose()
            case (let entry?, let value?): glossary.meaning(of: field.key, entry, value: value, all: answer)
            }
        return Report.Detail(
            key: field.key, value: value, bytes: facts.fields.strayBytes(at: place), meaning: meaning)
    }

    /// What another field says, for one whose meaning depends on it.
    private func answer(_ key: String) -> String? {
        // The event's time stands in for the field of it that most rules do not print.
        facts.text(of: key) ?? (key == "evt.time" ? facts.fields.nanoseconds : nil)
    }

    /// The process and those above it, oldest first.
    func ancestry() -> [Report.Ancestor] {
        // By level; gaps are kept: somebody stands between those that are known.
        var line: [Report.Ancestor] = []
        line.reserveCapacity(8)
        for ancestor in facts.layout.ancestors {
            guard let value = facts.known[Int(ancestor.place)] else { continue }
            let level = Int(ancestor.level)
            while line.count <= level {
                line.append(Report.Ancestor(level: line.count, name: nil))
            }
            switch ancestor.part {
            case .name: line[level].name = value
            case .executable: line[level].executable = value
            case .commandLine: line[level].commandLine = value
            }
        }
        let own = Report.Ancestor(
            level: 0, name: facts.value(of: .processName) ?? line.first?.name,
            executable: facts.value(of: .processExecutable) ?? line.first?.executable,
            commandLine: facts.value(of: .processCommandLine) ?? line.first?.commandLine)
        if !line.isEmpty {
            line[0] = own
        } else if own.name != nil || own.executable != nil || own.commandLine != nil {
            line.append(own)
        }
        line.reverse()
        return line
    }
}
