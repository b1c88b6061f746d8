internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Template {
    /// The text with the alert's values in their places; `nil` when a value without a fallback is missing.
    func prose(_ facts: AlertFacts) -> Prose? {
        var prose = Prose()
        for segment in segments {
            switch segment {
            case .words(let words): prose.append(words)
            case .field(let name, let fallback):
                guard facts.append(facts.value(of: name), or: fallback, to: &prose) else { return nil }
            case .derived(.place, _): prose.append(facts.place)
            case .derived(.priority, _): prose.append(facts.priority.name)
            case .derived(let word, let fallback):
                guard facts.append(facts.value(of: word), or: fallback, to: &prose) else { return nil }
            }
        }
        return prose
    }

    /// The command with the alert's values quoted; `nil` when one is missing.
    /// - Throws: `UnquotableValue` when a value cannot be carried by a command.
    func command(_ facts: AlertFacts) throws(UnquotableValue) -> ShellCommand? {
        var command = ShellCommand()
        for segment in segments {
            let value: String?
            let fallback: String?
            switch segment {
            case .words(let words):
                command.append(words)
                continue
            case .field(let name, let words): (value, fallback) = (facts.value(of: name), words)
            case .derived(let word, let words): (value, fallback) = (facts.value(of: word), words)
            }
            if let value {
                try command.append(value: value)
            } else if let fallback {
                command.append(fallback)
            } else {
                return nil
            }
        }
        return command
    }
}

extension AlertFacts {
    /// Adds a value, or else our own words; false when there are neither.
    fileprivate func append(_ value: String?, or fallback: String?, to prose: inout Prose) -> Bool {
        if let value {
            prose.append(value: value)
        } else if let fallback {
            prose.append(fallback)
        } else {
            return false
        }
        return true
    }
}
