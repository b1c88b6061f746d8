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
              falconer relay --socket /run/falco/falco.sock --mode 0666
              falco -o json_output=true | falconer relay -
              falconer relay --listen-http :2801 --listen unix:///run/falco/falco.sock
              falconer relay --listen tcp://0.0.0.0:5060 --listen-ca ca.pem \\
                  --listen-cert relay.pem --listen-key relay.key

            The fourth is for falco-exporter and Falco 0.44, which posts its alerts: the exporter finds a socket where it
            always was. For clients in containers mount the directory, not the socket, which is made anew at each start:
              docker run -v /run/falconer:/run/falconer ...
            and in Kubernetes a hostPath volume of the directory.

            WHO BEGINS WHERE
            A subscriber that is the only one begins with the alerts that nobody has been given, any other with the next.
            Metadata of a call ask for more:
              falconer-since: 100                    the last 100 alerts first
              falconer-since: 2026-11-22T19:41:09Z   those since then
              falconer-since: unseen                 those this client has not seen
              falconer-client-id: NAME               which client it is
            `get` gives what this client's `get` has not given before. A client is an account (on a Unix socket) or a
            certificate's subject (over TCP), together with its name if it sends one; for a client with a name, what `sub`
            gave it counts as well.
            """.paragraphs)

    @OptionGroup(title: "Serving") var serving: ServingOptions
    @OptionGroup var input: InputOptions
    @OptionGroup(title: "Forwarding") var forwarding: ForwardingOptions

    @Option(
        help: ArgumentHelp(
            "What is printed at the end, and at SIGUSR1: text, json or none.", valueName: "form"))
    var summary = RelayPlan.SummaryForm.text

    @Option(
        help: ArgumentHelp(
            "Where messages are kept that are no alerts, as hexadecimal text.",
            discussion:
                "Default: quarantine.hex in $STATE_DIRECTORY, else in falconer below $XDG_STATE_HOME or ~/.local/state.",
            valueName: "file"))
    var quarantine: String?

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        var plan = try plan()
        try await input.completeWithLocalFalco(&plan.input)
        try ForwardingOptions.checkLoop(plan.forward, plan.input)
        try await Relay(plan: plan, console: Console()).run().exit()
    }

    private func plan() throws -> RelayPlan {
        var faults = Faults(in: self)
        var plan = RelayPlan(input: input.plan(&faults))
        serving.apply(to: &plan, &faults)
        plan.forward = forwarding.plan(isLive: true, &faults)
        plan.summary = summary
        if quarantine?.isEmpty == true { faults.add("--quarantine wants a file") }
        plan.quarantine = quarantine ?? ShowingOptions.usualQuarantine
        plan.mustQuarantine = quarantine != nil
        try faults.check()
        return plan
    }
}

extension RelayPlan.SummaryForm: ExpressibleByArgument {}
