package import Analysis
package import Knowledge
package import Outputs

/// Everything that a run of `incidents` needs to know, validated.
package struct IncidentPlan: Sendable {
    /// What is shown.
    package enum Form: String, Sendable, CaseIterable {
        case report, line, json, markdown, html, assignments
    }

    package var input: InputPlan
    package var filter: AlertFilter
    package var form: Form
    package var isTerminal = false
    package var colors: ColorDepth = .none
    package var width = 100
    /// Whether incidents that need no attention are shown too.
    package var showsAll = false
    /// Whether each alert's links are shown.
    package var explainsLinks = false
    /// Incidents that are kept to be put in order at the end.
    package var kept = 500
    /// The quarantine file's path.
    package var quarantine: String?
    /// Whether it must be usable from the start, because it was asked for.
    package var mustQuarantine = false
    package var knowledge = KnowledgeBase()

    package init(input: InputPlan, filter: AlertFilter, form: Form) {
        self.input = input
        self.filter = filter
        self.form = form
    }
}
