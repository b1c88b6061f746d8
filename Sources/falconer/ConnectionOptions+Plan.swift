internal import Agent
internal import FalcoRPC
internal import Glibc

extension ConnectionOptions {
    /// Where Falco is.
    func endpoint(_ faults: inout Faults) -> FalcoEndpoint {
        guard let address else {
            if ca != nil || cert != nil || key != nil {
                faults.add("--ca, --cert and --key go with --address")
            }
            if socket?.isEmpty == true { faults.add("--socket wants a path") }
            return .unix(path: socket ?? foundSocket)
        }
        if socket != nil { faults.add("--socket and --address exclude each other") }
        let missing = [("--ca", ca), ("--cert", cert), ("--key", key)].filter { $0.1 == nil }.map(\.0)
        if !missing.isEmpty {
            faults.add("--address needs \(missing.joined(separator: ", ")): Falco speaks mutual TLS over TCP")
        }
        guard let (host, port) = Self.hostAndPort(address) else {
            faults.add("--address wants HOST:PORT, such as falco.example:5060, not “\(address)”")
            return .unix(path: "")
        }
        return .tcp(host: host, port: port, ca: ca ?? "", certificate: cert ?? "", key: key ?? "")
    }

    /// How to ask it.
    func subscription(_ faults: inout Faults) -> SubscriptionOptions {
        var options = SubscriptionOptions()
        if let interval = pollInterval?.value {
            if interval < .milliseconds(10) || interval > .seconds(60) {
                faults.add("--poll-interval wants 10ms to 60s")
            }
            if get { faults.add("--poll-interval has no meaning with --get, which asks once") }
            options.pollInterval = .fixed(interval)
        }
        if let maxAlertSize {
            if !(1...1024).contains(maxAlertSize) {
                faults.add("--max-alert-size wants 1 to 1024 MiB, not \(maxAlertSize)")
            }
            options.maximumMessageSize = min(1024, max(1, maxAlertSize)) << 20
        }
        options.reconnects = !noReconnect && !get
        return options
    }

    private var foundSocket: String {
        AttachPlan.defaultSockets.first { access($0, F_OK) == 0 } ?? AttachPlan.defaultSockets[0]
    }

    /// `host:port`, or `[address]:port` for IPv6.
    static func hostAndPort(_ text: String) -> (String, UInt16)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            port > 0
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        return host.isEmpty ? nil : (host, port)
    }
}
