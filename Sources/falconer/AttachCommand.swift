internal import Agent
internal import ArgumentParser

struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Attach to Falco and report on its alerts as they come.",
        discussion: """
            With no input named, the local Falco is looked for: its socket, else what its configuration has on; which is
            taken, and why, is said. Several inputs go together; what two of them bring counts once, and one that fails
            leaves the others alone: it is said, and the exit code tells it at the end.

            Streams a report for each alert until interrupted (Ctrl-C), then prints the severity summary. An
            unreachable Falco is waited for; a lost one is attached to again, and the gap is reported.
            SIGUSR1 prints the summary so far, SIGHUP reopens the export and quarantine files.

            EXAMPLES
              falconer attach
              falconer attach --min-priority warning --not-rule 'Read sensitive file*'
              falconer attach --output falco-json | jq .rule
              falconer attach --output incident                # what belongs together, told once
              falconer attach --duration 10m --export /var/tmp/falco-reports
              falconer attach --address falco:5060 --ca ca.pem --cert c.pem --key c.key
              falconer attach --listen-http 127.0.0.1:2801     # Falco's http_output, url: http://127.0.0.1:2801/
              falconer attach --output none --forward http://127.0.0.1:2801/     # falcosidekick behind a Falco with gRPC
              falconer attach --listen-http 0.0.0.0:2801 --listen-http-token /etc/falconer/token \
                --listen-http-cert server.pem --listen-http-key server.key
            """.paragraphs)

    @OptionGroup(title: "Input") var input: InputOptions

    @Option(
        help: ArgumentHelp(
            "Record every alert as it came in this new file, for falconer analyze; compressed if it ends in .zst.",
            valueName: "file"))
    var record: String?

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
        try await input.completeWithLocalFalco(&plan.input)
        try ForwardingOptions.checkLoop(plan.forward, plan.input)
        plan.knowledge = try sources.base()
        let outcome = await Attachment(plan: plan, console: Console()).run()
        try outcome.exit()
    }

    private func plan() throws -> AttachPlan {
        var faults = Faults(in: self)
        var plan = AttachPlan(input.plan(&faults), selection, ending, showing, &faults)
        plan.record = record
        if record?.isEmpty == true { faults.add("--record wants a file") }
        plan.add(forwarding.plan(isLive: true, &faults))
        try faults.check()
        return plan
    }
}
