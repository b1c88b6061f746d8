internal import Escaping
internal import YAML

extension FalcoConfiguration {
    /// The switches that decide where alerts go.
    private static let switches = [
        "json_output", "grpc.enabled", "grpc_output.enabled", "file_output.enabled", "file_output.keep_alive",
        "http_output.enabled", "program_output.enabled", "program_output.keep_alive", "stdout_output.enabled",
        "syslog_output.enabled", "webserver.enabled", "webserver.prometheus_metrics_enabled",
        "webserver.ssl_enabled", "metrics.enabled",
    ]
    /// What an output cannot do without.
    private static let needs = [
        ("file_output", "filename"), ("program_output", "program"), ("http_output", "url"),
    ]

    /// Notes what is put together well and still means something else than it seems.
    mutating func review(_ host: HostFiles) {
        reviewMaps()
        for path in Self.switches {
            guard let value = value(path), Self.boolean(value.text) == nil else { continue }
            if value.text.contains("${") {
                note(
                    .unsupported, value,
                    "`\(ours: path)` comes from Falco's environment, which is not known here")
            } else if value.text.isEmpty {
                note(.doubtful, value, "`\(ours: path)` has no value, so that Falco takes it as off")
            } else {
                note(
                    .doubtful, value,
                    "`\(ours: path)` is \(value: value.text), neither true nor false, so that Falco takes it as off"
                )
            }
        }
        for (output, need) in Self.needs where isOn("\(output).enabled") && text("\(output).\(need)") == nil {
            if let value = value("\(output).enabled") {
                note(
                    .broken, value,
                    "`\(ours: output)` is on without a `\(ours: need)`; Falco refuses to start")
            }
        }
        noteUnread(host)
    }

    private mutating func note(_ kind: ConfigurationFault.Kind, _ value: Value, _ message: Prose) {
        faults.append(ConfigurationFault(kind, file: value.file, line: value.line, message))
    }

    /// Sections that hold no settings: a file that ends after `grpc_output:` is YAML all the same.
    private mutating func reviewMaps() {
        let sections = Set(Self.switches.filter { $0.contains(".") }.map { $0.prefix { $0 != "." } })
        for section in sections.sorted() {
            guard let entry = entries[String(section)] else { continue }
            if case .map = entry.node.content { continue }
            let isEmpty = entry.node.scalar?.isEmpty == true
            let message: Prose =
                isEmpty
                ? "`\(ours: String(section))` has no settings below it, so that Falco takes it as off"
                : "`\(ours: String(section))` is \(ours: entry.node.shape) where a map of settings is expected"
            faults.append(
                ConfigurationFault(
                    isEmpty ? .doubtful : .broken, file: entry.file, line: entry.node.line, message))
        }
    }

    /// Files that lie where one would expect them to count, and do not.
    private mutating func noteUnread(_ host: HostFiles) {
        guard let main = files.first, let slash = main.lastIndex(of: "/") else { return }
        let directory = main[..<slash] + "/config.d"
        guard !files.contains(where: { $0.hasPrefix(directory + "/") }),
            let names = try? host.names(in: String(directory)), !names.isEmpty
        else { return }
        faults.append(
            ConfigurationFault(
                .doubtful, file: String(directory),
                "its files are not read, because `config_files` in \(value: main.description) does not name it"
            ))
    }
}
