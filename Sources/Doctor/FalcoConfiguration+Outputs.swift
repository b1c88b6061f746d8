extension FalcoConfiguration {
    /// Where Falco can send alerts.
    package enum Output: String, Sendable, CaseIterable {
        case grpc = "grpc_output"
        case file = "file_output"
        case http = "http_output"
        case program = "program_output"
        case stdout = "stdout_output"
        case syslog = "syslog_output"

        /// Whether alerts leave here as JSON when `json_output` is on, in a form that others can take.
        var carriesJSON: Bool { self != .grpc && self != .syslog }
    }

    /// Whether the output is on. gRPC needs its server besides.
    package func isOn(_ output: Output) -> Bool { isOn("\(output.rawValue).enabled") }

    /// Whether alerts are written as JSON.
    package var writesJSON: Bool { isOn("json_output") }

    /// Whether the gRPC server is on.
    package var servesGRPC: Bool { isOn("grpc.enabled") }

    /// Where the gRPC server listens: a URL such as `unix:///run/falco/falco.sock`, or an address and a port.
    package var grpcAddress: String { text("grpc.bind_address") ?? "0.0.0.0:5060" }

    /// The path of the gRPC server's socket; `nil` when it listens on a port.
    package var grpcSocket: String? {
        let scheme = "unix://"
        guard grpcAddress.hasPrefix(scheme), grpcAddress.count > scheme.count else { return nil }
        return String(grpcAddress.dropFirst(scheme.count))
    }

    /// The outputs that carry alerts as JSON.
    package var jsonOutputs: [Output] {
        writesJSON ? Output.allCases.filter { $0.carriesJSON && isOn($0) } : []
    }

    /// Where Falco's counters can be read on this host; `nil` when they are off.
    package var metricsURL: String? {
        guard isOn("webserver.enabled"), isOn("metrics.enabled"),
            isOn("webserver.prometheus_metrics_enabled")
        else { return nil }
        let scheme = isOn("webserver.ssl_enabled") ? "https" : "http"
        return "\(scheme)://127.0.0.1:\(text("webserver.listen_port") ?? "8765")/metrics"
    }
}
