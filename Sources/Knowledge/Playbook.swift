/// What is known about a rule, a technique, a class of events or a context, as templates and conditions over an
/// alert's facts. Made from YAML: see `PlaybookReader`.
package struct Playbook: Sendable, Hashable {
    /// The file's name without directory and ending, for example `terminal-shell-in-container`.
    package var name: String
    /// The path of the file it was read from; `nil` for one inside the binary.
    package var path: String?
    /// The exact names of the rules it is for; empty for techniques, classes and contexts.
    package var rules: [String] = []
    /// What happened, in one to three sentences.
    package var meaning: Template?
    /// How attackers usually use it.
    package var abuse: Template?
    /// ATT&CK techniques, most fitting first, for rules whose own tags name none.
    package var attack: [String] = []
    /// What an attacker gains, most specific first.
    package var impact: [Statement] = []
    /// What raises it innocently, each with the check that tells.
    package var innocent: [Cause] = []
    /// Facts of the alert that speak for an attack, and against.
    package var suspicious: [Statement] = []
    package var reassuring: [Statement] = []
    /// Mitigation, in the order of the file.
    package var steps: [Step] = []
    /// To run now, read-only first.
    package var commands: [Command] = []
    /// Worth keeping before containment.
    package var evidence: [Statement] = []
    package var tuning: Tuning?
    /// Names of related rules.
    package var related: [String] = []
    /// For further reading, by name.
    package var references: [String] = []

    /// How reports name it: the file's path, or its name when it is embedded.
    package var origin: String { path ?? name }

    package struct Statement: Sendable, Hashable {
        package var text: Template
        package var when: [Condition]
    }

    package struct Cause: Sendable, Hashable {
        package var cause: Template
        package var check: Template
        package var when: [Condition]
    }

    package struct Step: Sendable, Hashable {
        package enum Phase: String, Sendable, Hashable, CaseIterable {
            case contain, investigate, eradicate, recover
        }
        package var phase: Phase
        package var action: Template
        package var why: Template
        /// How to take it back; there whenever the step disrupts.
        package var undo: Template?
        package var when: [Condition]
        /// Its `purpose` is `nil`: the step says what it is for.
        package var command: Command?
    }

    package struct Command: Sendable, Hashable {
        package enum Place: String, Sendable, Hashable, BitwiseCopyable, CaseIterable {
            case host, container, workstation
        }
        package var purpose: Template?
        package var run: Template
        package var place: Place
        /// The tool it needs beyond coreutils and procps.
        package var needs: String?
        package var disruptive: Bool
        package var when: [Condition]
    }

    package struct Tuning: Sendable, Hashable {
        /// When tuning is right, and when it never is.
        package var advice: Template?
        /// The fields an exception may stand on, strongest first.
        package var keys: [String]
        /// The rule's own macro or list for tuning.
        package var macro: String?
        /// Fields worth adding through `append_output`.
        package var context: [String]
        /// When an exception is never right: the text is the reason, to be read after `because`.
        package var never: [Statement] = []
    }
}
