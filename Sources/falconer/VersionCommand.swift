internal import Agent
internal import ArgumentParser
internal import FalcoRPC

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the versions of Falconer, of its libraries and, with --socket, of Falco.",
        discussion: """
            EXAMPLES
              falconer version
              falconer version --socket /run/falco/falco.sock
            """.paragraphs)

    @OptionGroup(title: "Falco") var connection: ConnectionOptions

    func run() async throws {
        for line in VersionReport.own { print(line) }
        guard connection.socket != nil || connection.address != nil else { return }
        var faults = Faults(in: self)
        let endpoint = connection.endpoint(&faults)
        try faults.check()
        do {
            for line in VersionReport.lines(of: try await FalcoClient(endpoint).version()) { print(line) }
        } catch {
            Console().say("\(error)")
            throw ExitStatus(error).code
        }
    }
}
