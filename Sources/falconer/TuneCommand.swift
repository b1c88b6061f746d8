internal import Agent
internal import Analysis
internal import ArgumentParser
internal import Glibc
internal import Outputs

struct TuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract:
            "Find what makes the noise in saved alerts, and propose exceptions with a proof of what they hide.",
        discussion: """
            Reads a history of alerts (Falco's JSON, one on each line), finds which rules and programs make the noise
            and which of it is a machine's routine, and proposes for each the narrowest change that Falco takes. Every
            proposal is tried on the history: how many alerts it hides of which priority, and that none of them looks
            like an attack or belongs to an incident that needs attention. What cannot be proved is withheld, with the
            reason. Files are read twice, so that every alert is tried; a pipe is read once, and tried on what was
            kept. Falco's rules are never touched: --write makes a file, and you decide.

            EXAMPLES
              falconer tune /var/log/falco/events.json
              falconer tune --rules /etc/falco/falco_rules.yaml --rules /etc/falco/rules.d events.json
              falconer tune --write falconer-tuning.yaml events.json
              falconer tune --output html events-*.json > noise.html
              falconer tune --output json --rule 'Read sensitive*' events.json | jq '.proposals[].replay'
              falconer tune events.json.gz week.falcorec
            """.paragraphs)

    @Argument(help: ArgumentHelp("Files, the oldest first, or - for standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "What to show: \(TunePlan.Form.allCases.map(\.rawValue).joined(separator: ", ")).",
            discussion:
                "yaml is the file for Falco alone; json is one object (schema: tuning.schema.json); hidden gives for each alert its number and the proposal that would hide it, or -.",
            valueName: "form"))
    var output: TunePlan.Form = .report

    @Option(
        help: ArgumentHelp(
            "Write the file for Falco: whole or not at all, for its owner alone.", valueName: "file"))
    var write: String?

    @Flag(help: "Let --write replace a file that is there.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "Rules files that your Falco loads, or directories of them, in its order. Repeatable.",
            discussion:
                "Proposals then add to your exceptions, lists and macros where those fit, repeat none, and say which never matched.",
            valueName: "file"))
    var rules: [String] = []

    @Option(
        help: ArgumentHelp(
            "Propose nothing that saves less than this part of all alerts, such as 1% or 0.01.",
            valueName: "share"))
    var minShare: String?

    @Option(help: ArgumentHelp("Rules, activities and reasons that are listed, 1 to 1000.", valueName: "n"))
    var top = 20

    @Option(help: ArgumentHelp("Colour: auto, always or never. NO_COLOR is honoured.", valueName: "when"))
    var color: ShowingOptions.ColorChoice = .auto

    @Option(
        help: ArgumentHelp(
            "Wrap to this many columns, 40 to 400. Default: the terminal's.", valueName: "columns"))
    var width: Int?

    @OptionGroup(title: "Selecting") var selection: SelectionOptions
    @OptionGroup(title: "Knowledge") var sources: KnowledgeOptions

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        var plan = try plan()
        plan.knowledge = try sources.base()
        plan.rules = try RulesReading.collection(rules)
        let outcome = await TuneRun(plan: plan, console: Console()).run()
        try outcome.exit()
    }

    private func plan() throws -> TunePlan {
        var faults = Faults()
        if files.contains("") { faults.add("a file's name is empty") }
        if files.count(where: { $0 == "-" }) > 1 { faults.add("- can be read only once") }
        if rules.contains("") { faults.add("--rules wants a file") }
        var plan = TunePlan(
            input: InputPlan([.files(files)]), filter: selection.filter(&faults), form: output)
        plan.colors = color.depth(for: 1)
        if let width, !(40...400).contains(width) {
            faults.add("--width wants 40 to 400 columns, not \(width)")
        }
        plan.width = width ?? min(120, max(40, ShowingOptions.columns(of: 1)))
        if let minShare {
            if let share = Self.share(minShare) {
                plan.options.leastShare = share
            } else {
                faults.add("--min-share wants a part of the whole such as 1% or 0.01, not “\(minShare)”")
            }
        }
        if !(1...1000).contains(top) { faults.add("--top wants 1 to 1000, not \(top)") }
        plan.options.listed = top
        plan.write = write
        plan.mayReplace = force
        if write?.isEmpty == true { faults.add("--write wants a file") }
        if force, write == nil { faults.add("--force goes with --write") }
        if output == .hidden, files.contains("-") {
            faults.add("--output hidden reads its input twice; standard input can be read once")
        }
        plan.quarantine = ShowingOptions.usualQuarantine
        try faults.check()
        return plan
    }

    private static func share(_ text: String) -> Double? {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite else {
            return nil
        }
        let share = isPercent ? number / 100 : number
        return (0...1).contains(share) ? share : nil
    }
}

extension TunePlan.Form: ExpressibleByArgument {}
