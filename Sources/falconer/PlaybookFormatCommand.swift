internal import ArgumentParser
internal import Knowledge

struct PlaybookFormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format",
        abstract: "Print how playbooks are written: keys, conditions, places for values.")

    func run() throws {
        try Output.write(
            Array(EmbeddedFile(named: "playbook-format.md")?.bytes ?? .init(start: nil, count: 0)))
    }
}
