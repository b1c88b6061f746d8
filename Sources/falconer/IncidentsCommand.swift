internal import Agent
internal import ArgumentParser
internal import Glibc

struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents",
        abstract: "Group saved alerts into incidents: what happened, how grave it is, and what to do.",
        discussion: """
            Puts together what belongs together by the evidence in the alerts' fields (processes, sessions, containers,
            files, peers, time), leaves out what keeps coming as a matter of routine, and tells each incident that needs
            attention once: severity with its reasons, kill chain, processes, time line, one list of actions and commands,
            and how sure it is. Reads Falco's JSON, one alert on each line. The same alerts always give the same incidents. Of a
            stream that goes on, attach --output incident tells them as they come; analyze --export writes a file for each.

            With proc.pid, proc.ppid and proc.sid in every alert (append_output) it is surer than with the default rules'
            fields alone.

            EXAMPLES
              falconer incidents /var/log/falco/events.json
              falconer incidents --all --output line *.jsonl
              falconer incidents --explain-links events.json      why alerts are together
              falconer incidents --output html events.json > incidents.html
              falconer incidents --output json events.json | jq '{id, level: .severity.level, title}'
              falconer incidents --output assignments events.json which incident each alert is in
            """.paragraphs)

    @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "What to show: \(IncidentPlan.Form.allCases.map(\.rawValue).joined(separator: ", ")).",
            discussion:
                "Default: report. `json` is one incident per line, as each ends; `assignments` is one line per "
                + "alert: its number, its incident's id or -, and 1 if that needs attention, else 0.",
            valueName: "form"))
    var output: IncidentPlan.Form?

    @Flag(help: "Show groups of alerts that need no attention, too.")
    var all = false

    @Flag(help: "Show for each kind of alert why it is where it is, with the weight of each reason.")
    var explainLinks = false

    @Option(help: ArgumentHelp("Colour: auto, always or never. NO_COLOR is honoured.", valueName: "when"))
    var color: ShowingOptions.ColorChoice = .auto

    @Option(
        help: ArgumentHelp(
            "Wrap to this many columns, 40 to 400. Default: the terminal's.", valueName: "columns"))
    var width: Int?

    @Option(
        help: ArgumentHelp(
            "Where lines that are no alerts are kept, in hexadecimal.",
            discussion:
                "Default: quarantine.hex in $STATE_DIRECTORY, else in falconer below $XDG_STATE_HOME or ~/.local/state.",
            valueName: "file"))
    var quarantine: String?

    @OptionGroup(title: "Selecting") var selection: SelectionOptions
    @OptionGroup(title: "Knowledge") var sources: KnowledgeOptions

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        var plan = try plan()
        plan.knowledge = try sources.base()
        try await IncidentRun(plan: plan, console: Console()).run().exit()
    }

    private func plan() throws -> IncidentPlan {
        var faults = Faults(in: self)
        if files.contains("") { faults.add("a file's name is empty") }
        if files.count(where: { $0 == "-" }) > 1 { faults.add("- can be read only once") }
        if let width, !(40...400).contains(width) {
            faults.add("--width wants 40 to 400 columns, not \(width)")
        }
        var plan = IncidentPlan(
            input: InputPlan([.files(files)]), filter: selection.filter(&faults), form: output ?? .report)
        plan.showsAll = all
        plan.explainsLinks = explainLinks
        plan.quarantine = quarantine ?? ShowingOptions.usualQuarantine
        plan.mustQuarantine = quarantine != nil
        if quarantine?.isEmpty == true { faults.add("--quarantine wants a file") }
        plan.isTerminal = isatty(1) == 1
        plan.colors = color.depth(for: 1)
        plan.width = width ?? min(160, max(40, ShowingOptions.columns(of: 1)))
        try faults.check()
        return plan
    }
}

extension IncidentPlan.Form: ExpressibleByArgument {}
