import FalcoAlerts
import FalcoRPC
import HTTP2
import TestSupport

/// A relay on a Unix socket of its own, and what it says happens.
final class RelayHarness: Sendable {
    let server: RelayServer
    let path: String
    let events = Monitor<[RelayEvent]>([])
    private let directory: TemporaryDirectory

    init(repairsText: Bool = false, _ change: (inout RelayLimits) -> Void = { _ in }) throws {
        directory = try TemporaryDirectory()
        path = directory("relay.sock")
        var limits = RelayLimits()
        change(&limits)
        let events = events
        server = try RelayServer(
            version: FalcoVersion(major: 0, minor: 43, patch: 1), limits: limits, repairsText: repairsText
        ) { event in
            events.change { $0.append(event) }
        }
        try server.serve(Listener(unix: UnixAddress(path: path), mode: 0o600))
    }

    deinit { server.stop() }

    /// Waits until so many clients have subscribed, ever.
    func subscribed(_ count: Int) async throws {
        _ = try await events.first(within: .seconds(30), "\(count) subscribers") { events in
            events.count { if case .subscribed = $0 { true } else { false } } >= count ? true : nil
        }
    }

    /// Waits for the end of a subscription, the first that is not awaited yet.
    func unsubscribed() async throws -> RelaySubscriber {
        try await events.first(within: .seconds(30), "the end of a subscription") { events in
            for (index, event) in events.enumerated() {
                if case .unsubscribed(let subscriber) = event {
                    events.remove(at: index)
                    return subscriber
                }
            }
            return nil
        }
    }

    /// Publishes made-up alerts, numbered by their rules, in batches.
    func publish(_ count: Int, from first: Int = 0, bytes: Int = 100, batch size: Int = 50) async throws {
        var next = first
        while next < first + count {
            var builder = try AlertBatchBuilder()
            for index in next..<min(next + size, first + count) {
                try builder.append(
                    AlertValues(
                        time: Timestamp(seconds: Int64(1_700_000_000 + index)), priority: .notice,
                        rule: "Rule \(index)", output: String(repeating: "o", count: bytes)))
            }
            if let batch = try builder.take() { try await server.publish(batch) }
            next += size
        }
    }

    /// A client of this package.
    var client: FalcoClient { FalcoClient(.unix(path: path)) }

    /// Starts an ordinary gRPC client.
    func peer(_ call: [String]) throws -> GRPCClient { try GRPCClient(socket: path, call) }
}

extension Peer.Event {
    /// The rule of an `alert`.
    var rule: String? {
        struct Alert: Decodable { var rule: String }
        return self["alert", Alert.self]?.rule
    }
}
