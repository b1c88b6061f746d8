import Foundation

/// HTTP clients of every kind: `Tests/Peers/http_client.py` tells its commands.
public final class HTTPClient: Sendable {
    /// A whole answer.
    public struct Answer: Decodable, Sendable {
        /// Such as 200.
        public var status: Int
        /// By names in lower case.
        public var headers: [String: String]
        /// The body.
        public var body: String
    }

    /// The running program.
    public let peer: Peer

    /// Starts the program.
    public init() async throws {
        peer = try Peer("http_client.py", [])
        try await peer.event("ready")
    }

    /// Connects under a name.
    public func open(_ name: String, _ port: Int, host: String = "127.0.0.1") async throws {
        try await peer.command("open \(name) \(port) \(host)")
    }

    /// Sends text as it is.
    public func send(_ name: String, _ text: String) async throws { try await send(name, Array(text.utf8)) }

    /// Sends bytes.
    public func send(_ name: String, _ bytes: [UInt8]) async throws {
        try await peer.command("send \(name) \(Data(bytes).base64EncodedString())")
    }

    /// Waits for a whole answer.
    public func answer(_ name: String) async throws -> Answer {
        try await peer.command("answer \(name)").decoded()
    }

    /// Sends a whole request and waits for the answer.
    public func post(
        _ name: String, _ body: String, _ fields: String..., path: String = "/", method: String = "POST"
    ) async throws -> Answer {
        try await post(name, Array(body.utf8), fields, path: path, method: method)
    }

    /// Sends a whole request and waits for the answer.
    public func post(
        _ name: String, _ body: [UInt8], _ fields: [String] = [], path: String = "/", method: String = "POST"
    ) async throws -> Answer {
        let header =
            ["\(method) \(path) HTTP/1.1", "Host: localhost", "Content-Length: \(body.count)"] + fields + [
                "", "",
            ]
        try await send(name, Array(header.joined(separator: "\r\n").utf8) + body)
        return try await answer(name)
    }

    /// Whether bytes have come that nobody has read.
    public func hasAnswer(_ name: String) async throws -> Bool {
        try await peer.command("waiting \(name)")["waiting", Bool.self] ?? false
    }

    /// Waits until the server closes; gives the bytes that came before.
    @discardableResult
    public func end(_ name: String) async throws -> Int {
        try await peer.command("end \(name)")["bytes", Int.self] ?? -1
    }

    /// Sends a byte each so many milliseconds until the server closes; gives how many it sent.
    public func trickle(_ name: String, _ text: String, milliseconds: Int) async throws -> Int {
        let data = Data(text.utf8).base64EncodedString()
        return try await peer.command("trickle \(name) \(data) \(milliseconds)")["sent", Int.self] ?? -1
    }

    /// Posts the lines of a file in turn; gives how often each status came, and as `cut` how often none did.
    public func post(_ count: Int, to port: Int, connections: Int, lines: String) async throws -> [String:
        Int]
    {
        try await peer.command("post \(port) \(count) \(connections) \(lines)", within: .seconds(120))[
            "tally"]
            ?? [:]
    }
}
