internal import ArgumentParser

/// When to end. Without any of these, Falconer runs until it is interrupted.
struct EndingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("End after this many alerts.", valueName: "n"))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "End after this long.", discussion: "Durations are written \(DurationArgument.forms).",
            valueName: "duration"))
    var duration: DurationArgument?

    @Option(help: ArgumentHelp("End when no alert came for this long.", valueName: "duration"))
    var idleExit: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Exit with code 10 when an alert at least this severe was seen.", valueName: "priority"))
    var failOn: PriorityArgument?
}
