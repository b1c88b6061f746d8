import Foundation

/// A gRPC C-core server that behaves as Falco 0.43 does: `Tests/Peers/fake_falco.py` tells what that means.
public final class FakeFalco: Sendable {
    /// Counts so far.
    public struct Stats: Sendable, Decodable {
        /// Alerts queued ever, given to clients, and queued now.
        public let pushed, delivered, queued: Int
        /// Bytes of the alerts given to clients.
        public let bytes: Int
        /// Request messages of `sub`, calls of `get` and `version`.
        public let requests, gets, versions: Int
        /// Calls of `sub` that were opened, that got a slot, that ended.
        public let opened, served, closed: Int
        /// When each request message came: nanoseconds of the monotonic clock.
        public let requestTimes: [UInt64]

        private enum CodingKeys: String, CodingKey {
            case pushed, delivered, queued, bytes, requests, gets, versions, opened, served, closed
            case requestTimes = "request_times"
        }
    }

    /// The socket's path, or `host:port`.
    public let address: String
    /// The running server; its events are `opened`, `closed`, `stopped`, `reloaded`.
    public let peer: Peer
    private let directory: TemporaryDirectory?

    /// Starts a server on a Unix socket in a directory of its own, or at `socket`. `options` are those of the script:
    /// `["--subscribers", "2"]`, `["--mode", "0600"]`, `["--version", "0.30.0"]`, `["--not-falco"]`.
    public init(socket: String? = nil, _ options: [String] = []) async throws {
        directory = socket == nil ? try TemporaryDirectory() : nil
        let socket = socket ?? directory?("falco.sock") ?? ""
        peer = try Peer("fake_falco.py", ["--socket", socket] + options)
        address = try await peer.event("ready")["address", String.self] ?? socket
    }

    /// Starts a server with mutual TLS on a free TCP port of 127.0.0.1.
    public init(certificates: Certificates, _ options: [String] = []) async throws {
        directory = nil
        peer = try Peer(
            "fake_falco.py",
            [
                "--address", "127.0.0.1:0", "--key", certificates.serverKey, "--certificate",
                certificates.serverCertificate, "--authority", certificates.authority,
            ] + options)
        address = try await peer.event("ready")["address", String.self] ?? ""
    }

    /// Queues made-up alerts; the output field `test.sequence` numbers them from 0. `keys` are those of the script,
    /// such as `["rule": "Any rule", "priority": "2", "proc.name": "sh"]`.
    public func push(_ count: Int = 1, _ keys: [String: String] = [:]) async throws {
        try await peer.command("push \(count) \(words(keys))")
    }

    /// Queues one message.
    public func push(message: [UInt8]) async throws {
        let digits = message.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        try await peer.command("push-hex \(digits.joined())")
    }

    /// Queues the messages of a file of base64 lines below `Tests/Fixtures/alerts`, so many times.
    public func push(fixture name: String, times: Int = 1) async throws {
        try await peer.command("push-file '\(Fixtures.url("alerts/\(name)").path)' \(times)")
    }

    /// Queues one alert whose output has that many bytes.
    public func push(large bytes: Int) async throws {
        try await peer.command("push-large \(bytes)")
    }

    /// Queues alerts at so many a second; each carries the time it was queued as its event time.
    public func push(_ count: Int, aSecond rate: Double, _ keys: [String: String] = [:]) async throws {
        try await peer.command(
            "rate \(rate) \(count) \(words(keys))", within: .seconds(Double(count) / rate + 60))
    }

    /// Waits until a count (a key of the statistics such as `requests`, `delivered`, `opened`) is reached.
    public func wait(_ what: String, _ count: Int, within seconds: Int = 30) async throws {
        try await peer.command("wait \(what) \(count) \(seconds)", within: .seconds(seconds + 10))
    }

    /// Waits until the queue is empty.
    public func waitUntilDrained() async throws { try await wait("drained", 0) }

    /// Counts so far.
    public func stats() async throws -> Stats { try await peer.command("stats").decoded() }

    /// Ends each open `sub` at its next request with a status such as `unavailable`.
    public func fail(_ code: String, _ message: String) async throws {
        try await peer.command("fail \(code) '\(message)'")
    }

    /// What SIGTERM does: GOAWAY at once; the event `stopped` comes when every call ended.
    public func shutdown() async throws { try await peer.command("shutdown") }

    /// What SIGHUP does: as `shutdown`, then a new socket at the same path and the event `reloaded`.
    public func reload() async throws { try await peer.command("reload") }

    /// What `kill -9` does: the connection drops and the socket file stays.
    public func kill() async throws {
        peer.process.signal(SIGKILL)
        try await peer.process.exit()
    }

    private func words(_ keys: [String: String]) -> String {
        keys.map { "'\($0.key)=\($0.value)'" }.sorted().joined(separator: " ")
    }
}
