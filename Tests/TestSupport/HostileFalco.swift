import Foundation

/// A server that breaks the rules in one way: `Tests/Peers/hostile_falco.py` lists the scenarios.
public final class HostileFalco: Sendable {
    /// The socket's path.
    public let socket: String
    /// Its events tell what the client did: `connected`, `call`, `message`, `half-closed`, `ping`, `reset`, `goaway`,
    /// `disconnected`; `sent` comes when the scenario has done all it does.
    public let peer: Peer
    private let directory: TemporaryDirectory

    /// Starts a server that plays a scenario on each connection, or on the first so many (the others are served well).
    /// It serves `count` alerts of `grpc-json-output.b64`, or of another file of base64 lines.
    public init(
        _ scenario: String, count: Int = 5, first: Int? = nil, alerts: String? = nil
    ) async throws {
        directory = try TemporaryDirectory()
        socket = directory("falco.sock")
        var options = ["--socket", socket, "--count", "\(count)"]
        if let first { options += ["--first", "\(first)"] }
        if let alerts { options += ["--alerts", alerts] }
        peer = try Peer("hostile_falco.py", options + [scenario])
        try await peer.event("ready")
    }

    /// Passes the gate of a scenario that holds at one (after its event `held`).
    public func proceed() async throws { try await peer.command("proceed") }

    /// The scenarios' names, in the order of the script.
    public static func scenarios() async throws -> [String] {
        let script = Fixtures.tests.appending(path: "Peers/hostile_falco.py").path
        return try await Tool.run(Tool.python, [script, "--list"]).text.split(separator: "\n")
            .compactMap { $0.split(separator: " ").first.map(String.init) }
    }
}
