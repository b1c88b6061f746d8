internal import Agent
internal import ArgumentParser

struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Report on saved alerts: Falco's JSON, one alert on each line, or recordings.",
        discussion: """
            Makes the same reports and summary as attach, from files that Falco wrote (json_output with file_output),
            from what attach --output falco-json gave, from recordings (attach --record), or from a pipe. Files may be
            packed with gzip or zstd; what they are their bytes tell, not their names. A line that is no alert is
            named, kept and counted; a file that is cut short or damaged is read up to there. One that cannot be used at
            all leaves the others alone: it is said, and the exit code tells it at the end.

            EXAMPLES
              falconer analyze /var/log/falco/events.json
              falconer analyze --output line --min-priority warning *.jsonl
              falconer analyze /var/log/falco/events.json.*.gz
              falconer analyze --pace 10 yesterday.rec.zst
              falco -o json_output=true | falconer analyze -
              falconer analyze --output json events.json | jq .summary
              falconer analyze --output none --export reports events.json     # reports, incidents, summary as files
              falconer analyze --output none events.json --forward https://hooks.example/falco
            """.paragraphs)

    @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "Take alerts as they once came: 1 at the same pace, 10 ten times as fast, max at once.",
            discussion: "What a recording holds came when it was received, a line when its event happened.",
            valueName: "pace"))
    var pace = PaceArgument(value: nil)

    @Flag(help: "Show no progress on the terminal.")
    var noProgress = false

    @OptionGroup(title: "Selecting") var selection: SelectionOptions
    @OptionGroup(title: "Ending") var ending: EndingOptions
    @OptionGroup(title: "Showing") var showing: ShowingOptions
    @OptionGroup(title: "Forwarding") var forwarding: ForwardingOptions
    @OptionGroup(title: "Knowledge") var sources: KnowledgeOptions

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        var plan = try plan()
        plan.knowledge = try sources.base()
        let outcome = await Attachment(plan: plan, console: Console()).run()
        try outcome.exit()
    }

    private func plan() throws -> AttachPlan {
        var faults = Faults(in: self)
        if files.contains("") { faults.add("a file's name is empty") }
        if files.count(where: { $0 == "-" }) > 1 { faults.add("- can be read only once") }
        var input = InputPlan([.files(files)])
        input.pace = pace.value
        var plan = AttachPlan(input, selection, ending, showing, &faults)
        plan.showsProgress = !noProgress && showing.hasRoomForProgress
        plan.add(forwarding.plan(isLive: files.contains("-"), &faults))
        try faults.check()
        return plan
    }
}
