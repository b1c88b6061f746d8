package import Analysis
package import FalcoAlerts
package import Knowledge
package import Outputs

/// Everything that a run of `attach` or `demo` needs to know, validated.
package struct AttachPlan: Sendable {
    /// Where Falco puts its socket, newest first: Falco 0.33 and later, links to it, and before.
    package static let defaultSockets = [
        "/run/falco/falco.sock", "/var/run/falco/falco.sock", "/var/run/falco.sock",
    ]

    /// What is shown of each alert.
    package enum Form: String, Sendable, CaseIterable {
        case report, short, line, json
        case falcoJSON = "falco-json"
        case markdown, incident, none

        /// Whether other programs read it, so that nothing else may stand between its lines.
        package var isForPrograms: Bool { self == .json || self == .falcoJSON }
    }

    package enum SummaryForm: String, Sendable, CaseIterable { case text, json, none }

    package struct Ending: Sendable {
        /// Alerts shown before it ends.
        package var count: Int?
        /// Alerts received before it ends, whether shown or not.
        package var received: Int?
        package var duration: Duration?
        package var idle: Duration?

        package init(
            count: Int? = nil, received: Int? = nil, duration: Duration? = nil, idle: Duration? = nil
        ) {
            self.count = count
            self.received = received
            self.duration = duration
            self.idle = idle
        }
    }

    package var input: InputPlan
    package var filter: AlertFilter
    package var ending = Ending()
    package var form: Form
    package var isTerminal = false
    package var colors: ColorDepth = .none
    package var width = 100
    package var summary: SummaryForm = .text
    package var summaryEvery: Duration?
    /// The export directory's path.
    package var export: String?
    /// Exported summaries are written anew this often.
    package var exportEvery = Duration.seconds(5)
    /// The path of the file that alerts are recorded in.
    package var record: String?
    /// Whether to show how far the reading of files has come.
    package var showsProgress = false
    /// The quarantine file's path.
    package var quarantine: String?
    /// Whether the run is not to begin when that file cannot be made.
    package var mustQuarantine = false
    /// Called before the process ends at once: takes away what must not stay behind.
    package var leaveNothing: @Sendable () -> Void = {}
    package var failOn: Priority?
    /// Where alerts go besides; `nil` for nowhere.
    package var forward: ForwardPlan?
    /// What reports are made from.
    package var knowledge = KnowledgeBase()

    package init(input: InputPlan, filter: AlertFilter, form: Form) {
        self.input = input
        self.filter = filter
        self.form = form
    }
}
