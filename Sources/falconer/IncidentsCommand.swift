internal import Agent
internal import ArgumentParser
internal import Glibc

struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents",
        abstract: "Group saved alerts into incidents: what happened, how grave it is, and what to do.")

    @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "What to show: \(IncidentPlan.Form.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "form"))
    var output: IncidentPlan.Form?

    @OptionGroup(title: "Selecting") var selection: SelectionOptions
    @OptionGroup(title: "Knowledge") var sources: KnowledgeOptions

    func run() async throws {
        var plan = try plan()
        plan.knowledge = try sources.base()
        try await IncidentRun(plan: plan, console: Console()).run().exit()
    }

    private func plan() throws -> IncidentPlan {
        var faults = Faults()
        let plan = IncidentPlan(
            input: InputPlan([.files(files)]), filter: selection.filter(&faults), form: output ?? .report)
        try faults.check()
        return plan
    }
}

extension IncidentPlan.Form: ExpressibleByArgument {}
