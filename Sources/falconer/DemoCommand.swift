internal import Agent
internal import ArgumentParser
internal import FalcoRPC

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See Falconer at work without a Falco.",
        discussion: """
            Starts the built-in Falco-compatible gRPC server on a private Unix socket, replays thirty alerts that a
            real Falco raised while a container was taken over, attaches to it as `attach` would, and shows the same
            reports and summary. Nothing is left behind.

            EXAMPLES
              falconer demo
              falconer demo --fast --output line
              falconer demo --fast --rule 'Drop and execute*'
            """.paragraphs)

    private static let usualRate = 2.0

    @Option(help: ArgumentHelp("Alerts a second, 0.1 to 10000.", valueName: "n"))
    var rate = Self.usualRate

    @Flag(help: "Replay all alerts at once.")
    var fast = false

    @OptionGroup(title: "Selecting") var selection: SelectionOptions
    @OptionGroup(title: "Ending") var ending: EndingOptions
    @OptionGroup(title: "Showing") var showing: ShowingOptions
    @OptionGroup(title: "Knowledge") var sources: KnowledgeOptions

    func validate() throws {
        _ = try plan(.unix(path: ""))
    }

    func run() async throws {
        let knowledge = try sources.base()
        let outcome: Attachment.Outcome
        do {
            outcome = try await Demo(rate: fast ? nil : rate).run(console: Console()) { endpoint in
                var plan = try plan(endpoint)
                plan.knowledge = knowledge
                return plan
            }
        } catch let error as AgentError where error.code == .cannotCreate {
            Console().say("\(error)")
            throw ExitStatus.cannotCreate.code
        } catch {
            Console().say("\(error)")
            throw ExitStatus.internalError.code
        }
        try outcome.exit()
    }

    private func plan(_ endpoint: FalcoEndpoint) throws -> AttachPlan {
        var faults = Faults(in: self)
        if fast, rate != Self.usualRate { faults.add("--rate and --fast exclude each other") }
        if !(0.1...10_000).contains(rate) { faults.add("--rate wants 0.1 to 10000 alerts a second") }
        let plan = AttachPlan(InputPlan([.falco(endpoint)]), selection, ending, showing, &faults)
        try faults.check()
        return plan
    }
}
