import Foundation

/// An ordinary gRPC C-core client, to test servers with: `Tests/Peers/grpc_client.py` tells its calls and events.
public final class GRPCClient: Sendable {
    /// The running client; its events are `version`, `answer`, `alert`, `end`.
    public let peer: Peer

    /// Starts a call: `["version"]`, `["get"]`, `["sub", "--count", "5"]`, `["call", "/some.service/method"]`.
    public init(socket: String, _ call: [String]) throws {
        peer = try Peer("grpc_client.py", ["--socket", socket] + call)
    }

    /// Runs a call to its end: all its events, `end` last.
    public static func run(socket: String, _ call: [String]) async throws -> [Peer.Event] {
        let client = try GRPCClient(socket: socket, call)
        return try await client.peer.process.exit().lines.compactMap(Peer.Event.init)
    }
}
