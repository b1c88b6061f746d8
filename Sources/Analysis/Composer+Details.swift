internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Composer {
    /// The longest stretch of a value's bytes that is shown in hexadecimal.
    private static let longestBytes = 4096

    /// Every field of the alert, in the glossary's order.
    func details() -> [Report.DetailGroup] {
        facts.layout.groups.map { group in
            Report.DetailGroup(title: group.title, items: group.places.map(detail))
        }
    }

    private func detail(at place: Int) -> Report.Detail {
        let value = facts.values[place]
        return Report.Detail(
            key: facts.layout.keys[place], value: value,
            bytes: value.flatMap { strayBytes(of: $0, at: place) },
            meaning: compiled.meanings.meaning(at: place, glossary, facts))
    }

    /// The value's bytes in hexadecimal when they are not the text that is shown.
    private func strayBytes(of value: String, at place: Int) -> String? {
        guard facts.isRepaired(at: place) else { return nil }
        return facts.alert.fields[place].withValueBytes { bytes in
            let digits = Array("0123456789abcdef".utf8)
            let shown = bytes.prefix(Composer.longestBytes)
            var text: [UInt8] = []
            text.reserveCapacity(shown.count * 2)
            for byte in shown {
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
            return String(decoding: text, as: UTF8.self) + (shown.count < bytes.count ? "…" : "")
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
