internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// A command of a playbook worked out for alerts of one layout.
///
/// Alerts of one container follow each other, so the command made last is kept together with the values in it.
final class Recipe {
    let check: Check
    let purpose: Wording?
    let place: Report.Command.Place
    let needs: String?
    let disruptive: Bool
    private let run: Wording
    private lazy var parts = Parts(run.segments)
    private var latest: (values: [String?], purpose: Prose, result: Result<Report.Command?, RefusedValue>)?

    /// `nil` when such alerts never have what it needs.
    init?(_ command: Playbook.Command, _ layout: FieldLayout) {
        guard let check = Check(command.when, layout), let run = Wording(command.run, layout) else {
            return nil
        }
        if let template = command.purpose {
            guard let wording = Wording(template, layout) else { return nil }
            purpose = wording
        } else {
            purpose = nil
        }
        self.check = check
        place = Report.Command.Place(command.place)
        needs = command.needs
        disruptive = command.disruptive
        self.run = run
    }

    private struct Parts {
        /// The command up to its first value: reading shell text again for each alert would be the dearest part of all.
        let beginning: ShellCommand
        let rest: ArraySlice<Wording.Segment>
        let asking: [Wording.Segment]

        init(_ segments: [Wording.Segment]) {
            var beginning = ShellCommand()
            var rest = segments[...]
            if case .words(let words) = segments.first {
                beginning.append(words)
                rest = segments.dropFirst()
            }
            self.beginning = beginning
            self.rest = rest
            asking = rest.filter { if case .words = $0 { false } else { true } }
        }
    }

    /// The command with the alert's values quoted; `nil` when the alert lacks one.
    /// - Throws: `RefusedValue` when a value must not stand in a command.
    func command(_ facts: AlertFacts, purpose: Prose) throws(RefusedValue) -> Report.Command? {
        if let latest, latest.purpose == purpose, isSame(latest.values, facts) {
            return try latest.result.get()
        }
        let result = make(facts).map { shell in
            shell.map {
                Report.Command(
                    purpose: purpose, shell: $0, place: place, disruptive: disruptive, needs: needs)
            }
        }
        let values = parts.asking.map { Recipe.text(of: $0, facts) }
        // What cannot stand in a command is not worth keeping; what was repaired has other bytes than its text.
        let isShort = values.allSatisfy { value in
            value.map { $0.utf8.count <= ShellCommand.longestValue && !$0.holds(byte: 0xEF) } ?? true
        }
        latest = isShort ? (values, purpose, result) : nil
        return try result.get()
    }

    private func isSame(_ values: [String?], _ facts: AlertFacts) -> Bool {
        for (segment, value) in zip(parts.asking, values) where Recipe.text(of: segment, facts) != value {
            return false
        }
        return true
    }

    private static func text(of segment: Wording.Segment, _ facts: AlertFacts) -> String? {
        switch segment {
        case .words: nil
        case .value(let place, _): facts.known[place]
        case .word(let word, _): facts.value(of: word)
        }
    }

    private func make(_ facts: AlertFacts) -> Result<ShellCommand?, RefusedValue> {
        var command = parts.beginning
        for segment in parts.rest {
            let fallback: String?
            switch segment {
            case .words(let words):
                command.append(words)
                continue
            case .value(_, let ours), .word(_, let ours): fallback = ours
            }
            let (name, bytes) = Recipe.value(of: segment, facts)
            if let id = Recipe.containerID(in: segment, facts), !ValueShape.isContainerID(id) {
                return .failure(RefusedValue(name: name, reason: "it is no container id"))
            }
            if let bytes {
                do throws(UnquotableValue) {
                    try command.append(bytes: bytes)
                } catch {
                    return .failure(RefusedValue(name: name, reason: error.message))
                }
            } else if let fallback {
                command.append(fallback)
            } else {
                return .success(nil)
            }
        }
        return .success(command)
    }

    /// The value when it stands for a container's id.
    private static func containerID(in segment: Wording.Segment, _ facts: AlertFacts) -> String? {
        switch segment {
        case .value(let place, _) where facts.layout.kinds[place] == .container: facts.known[place]
        // The word falls back on the id.
        case .word(.container, _) where facts.value(of: .containerName) == nil: facts.value(of: .containerID)
        default: nil
        }
    }

    /// What the value is called, and its own bytes: a file whose name is no valid UTF-8 must be found by its real name.
    /// No bytes when the alert does not have the value.
    private static func value(of segment: Wording.Segment, _ facts: AlertFacts) -> (String, [UInt8]?) {
        switch segment {
        case .words: return ("", nil)
        case .word(let word, _): return (word.rawValue, facts.value(of: word).map { Array($0.utf8) })
        case .value(let place, _):
            let key = facts.layout.keys[place]
            guard let value = facts.known[place] else { return (key, nil) }
            guard facts.isRepaired(at: place) else { return (key, Array(value.utf8)) }
            return (key, facts.alert.fields[place].withValueBytes { Array($0) })
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
