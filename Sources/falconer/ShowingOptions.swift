internal import Agent
internal import ArgumentParser
internal import Glibc
internal import Outputs

/// What to show and how.
struct ShowingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What to show of each alert: \(AttachPlan.Form.allCases.map(\.rawValue).joined(separator: ", ")).",
            discussion: "Default: report on a terminal, line in a pipe. `json` is one report per line; "
                + "`falco-json` is the alert in Falco's own layout; `incident` tells each incident as it opens, gets "
                + "graver and ends, and nothing of single alerts.",
            valueName: "form"))
    var output: AttachPlan.Form?

    @Option(help: ArgumentHelp("Colour: auto, always or never. NO_COLOR is honoured.", valueName: "when"))
    var color: ColorChoice = .auto

    @Option(
        help: ArgumentHelp(
            "Wrap to this many columns, 40 to 400. Default: the terminal's.", valueName: "columns"))
    var width: Int?

    @Option(
        help: ArgumentHelp(
            "The severity summary at the end: text, json or none.",
            discussion: "It goes to standard output, or to standard error with --output json or falco-json.",
            valueName: "form"))
    var summary: AttachPlan.SummaryForm = .text

    @Option(help: ArgumentHelp("Print the summary so far this often.", valueName: "duration"))
    var summaryEvery: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Write a report for each alert, one for each incident, and summaries, into this directory.",
            discussion: "reports/*.md, incidents/*.md, incidents.json and .html, summary.json, .md and .csv.",
            valueName: "dir"))
    var export: String?

    @Option(
        help: ArgumentHelp(
            "Where messages that are no alerts are kept, in hexadecimal.",
            discussion: "Default: quarantine.hex in the --export directory, else in $STATE_DIRECTORY, "
                + "else in falconer below $XDG_STATE_HOME or ~/.local/state.", valueName: "file"))
    var quarantine: String?

    enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never

        /// How many colours to use for what goes to `descriptor`.
        func depth(for descriptor: Int32) -> ColorDepth {
            let term = Self.variable("TERM")
            switch self {
            case .never: return .none
            case .auto where Self.variable("NO_COLOR") != "" || term == "dumb" || isatty(descriptor) != 1:
                return .none
            case .auto, .always:
                let isRich = term.hasSuffix("256color") || Self.variable("COLORTERM") != ""
                return isRich ? .full : .basic
            }
        }

        private static func variable(_ name: String) -> String {
            getenv(name).map { String(cString: $0) } ?? ""
        }
    }

    /// Columns of the terminal at `descriptor`; 100 when it is none or does not say.
    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        if let columns = getenv("COLUMNS").flatMap({ Int(String(cString: $0)) }), columns > 0 {
            return columns
        }
        return 100
    }
}

extension AttachPlan.Form: ExpressibleByArgument {}
extension AttachPlan.SummaryForm: ExpressibleByArgument {}
