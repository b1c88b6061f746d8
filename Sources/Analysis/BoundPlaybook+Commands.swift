internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension BoundPlaybook {
    /// The command with the alert's values quoted; `nil` when the alert lacks one.
    /// - Throws: `RefusedValue` when a value must not stand in a command.
    func command(
        _ command: CompactPlaybook.Command, _ facts: AlertFacts, purpose: Prose
    ) throws(RefusedValue) -> Report.Command? {
        guard mayFill(command.run), let shell = try shell(command, facts) else { return nil }
        return Report.Command(
            purpose: purpose, shell: shell, place: Report.Command.Place(command.place),
            disruptive: command.disruptive, needs: command.needs.map { Prose(playbook.text($0)) })
    }

    private func shell(
        _ item: CompactPlaybook.Command, _ facts: AlertFacts
    ) throws(RefusedValue) -> ShellCommand? {
        let template = item.run
        var command = ShellCommand(capacity: Int(template.length) + 32 * template.segments.count)
        // Reading shell text again for each alert would be the dearest part of all. It has been read with a value in each
        // place for one: as long as that is so, the words lead to the same.
        var isAsRead = true
        for index in template.segments {
            let segment = playbook.segments[index]
            if try addValue(of: segment, to: &command, item.client, facts) { continue }
            if segment.isNeeded { return nil }
            if case .words = segment.source, isAsRead, playbook.add(wordsOf: segment, to: &command) {
                continue
            }
            if case .words = segment.source {} else { isAsRead = false }
            command.append(playbook.text(of: segment).string)
        }
        return command
    }

    /// Adds the value's own bytes: a file whose name is no valid UTF-8 must be found by its real name.
    /// - Returns: whether there is one.
    private func addValue(
        of segment: CompactPlaybook.Segment, to command: inout ShellCommand, _ client: CloudClient?,
        _ facts: AlertFacts
    ) throws(RefusedValue) -> Bool {
        switch source(of: segment) {
        case .words, .nowhere: return false
        case .word(let word):
            // The word falls back on the id.
            if word == .container, facts.value(of: .containerName) == nil,
                let id = facts.value(of: .containerID)
            {
                try check(containerID: id, word.rawValue)
            }
            guard let value = facts.value(of: word) else { return false }
            try check(value, for: client, word.rawValue)
            try add(word.rawValue) { () throws(UnquotableValue) in try command.append(value: value) }
        case .place(let place):
            guard let value = facts.known[place] else { return false }
            let key = facts.layout.fields[place].key
            if facts.layout.fields[place].kind == .container { try check(containerID: value, key) }
            try check(value, for: client, key)
            if facts.fields.isRepaired(at: place) {
                let bytes = facts.alert.fields[place].withValueBytes { Array($0) }
                try add(key) { () throws(UnquotableValue) in try command.append(bytes: bytes) }
            } else {
                try add(key) { () throws(UnquotableValue) in try command.append(value: value) }
            }
        }
        return true
    }

    private func add(
        _ name: String, _ append: () throws(UnquotableValue) -> Void
    ) throws(RefusedValue) {
        do throws(UnquotableValue) {
            try append()
        } catch {
            throw RefusedValue(name: name, reason: error.message)
        }
    }

    private func check(_ value: String, for client: CloudClient?, _ name: String) throws(RefusedValue) {
        guard let client, !client.takesAsText(value) else { return }
        throw RefusedValue(
            name: name, reason: "`\(client.rawValue)` would make more of it than the text that it is")
    }

    private func check(containerID value: String, _ name: String) throws(RefusedValue) {
        if !ValueShape.isContainerID(value) {
            throw RefusedValue(name: name, reason: "it is no container id")
        }
    }
}

/// Why a command was left out.
struct RefusedValue: Error, Hashable {
    /// The field or derived word.
    let name: String
    /// In our words, to be read after `because`.
    let reason: String
}

extension Report.Command.Place {
    fileprivate init(_ place: Playbook.Command.Place) {
        switch place {
        case .host: self = .host
        case .container: self = .container
        case .workstation: self = .workstation
        }
    }
}
