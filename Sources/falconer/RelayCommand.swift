internal import Agent
internal import ArgumentParser

struct RelayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Serve Falco's gRPC API to any number of clients, from any input.",
        discussion: """
            Falco 0.44 and later has no gRPC, and before that all its clients share one queue, so that each gets a part
            of the alerts. The relay takes alerts from any Falco, by the inputs that `attach` knows, and serves
            falco.outputs (sub, get) and falco.version as Falco does. Every subscriber gets every alert; one that is too
            slow loses its oldest, counted and said, and slows no other.

            EXAMPLES
              falconer relay --group falco
              falco -o json_output=true | falconer relay - --listen unix:///run/falco/falco.sock
              falconer relay --socket /run/falco/falco.sock --listen unix:///run/falconer/falco.sock
              falconer relay --listen tcp://0.0.0.0:5060 --listen-ca ca.pem \\
                  --listen-cert relay.pem --listen-key relay.key

            CLIENTS
              Any client of Falco's gRPC works unchanged. A subscriber begins with the alerts that nobody has been given
              yet when it is the only one, else with the next. Metadata of a call ask for more:
                falconer-since       begin with the last N alerts (a number), with those since a time
                                     (2026-11-22T19:41:09Z), or with what this client has not seen (unseen)
                falconer-client-id   the client's name: letters, digits, dots, hyphens, underscores
              `get` gives what this client has not been given by `get` before. A client is an account (on a Unix socket)
              or the subject of a certificate (over TCP), together with its name if it has one; for a client with a
              name, what `sub` gave it counts too.
              In a container, mount the directory of the socket, not the socket: it is made anew at each start.
            """.paragraphs)

    @OptionGroup(title: "Serving") var serving: ServingOptions
    @OptionGroup var input: InputOptions

    @Option(
        help: ArgumentHelp(
            "What is printed at the end, and at SIGUSR1: text, json or none.", valueName: "form"))
    var summary = RelayPlan.SummaryForm.text

    @Option(
        help: ArgumentHelp(
            "Where messages are kept that are no alerts, as hexadecimal text.",
            discussion: "Default: quarantine.hex in $STATE_DIRECTORY, else in falconer below $XDG_STATE_HOME or ~/.local/state.",
            valueName: "file"))
    var quarantine: String?

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        try await Relay(plan: plan(), console: Console()).run().exit()
    }

    private func plan() throws -> RelayPlan {
        var faults = Faults()
        var plan = RelayPlan(input: input.plan(&faults))
        serving.apply(to: &plan, &faults)
        plan.summary = summary
        if quarantine?.isEmpty == true { faults.add("--quarantine wants a file") }
        plan.quarantine = quarantine ?? ShowingOptions.usualQuarantine
        plan.mustQuarantine = quarantine != nil
        try faults.check()
        return plan
    }
}

extension RelayPlan.SummaryForm: ExpressibleByArgument {}
