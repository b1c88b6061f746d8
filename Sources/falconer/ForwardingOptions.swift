internal import ArgumentParser

/// Passing alerts on to other programs.
struct ForwardingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Post each alert, in Falco's JSON, to this URL: whatever takes Falco's http_output. Repeatable.",
            discussion:
                "http or https, with user:password@ if need be. Alerts are kept on disk until they are taken.",
            valueName: "url"))
    var forward: [String] = []

    @Option(
        help: ArgumentHelp(
            "A header field for each request, such as 'X-Scope: prod'. Repeatable.", valueName: "name: value")
    )
    var forwardHeader: [String] = []

    @Option(
        help: ArgumentHelp(
            "Send the first line of this file as bearer token.", valueName: "file"))
    var forwardToken: String?

    @Option(
        help: ArgumentHelp(
            "PEM file of the authorities to trust, in place of the system's.", valueName: "file"))
    var forwardCa: String?

    @Option(help: ArgumentHelp("PEM file with a client certificate to show.", valueName: "file"))
    var forwardCert: String?

    @Option(help: ArgumentHelp("PEM file with that certificate's key.", valueName: "file"))
    var forwardKey: String?

    @Option(
        help: ArgumentHelp("How long one request may take: 1s to 5m. Default: 10s.", valueName: "duration"))
    var forwardTimeout: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Where alerts are kept until they are taken.",
            discussion: "Default: forward below $STATE_DIRECTORY, else in $XDG_STATE_HOME/falconer "
                + "(~/.local/state/falconer).", valueName: "dir"))
    var forwardSpool: String?

    @Option(
        help: ArgumentHelp(
            "The most disk that one URL's alerts may take, in MiB, 1 to 1048576.",
            discussion:
                "When it is reached the oldest are lost, and counted; files are read no faster than that.",
            valueName: "MiB"))
    var forwardSpoolSize = 256

    @Option(
        help: ArgumentHelp(
            "How long to go on sending at the end; what waits then is sent by the next run.",
            discussion: "Default: 5s; for files as long as alerts are taken.",
            valueName: "duration"))
    var forwardFlush: DurationArgument?
}
