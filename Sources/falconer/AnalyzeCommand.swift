internal import Agent
internal import ArgumentParser

struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Report on saved alerts: Falco's JSON, one alert on each line.",
        discussion: """
            Makes the same reports and summary as attach, from files that Falco wrote (json_output with file_output),
            from what attach --output falco-json gave, or from a pipe: Falco 0.44 and later, which have no gRPC, can be
            read this way. A line that is no alert is named, kept and counted; the rest goes on.

            EXAMPLES
              falconer analyze /var/log/falco/events.json
              falconer analyze --output line --min-priority warning *.jsonl
              falco -o json_output=true | falconer analyze -
              falconer analyze --output json events.json | jq .summary
            """.paragraphs)

    @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"))
    var files: [String]

    @OptionGroup(title: "Selecting") var selection: SelectionOptions
    @OptionGroup(title: "Ending") var ending: EndingOptions
    @OptionGroup(title: "Showing") var showing: ShowingOptions
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
        var faults = Faults()
        if files.contains("") { faults.add("a file's name is empty") }
        if files.count(where: { $0 == "-" }) > 1 { faults.add("- can be read only once") }
        let plan = AttachPlan(InputPlan([.files(files)]), selection, ending, showing, &faults)
        try faults.check()
        return plan
    }
}
