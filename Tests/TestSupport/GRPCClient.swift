import Foundation

/// An ordinary gRPC C-core client, to test servers with: `Tests/Peers/grpc_client.py` tells its calls and events.
public final class GRPCClient: Sendable {
    /// The running client; its events are `version`, `answer`, `open`, `alert`, `end`.
    public let peer: Peer

    /// Starts a call: `["version"]`, `["get"]`, `["sub", "--count", "5"]`, `["call", "/some.service/method"]`.
    public init(socket: String, _ call: [String]) throws {
        peer = try Peer("grpc_client.py", ["--socket", socket] + call)
    }

    /// Starts a call over TCP with mutual TLS; `address` is `host:port`.
    public init(address: String, _ certificates: Certificates, _ call: [String]) throws {
        peer = try Peer(
            "grpc_client.py",
            [
                "--address", address, "--ca", certificates.authority, "--certificate",
                certificates.clientCertificate, "--key", certificates.clientKey,
            ] + call)
    }

    /// Runs a call to its end: all its events, `end` last. `metadata` go with it.
    public static func run(
        socket: String, _ call: [String], metadata: [String: String] = [:]
    ) async throws -> [Peer.Event] {
        let pairs = metadata.flatMap { ["--metadata", "\($0.key)=\($0.value)"] }
        return try await GRPCClient(socket: socket, pairs + call).events()
    }

    /// Waits for the end of the call: the events that nobody took, `end` last.
    public func events() async throws -> [Peer.Event] {
        try await peer.process.exit().lines.compactMap(Peer.Event.init)
    }
}
