/// A web server that tells Falco's counters: `Tests/Peers/metrics_server.py` tells its modes.
public final class MetricsServer: Sendable {
    /// Where it is.
    public let url: String
    /// The running server; its event `asked` comes when an answer is made up.
    public let peer: Peer

    /// Starts a server.
    public init(_ mode: String = "good") async throws {
        peer = try Peer("metrics_server.py", ["--mode", mode])
        url = try await peer.event("ready")["url", String.self] ?? ""
    }

    /// From now on that rule has matched so many times.
    public func count(_ rule: String, _ number: Int) async throws {
        try await peer.command("count '\(rule)' \(number)")
    }
}
