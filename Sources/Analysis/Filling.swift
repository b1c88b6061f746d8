internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension AlertFacts {
    /// The template with the alert's values in it, marked as such; `nil` when it asks without a fallback for a value
    /// that the alert does not have.
    func fill(_ template: Template) -> Prose? {
        var prose = Prose()
        for segment in template.segments {
            switch segment {
            case .words(let words): prose.append(words)
            case .field(let key, let fallback):
                if let value = value(of: key) {
                    prose.append(value: Excerpt.of(value))
                } else if let fallback {
                    prose.append(fallback)
                } else {
                    return nil
                }
            case .derived(let word, let fallback):
                if word == .place, let place = words.place {
                    prose.append(place)
                } else if word != .place, let value = value(of: word) {
                    prose.append(value: Excerpt.of(value))
                } else if let fallback {
                    prose.append(fallback)
                } else {
                    return nil
                }
            }
        }
        return prose
    }

    /// The template as a shell command with the alert's values quoted; `nil` as above.
    /// - Throws: `RefusedValue` when a value must not stand in a command.
    func command(_ template: Template) throws(RefusedValue) -> ShellCommand? {
        var command = ShellCommand()
        for segment in template.segments {
            let (name, fallback): (String, String?)
            let value: [UInt8]?
            switch segment {
            case .words(let words):
                command.append(words)
                continue
            case .field(let key, let ours):
                (name, fallback) = (key, ours)
                value = self.value(of: key).map { bytes(of: key, $0) }
            case .derived(let word, let ours):
                (name, fallback) = (word.rawValue, ours)
                value = self.value(of: word).map { Array($0.utf8) }
            }
            if let value {
                do throws(UnquotableValue) {
                    try command.append(bytes: value)
                } catch {
                    throw RefusedValue(name: name, reason: error.message)
                }
            } else if let fallback {
                command.append(fallback)
            } else {
                return nil
            }
        }
        return command
    }

    /// The value's own bytes: a file whose name is no valid UTF-8 must be found by its real name.
    private func bytes(of key: String, _ value: String) -> [UInt8] {
        guard value.utf8.contains(0xEF) else { return Array(value.utf8) }
        return alert.withBytes(of: key) { Array($0) } ?? Array(value.utf8)
    }
}

/// Why a command was left out.
struct RefusedValue: Error, Hashable {
    /// The field or derived word.
    let name: String
    /// In our words, to be read after `because`.
    let reason: String
}
