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
    /// The command up to its first value: reading shell text again for each alert would be the dearest part of all.
    private let beginning: ShellCommand
    private let rest: ArraySlice<Wording.Segment>
    private var latest: (values: [String], result: Result<ShellCommand, RefusedValue>)?

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
        self.run = run
        place = Report.Command.Place(command.place)
        needs = command.needs
        disruptive = command.disruptive
        var beginning = ShellCommand()
        rest =
            if case .words(let words) = run.segments.first {
                {
                    beginning.append(words); return run.segments.dropFirst()
                }()
            } else {
                run.segments[...]
            }
        self.beginning = beginning
    }

    /// The command with the alert's values quoted; `nil` when the alert lacks one.
    /// - Throws: `RefusedValue` when a value must not stand in a command.
    func shell(_ facts: AlertFacts) throws(RefusedValue) -> ShellCommand? {
        if rest.isEmpty { return beginning }
        guard let values = values(facts) else { return nil }
        if let latest, latest.values == values { return try latest.result.get() }
        let result = make(facts, values)
        // A value of a mebibyte is not worth keeping.
        let isShort = values.allSatisfy {
            $0.utf8.count <= ShellCommand.longestValue && !$0.holds(byte: 0xEF)
        }
        latest = isShort ? (values, result) : nil
        return try result.get()
    }

    /// The text of each place for a value; fallbacks, which are ours, are among them.
    private func values(_ facts: AlertFacts) -> [String]? {
        var values: [String] = []
        for segment in rest {
            switch segment {
            case .words: continue
            case .value(let place, let fallback):
                guard let value = facts.known[place] ?? fallback else { return nil }
                values.append(value)
            case .word(let word, let fallback):
                guard let value = facts.value(of: word) ?? fallback else { return nil }
                values.append(value)
            }
        }
        return values
    }

    private func make(_ facts: AlertFacts, _ values: [String]) -> Result<ShellCommand, RefusedValue> {
        var command = beginning
        var next = values.makeIterator()
        for segment in rest {
            if case .words(let words) = segment {
                command.append(words)
                continue
            }
            guard let text = next.next() else { break }
            let (name, bytes) = Recipe.value(of: segment, facts)
            guard let bytes else {
                command.append(text)
                continue
            }
            do throws(UnquotableValue) {
                try command.append(bytes: bytes)
            } catch {
                return .failure(RefusedValue(name: name, reason: error.message))
            }
        }
        return .success(command)
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
