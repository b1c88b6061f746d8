package import Escaping
package import Knowledge

/// What is known about a rule, without an alert: the same knowledge that reports are made from, with the names of
/// fields where a report has their values and the conditions in words.
package struct Explanation: Sendable {
    /// Raised when a key of the JSON form changes meaning or goes away.
    package static let schemaVersion = 1

    /// Where the words come from.
    package enum Coverage: String, Sendable {
        /// A playbook of the rule's own.
        case own
        /// A playbook that several rules share.
        case family
        /// Composed from technique, event class and tags.
        case composed
    }

    package struct Item: Sendable {
        package var text: Prose
        /// When it applies, in words; empty when always.
        package var when: String
    }

    package struct Cause: Sendable {
        package var cause: Prose
        package var check: Prose
        package var when: String
    }

    package struct Step: Sendable {
        package var phase: Report.MitigationStep.Phase
        package var action: Prose
        package var why: Prose
        package var undo: Prose?
        package var command: String?
        package var when: String
    }

    package struct Command: Sendable {
        package var purpose: Prose
        /// Shell text with a variable for each value: `docker diff "$container_id"`.
        package var shell: String
        package var place: Report.Command.Place
        package var disruptive: Bool
        package var needs: String?
        package var when: String
    }

    package var rule: CatalogueRule
    package var coverage: Coverage
    package var meaning: Prose
    package var abuse: Prose?
    package var techniques: [Report.AttackMapping.Technique]
    /// Tags that disagree with ATT&CK, or are unknown to it.
    package var attackFlags: [Prose] = []
    package var impact: [Item]
    package var innocent: [Cause]
    package var suspicious: [Item]
    package var reassuring: [Item]
    package var steps: [Step]
    package var commands: [Command]
    package var evidence: [Item]
    package var tuningAdvice: Prose?
    /// The fields that an exception may stand on, strongest first.
    package var tuningKeys: [String]
    /// The rule's own macros and lists for tuning.
    package var tuningHooks: [String]
    package var related: [String]
    package var references: [String]
}
