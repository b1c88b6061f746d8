internal import Agent
internal import Glibc
internal import Outputs

extension ShowingOptions {
    /// What is shown of each alert: as asked, else a report on a terminal and a line in a pipe.
    var form: AttachPlan.Form { output ?? (isatty(1) == 1 ? .report : .line) }

    /// Puts into `plan` what these flags say.
    func apply(to plan: inout AttachPlan, _ faults: inout Faults) {
        if let width, !(40...400).contains(width) {
            faults.add("--width wants 40 to 400 columns, not \(width)")
        }
        if let every = summaryEvery?.value, every < .seconds(1) {
            faults.add("--summary-every wants at least 1s")
        }
        if summary == .none, summaryEvery != nil {
            faults.add("--summary-every shows a summary, and --summary none wants none")
        }
        plan.isTerminal = isatty(1) == 1
        plan.colors = color.depth(for: 1)
        plan.width = width ?? min(160, max(40, Self.columns(of: 1)))
        plan.summary = summary
        plan.summaryEvery = summaryEvery?.value
        plan.export = export
        plan.quarantine = quarantine ?? defaultQuarantine
        plan.mustQuarantine = quarantine != nil
        if export?.isEmpty == true { faults.add("--export wants a directory") }
        if quarantine?.isEmpty == true { faults.add("--quarantine wants a file") }
    }

    private var defaultQuarantine: String? {
        export.map { "\($0)/quarantine.hex" } ?? Self.usualQuarantine
    }

    /// Where messages that are no alerts are kept when nothing else was said.
    static var usualQuarantine: String? { StateDirectory.usual.map { "\($0)/quarantine.hex" } }

    /// Whether a line of progress can stand on the terminal: standard error is one, and what is shown of each alert does
    /// not go there, too.
    var hasRoomForProgress: Bool {
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
        return isatty(2) == 1 && !isDumb && (form == .none || isatty(1) != 1)
    }
}
