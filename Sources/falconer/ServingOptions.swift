internal import Agent
internal import ArgumentParser
internal import FalcoRPC

/// Where a relay listens, and how much it takes on.
struct ServingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where to listen: unix:///PATH, tcp://HOST:PORT, or systemd for the sockets that it passes; repeatable.",
            discussion: "Default: unix://\(RelayPlan.defaultSocket).", valueName: "place"))
    var listen: [String] = []

    @Option(
        help: ArgumentHelp(
            "Permissions of the Unix sockets: 0600, 0660 or any octal number. Default: 0660.",
            valueName: "octal"))
    var mode: String?

    @Option(
        help: ArgumentHelp(
            "The group that the Unix sockets are given to, whose members may then connect.", valueName: "name"
        ))
    var group: String?

    @Option(
        help: ArgumentHelp("PEM file of the authority that signed clients' certificates.", valueName: "file"))
    var listenCa: String?

    @Option(help: ArgumentHelp("PEM file with the relay's certificate.", valueName: "file"))
    var listenCert: String?

    @Option(help: ArgumentHelp("PEM file with the relay's key.", valueName: "file"))
    var listenKey: String?

    @Option(
        help: ArgumentHelp(
            "How many alerts a subscriber may be behind before it loses the oldest, 100 to 1000000.",
            valueName: "n"))
    var queueSize = RelayLimits().queued

    @Option(
        help: ArgumentHelp(
            "How many of the last alerts clients may ask to be given again, 0 to 1000000.", valueName: "n"))
    var replaySize = RelayLimits().replayed

    @Option(
        help: ArgumentHelp(
            "How many MiB all alerts held may take, whatever the number of clients, 1 to 65536.",
            discussion: "What is on its way to slow clients may take as much again.", valueName: "MiB"))
    var memory = RelayLimits().bytes >> 20

    @Option(
        help: ArgumentHelp(
            "How many calls are served at a time, 1 to 10000; twice as many connections.", valueName: "n"))
    var maxSubscribers = RelayLimits().calls

    @Option(
        help: ArgumentHelp(
            "Where /healthz and /metrics are served over HTTP, without TLS: HOST:PORT or unix:///PATH.",
            valueName: "place"))
    var health: String?

    @Option(
        help: ArgumentHelp(
            "The version that clients are told, such as 0.43.1.",
            discussion:
                "Default: that of the Falco behind the first gRPC input, else of Falco's package on this host, else 0.0.0-unknown.",
            valueName: "version"))
    var falcoVersion: String?

    @Flag(
        help: ArgumentHelp(
            "Repair text that is not UTF-8 before it goes out.",
            discussion:
                "Otherwise alerts that came as gRPC go out byte for byte, and strict clients (Go, Python, C++) lose the stream at one with such text, as they do with Falco itself."
        ))
    var repairText = false

    @Flag(help: "When all inputs have ended, serve what is held until told to end.")
    var linger = false
}
