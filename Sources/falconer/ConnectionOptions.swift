internal import Agent
internal import ArgumentParser

/// Where Falco is and how to ask it.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Falco's gRPC socket.",
            discussion:
                "Default: the first that exists of \(AttachPlan.defaultSockets.joined(separator: ", ")).",
            valueName: "path"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "A Falco that serves gRPC over TCP; needs --ca, --cert and --key.", valueName: "host:port"))
    var address: String?

    @Option(
        help: ArgumentHelp("PEM file of the authority that signed Falco's certificate.", valueName: "file"))
    var ca: String?

    @Option(help: ArgumentHelp("PEM file with the client certificate.", valueName: "file"))
    var cert: String?

    @Option(help: ArgumentHelp("PEM file with the client certificate's key.", valueName: "file"))
    var key: String?

    @Flag(help: "Take the alerts that are queued now and end, instead of subscribing.")
    var get = false

    @Option(
        help: ArgumentHelp(
            "How often to ask Falco for alerts: 10ms to 60s.",
            discussion: "Default: adaptive, 15 ms while alerts flow, 200 ms when idle.", valueName: "duration"
        ))
    var pollInterval: DurationArgument?

    @Flag(help: "End at the first lost connection, and do not wait for a Falco that is not there.")
    var noReconnect = false

    @Option(
        help: ArgumentHelp(
            "The longest alert accepted, in MiB, 1 to 1024; longer ones are counted as undecodable.",
            discussion: "Default: 8, and for lines of JSON 16, which is the most that they may have.",
            valueName: "MiB"))
    var maxAlertSize: Int?
}
