internal import ArgumentParser
internal import Inputs

/// An HTTP server for Falco's http_output.
struct HTTPInputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take what Falco's http_output posts to this address; port 0 takes any free one and says which.",
            discussion:
                "\(ListenAddress.forms). An address that other hosts reach needs --listen-http-token, "
                + "--listen-http-client-ca or --listen-http-open.",
            valueName: "host:port"))
    var listenHttp: String?

    @Option(
        help: ArgumentHelp(
            "Serve HTTPS with this certificate (PEM, with its chain).", valueName: "file"))
    var listenHttpCert: String?

    @Option(help: ArgumentHelp("The certificate's key (PEM).", valueName: "file"))
    var listenHttpKey: String?

    @Option(
        help: ArgumentHelp(
            "Take alerts only from clients with a certificate that this authority signed (PEM).",
            valueName: "file"))
    var listenHttpClientCa: String?

    @Option(
        help: ArgumentHelp(
            "Take alerts only from requests that show the token in this file's first line.",
            discussion: "As Authorization: Bearer TOKEN or, for Falco, as a password in its URL: "
                + "http://falco:TOKEN@HOST:PORT/. Without HTTPS whoever sees the traffic sees the token.",
            valueName: "file"))
    var listenHttpToken: String?

    @Flag(help: "Let whoever reaches the address send alerts.")
    var listenHttpOpen = false

    @Option(
        help: ArgumentHelp(
            "How long a request may take to come: 1s to 10m.", valueName: "duration"))
    var listenHttpTimeout: DurationArgument?
}
