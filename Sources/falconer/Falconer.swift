internal import Agent
internal import ArgumentParser

@main
enum Program {
    static func main() async {
        StandardStreams.fill()
        await Falconer.main()
    }
}

struct Falconer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "falconer",
        abstract: "Tells what a Falco alert means and what to do about it.",
        discussion: """
            Attaches to Falco, turns each alert into an Alert Analysis Report, and sums up by severity.

            EXAMPLES
              falconer demo                       see it work, without a Falco
              falconer attach                     attach to the Falco of this host
              falconer attach --output line --min-priority warning
              falconer analyze events.json        the same for saved alerts
              falconer tune events.json           what makes the noise, and exceptions with a proof
              falconer explain 'Terminal shell in container'
              falconer relay                      give Falco's gRPC API to many clients
              falconer doctor                     find out why alerts do not arrive

            EXIT CODES
              0   fine                      10  --fail-on was met
              64  usage                     65  input unusable
              66  input file missing        69  Falco not reachable
              70  internal error            73  cannot create output
              74  cannot write output       77  permission denied
              78  bad configuration         130 interrupted twice
            """.paragraphs,
        subcommands: [
            AttachCommand.self, AnalyzeCommand.self, IncidentsCommand.self, TuneCommand.self,
            DemoCommand.self,
            ExplainCommand.self, PlaybookCommand.self, RelayCommand.self, DoctorCommand.self,
            VersionCommand.self,
        ])
}
