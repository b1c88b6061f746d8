package import Escaping
internal import FalcoAlerts

/// What to put into Falco's configuration so that alerts can be taken: what it lacks, and no more.
package struct FixSnippet: Sendable {
    /// `nil` when Falco's version is not known.
    private let version: KnownVersion?
    /// Where Falco is to make its socket; `nil` for the place that it uses now, or that its version uses.
    private let socket: String?
    private let configuration: FalcoConfiguration
    private let configurationPath: String
    private let usable: [FalcoConfiguration.Output]

    /// For a Falco of whose configuration nothing is known.
    /// - Parameter socket: where Falco is to make its socket; `nil` for the place that its version uses.
    package init(version: KnownVersion?, socket: String? = nil) {
        self.version = version
        self.socket = socket
        configuration = FalcoConfiguration()
        configurationPath = FalcoConfiguration.usualPath
        usable = []
    }

    /// For the Falco that was found.
    /// - Parameter socket: where Falco is to make its socket; `nil` when that does not matter.
    package init(_ findings: Findings, socket: String? = nil) {
        version = findings.version
        self.socket = socket
        configuration = findings.configuration
        configurationPath = findings.configurationPath
        usable = findings.choice?.usable ?? []
    }

    /// Whether nothing needs to be set.
    package var isEmpty: Bool { settings.isEmpty }

    /// The settings as YAML, or nothing. Each section is whole: in a file that is included it takes the place of the one
    /// before.
    package var yaml: String { isEmpty ? "" : head + settings }

    /// Why the settings may not be all: files that could not be taken into account.
    package var doubts: [Prose] { configuration.unread.filter { $0.kind != .missing }.map(\.text) }

    private var settings: String {
        switch version?.hasGRPC {
        case true?: prefersJSON ? json : grpc
        case false?: json
        case nil: servesAlerts || json.isEmpty ? "" : json + grpcAsRemark
        }
    }

    /// Whether gRPC gives alerts out now, as far as the version is known to have it.
    private var servesAlerts: Bool {
        configuration.servesGRPC && configuration.isOn(.grpc)
            && (socket == nil || socket == configuration.grpcSocket)
    }

    /// Whether a Falco that has gRPC gives alerts out in another way that is right, or lacks `json_output` alone. A file
    /// of text is left as it is: others may read it.
    private var prefersJSON: Bool {
        guard socket == nil, !servesAlerts else { return false }
        return usable.contains(.http) || configuration.writesJSON && !usable.isEmpty
    }
}

extension FixSnippet {
    private var head: String {
        let name = version.map { Escaping.terminal($0.version.version) }
        var lines = ["For Falco \(name ?? "of any version: this one's is not known"). \(place)"]
        if !doubts.isEmpty { lines.append("Not all of the configuration could be taken into account:") }
        lines += doubts.map { Escaping.terminal($0) }
        lines.append("Then restart Falco.")
        return lines.map { "# \($0)\n" }.joined()
    }

    private var place: String {
        let main = Escaping.terminal(configurationPath)
        let inMain = "Put this into \(main), in place of the same keys."
        if version?.readsConfigurationDirectory == false { return inMain }
        if configuration.isMainRead {
            guard let directory = configuration.directories.last else { return inMain }
            let path = Escaping.terminal(directory.hasSuffix("/") ? directory : directory + "/")
            return "Put this into \(path)zz-falconer.yaml,\n# or into \(main) in place of the same keys."
        }
        return "Put this into /etc/falco/config.d/zz-falconer.yaml, if `config_files` names that directory,\n"
            + "# or into \(main) in place of the same keys."
    }

    private var grpc: String {
        if servesAlerts { return "" }
        let serves = configuration.servesGRPC && (socket == nil || socket == configuration.grpcSocket)
        return (serves ? "" : server) + (configuration.isOn(.grpc) ? "" : "grpc_output:\n  enabled: true\n")
    }

    private var server: String {
        let usual =
            version?.usesRunFalco == false ? "/var/run/falco.sock" : "/run/falco/falco.sock"
        let own = configuration.has("grpc") ? configuration.grpcSocket : nil
        return """
            grpc:
              enabled: true
              bind_address: \(Escaping.yaml("unix://\(socket ?? own ?? usual)"))
              # 0: as many threads as there are processors.
              threadiness: 0

            """
    }

    private var json: String {
        jsonSwitches + (usable.isEmpty ? file + otherOutputs : "")
    }

    private var jsonSwitches: String {
        var text = ""
        if !configuration.writesJSON {
            let reason =
                version?.hasGRPC == true
                ? "Alerts as JSON, one a line."
                : "Falco 0.44 and later has no gRPC: alerts leave as JSON, one a line."
            text += "# \(reason)\njson_output: true\n"
        }
        let keys = ["output", "output_fields", "tags"].map { "json_include_\($0)_property" }
        // They are on unless they are switched off; for a Falco that is not known, all are named.
        let lacking = keys.filter {
            !configuration.isMainRead || configuration.has($0) && !configuration.isOn($0)
        }
        if !lacking.isEmpty {
            text += "# What a reader needs of each alert.\n"
            for key in lacking { text += "\(key): true\n" }
        }
        return text
    }

    private var file: String {
        let path = configuration.text("file_output.filename") ?? ""
        // One that is on already has been found useless.
        let own = path.hasPrefix("/") && !configuration.isOn(.file) ? path : nil
        let key = "file_output.keep_alive"
        let keepsAlive = own == nil || configuration.value(key) == nil || configuration.isOn(key)
        return """
            # A file, which `falconer attach --follow` reads. Falco opens it anew on SIGUSR1, for log rotation.
            file_output:
              enabled: true
              keep_alive: \(keepsAlive)
              filename: \(Escaping.yaml(own ?? "/var/log/falco-alerts.jsonl"))

            """
    }

    /// Left out where they would stand in the way of what is on.
    private var otherOutputs: String {
        var text = ""
        if !configuration.isOn(.program) {
            text += """
                # Or a program that stays and reads lines, in place of the file:
                # program_output:
                #   enabled: true
                #   keep_alive: true
                #   program: "falconer attach - --export /var/lib/falconer/reports"

                """
        }
        if !configuration.isOn(.http) {
            text += """
                # Or a server on this host that takes one POST for each alert: `falconer attach --listen-http 127.0.0.1:2801`.
                # http_output:
                #   enabled: true
                #   url: "http://127.0.0.1:2801/"

                """
        }
        return text
    }

    private var grpcAsRemark: String {
        let lines = grpc.split(separator: "\n").map { "# \($0)" }.joined(separator: "\n")
        return "# Falco 0.43 and earlier can serve gRPC instead:\n\(lines)\n"
    }
}
