internal import Agent
internal import ArgumentParser

/// Where alerts come from: one place or several at once.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "- takes Falco's JSON, one alert a line, from standard input.", valueName: "-"))
    var standardInput: String?

    @OptionGroup(title: "Falco's gRPC") var connection: ConnectionOptions
    @OptionGroup(title: "Falco over HTTP") var http: HTTPInputOptions
    @OptionGroup(title: "Falco's file") var follow: FollowOptions

    @Option(
        help: ArgumentHelp(
            "Look for the local Falco below this directory when no input is named.", visibility: .hidden))
    var root: String = ""
}
