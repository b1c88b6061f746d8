/// A web server that takes posts, or does not: `Tests/Peers/http_sink.py` tells what it can do.
public final class HTTPSink: Sendable {
    /// The running server.
    public let peer: Peer
    /// Where it listens, or will listen.
    public let port: Int
    private let scheme: String

    /// Starts a server.
    public init(_ arguments: String...) async throws {
        peer = try Peer("http_sink.py", arguments)
        port = try await peer.event("ready")["port", Int.self] ?? 0
        scheme = arguments.contains("--tls") ? "https" : "http"
    }

    /// Its URL.
    public var url: String { "\(scheme)://localhost:\(port)/" }

    /// What it does with the next request that has nothing lined up yet.
    public func next(_ behaviour: String) async throws { try await peer.command("next \(behaviour)") }

    /// What it does with requests that nothing is lined up for.
    public func always(_ behaviour: String) async throws { try await peer.command("always \(behaviour)") }

    /// Waits until so many requests came.
    public func wait(_ count: Int) async throws { try await peer.command("wait \(count)") }

    /// Waits until so many requests were taken.
    public func taken(_ count: Int) async throws {
        try await peer.command("taken \(count)", within: .seconds(120))
    }

    /// The bodies that it took.
    public var bodies: [String] {
        get async throws { try await peer.command("got")["bodies"] ?? [] }
    }

    /// The header of the last request, by names in lower case; the request line has the empty name.
    public var header: [String: String] {
        get async throws { try await peer.command("got")["headers"] ?? [:] }
    }

    /// How many requests came.
    public var requests: Int {
        get async throws { try await peer.command("requests")["count"] ?? -1 }
    }

    /// How many connections came.
    public var connections: Int {
        get async throws { try await peer.command("requests")["connections"] ?? -1 }
    }
}
