import Foundation

/// A client that breaks the rules in one way: `Tests/Peers/hostile_client.py` lists the scenarios.
public final class HostileClient: Sendable {
    /// Its events: `sent` when it has done all it does, `status`, `goaway`, `closed`.
    public let peer: Peer

    /// Starts a client that plays a scenario on each of its connections.
    public init(_ scenario: String, socket: String, connections: Int = 1) throws {
        peer = try Peer(
            "hostile_client.py", ["--socket", socket, "--connections", "\(connections)", scenario])
    }

    /// The scenarios' names, in the order of the script.
    public static func scenarios() async throws -> [String] {
        let script = Fixtures.tests.appending(path: "Peers/hostile_client.py").path
        return try await Tool.run(Tool.python, [script, "--list"]).text.split(separator: "\n")
            .compactMap { $0.split(separator: " ").first.map(String.init) }
    }
}
