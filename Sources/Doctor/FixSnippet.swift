internal import Escaping
internal import FalcoAlerts

/// What to put into Falco's configuration so that alerts can be taken.
package struct FixSnippet: Sendable {
    /// `nil` when Falco's version is not known.
    private let version: KnownVersion?
    private let socket: String?

    /// - Parameter socket: where Falco is to make its socket; `nil` for the place that its version uses.
    package init(version: KnownVersion?, socket: String? = nil) {
        self.version = version
        self.socket = socket
    }

    /// The settings as YAML. Each section is whole: in a file of `config.d` it takes the place of the one before.
    package var yaml: String {
        guard let version else {
            return head("of any version: this one's is not known") + json + grpcAsRemark
        }
        return head(version.version.version) + (version.hasGRPC ? grpc : json)
    }

    private func head(_ version: String) -> String {
        let place =
            self.version?.readsConfigurationDirectory == false
            ? "Put this into /etc/falco/falco.yaml, in place of the same keys."
            : "Put this into /etc/falco/config.d/zz-falconer.yaml, or into /etc/falco/falco.yaml in place of\n"
                + "# the same keys."
        return """
            # For Falco \(Escaping.terminal(version)). \(place)
            # Then restart Falco.

            """
    }

    private var grpc: String {
        let usual =
            version?.usesRunFalco == false ? "/var/run/falco.sock" : "/run/falco/falco.sock"
        return """
            grpc:
              enabled: true
              bind_address: \(Escaping.yaml("unix://\(socket ?? usual)"))
              # 0: as many threads as there are processors.
              threadiness: 0
            grpc_output:
              enabled: true

            """
    }

    private var json: String {
        """
        # Falco 0.44 and later has no gRPC: alerts leave as JSON, one a line.
        json_output: true
        # What a reader needs of each alert.
        json_include_output_property: true
        json_include_output_fields_property: true
        json_include_tags_property: true
        # A file, which `falconer attach --follow` reads. Falco opens it anew on SIGUSR1, for log rotation.
        file_output:
          enabled: true
          keep_alive: true
          filename: /var/log/falco-alerts.jsonl
        # Or a program that stays and reads lines, in place of the file:
        # program_output:
        #   enabled: true
        #   keep_alive: true
        #   program: "falconer attach - --export /var/lib/falconer/reports"
        # Or a server on this host that takes one POST for each alert: `falconer attach --listen-http 127.0.0.1:2801`.
        # http_output:
        #   enabled: true
        #   url: "http://127.0.0.1:2801/"

        """
    }

    private var grpcAsRemark: String {
        let lines = grpc.split(separator: "\n").map { "# \($0)" }.joined(separator: "\n")
        return "# Falco 0.43 and earlier can serve gRPC instead:\n\(lines)\n"
    }
}
