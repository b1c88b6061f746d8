import FalcoAlerts
import FalcoRPC
import Foundation
import HTTP2
import TestSupport
import Testing

/// The relay, as gRPC C-core clients see it.
@Suite(.timeLimit(.minutes(5)), .serialized) struct RelayServerTests {
    let relay: RelayHarness

    init() throws {
        relay = try RelayHarness()
    }

    // MARK: What it gives

    @Test func alertsThatCameAsGRPCGoOutByteForByte() async throws {
        let names = ["grpc-json-output.b64", "grpc-text-output.b64", "web-shell-to-miner.b64"]
        let messages = try names.flatMap { try Fixtures.messages($0) }
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        for message in messages { try builder.decode([UInt8](message)) }
        try await relay.server.publish(try #require(try builder.take()))
        let events = try await GRPCClient.run(socket: relay.path, ["get", "--raw"])
        let received = events.filter { $0.name == "alert" }.compactMap { $0["bytes", String.self] }
        #expect(received == messages.map { $0.base64EncodedString() })
        #expect(events.last?["code", Int.self] == 0)
    }

    @Test func oddBytesGoOutAsTheyCame() async throws {
        // Unknown fields, the same field twice, and text that is not UTF-8.
        let odd: [[UInt8]] = [
            [0x22, 1, 0x61, 0x22, 1, 0x62, 0xFA, 0x01, 2, 9, 9], [0x2A, 3, 0xFF, 0xFE, 0x00], [],
        ]
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        for message in odd { try builder.decode(message) }
        try await relay.server.publish(try #require(try builder.take()))
        let events = try await GRPCClient.run(socket: relay.path, ["get", "--raw"])
        let received = events.filter { $0.name == "alert" }.compactMap { $0["bytes", String.self] }
        #expect(received == odd.map { Data($0).base64EncodedString() })
    }

    /// A process that names itself with raw bytes blinds strict clients; repaired, its alert reaches them.
    @Test func oddBytesAreRepairedWhenThatIsAskedFor() async throws {
        let repairing = try RelayHarness(repairsText: true)
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        let odd: [UInt8] = [0x22, 1, 0x61, 0x32, 9, 0x0A, 1, 0x6B, 0x12, 4, 0x78, 0xFF, 0xFE, 0x79]
        let unknown: [UInt8] = [0x22, 1, 0x62, 0xFA, 0x01, 2, 9, 9]
        for message in [odd, unknown] { try builder.decode(message) }
        let batch = try #require(try builder.take())
        try await relay.server.publish(batch)
        try await repairing.server.publish(batch)
        let lost = try await GRPCClient.run(socket: relay.path, ["get"])
        #expect(!lost.contains { $0.name == "end" && $0["code", Int.self] == 0 })
        let events = try await GRPCClient.run(socket: repairing.path, ["get"])
        #expect(events.map(\.rule) == ["a", "b", nil] && events.last?["code", Int.self] == 0)
        #expect(events.first?.text.contains("x\\ufffd\\ufffdy") == true)
        // What needs no repair is not touched.
        let raw = try await GRPCClient.run(
            socket: repairing.path, ["get", "--raw"], metadata: ["falconer-since": "1"])
        #expect(raw.first?["bytes", String.self] == Data(unknown).base64EncodedString())
    }

    @Test func longAlertsReachTheirClients() async throws {
        try await relay.publish(1, bytes: 6 << 20)
        try await relay.publish(3, from: 1, bytes: 400_000)
        let state = try await Collector(relay.client, get: true).end()
        #expect(state.error == nil)
        let prefix = "22:13:20.000000000: Notice ".utf8.count
        #expect(
            state.alerts.map { $0.output.utf8.count - prefix } == [6 << 20, 400_000, 400_000, 400_000])
        // For a C-core client they are longer than its window, too.
        let events = try await GRPCClient.run(
            socket: relay.path, ["get", "--raw"], metadata: ["falconer-since": "3"])
        #expect(events.compactMap { $0["bytes", String.self] }.allSatisfy { $0.utf8.count > 500_000 })
        #expect(events.count == 4)
    }

    @Test func versionsAndErrorsAreThoseOfFalco() async throws {
        let version = try await GRPCClient.run(socket: relay.path, ["version"])
        #expect(version.first?.text.contains("\"version\": \"0.43.1\"") == true)
        relay.server.version = FalcoVersion(major: 0, minor: 40, patch: 0)
        #expect(try await relay.client.version().version == "0.40.0")
        for (call, status) in [
            (["call", "/falco.outputs.service/nothing"], "UNIMPLEMENTED"), (["call", "/x"], "UNIMPLEMENTED"),
            (["call", "/falco.version.service/version", "ffff"], "INTERNAL"),
            (["call", "/falco.version.service/version", "0a0178"], "OK"),
            (["call", "/grpc.health.v1.Health/Watch"], "UNIMPLEMENTED"),
            (["call", "/grpc.health.v1.Health/Check", "0a0178"], "NOT_FOUND"),
            (["call", "/grpc.health.v1.Health/Check", "ff"], "INTERNAL"),
        ] {
            let events = try await GRPCClient.run(socket: relay.path, call)
            #expect(events.last?["status", String.self] == status, "\(call)")
        }
    }

    @Test func healthFollowsTheInputs() async throws {
        func answer() async throws -> String? {
            try await GRPCClient.run(socket: relay.path, ["call", "/grpc.health.v1.Health/Check"])
                .first?["bytes", String.self]
        }
        #expect(try await answer() == Data([8, 1]).base64EncodedString())
        relay.server.isServing = false
        #expect(try await answer() == Data([8, 2]).base64EncodedString())
    }

    // MARK: Subscriptions

    @Test func aSubscriberIsGivenAllThatWaitsAtEachRequest() async throws {
        let client = try relay.peer(["sub", "--interval", "0"])
        try await relay.subscribed(1)
        try await relay.publish(3)
        // The first request found nothing. What came since waits for the second.
        #expect(relay.server.statistics.subscribers.first?.queued == 3)
        try await client.peer.command("request")
        for index in 0..<3 { #expect(try await client.peer.event("alert").rule == "Rule \(index)") }
        try await relay.publish(2, from: 3)
        #expect(relay.server.statistics.subscribers.first?.queued == 2)
        try await client.peer.command("request")
        for index in 3..<5 { #expect(try await client.peer.event("alert").rule == "Rule \(index)") }
        try await client.peer.command("cancel")
        let gone = try await relay.unsubscribed()
        #expect(gone.delivered == 5 && gone.lost == 0)
        #expect(gone.client.description == "uid \(getuid())")
    }

    @Test func fiftySubscribersGetTheSame() async throws {
        let crowd = try Peer(
            "grpc_crowd.py", ["--socket", relay.path, "--subscribers", "50", "--count", "2000"])
        try await relay.subscribed(50)
        try await relay.publish(2000)
        let complete = try await crowd.event("complete", within: .seconds(60))
        #expect(complete["sequences", Int.self] == 1)
        let statistics = relay.server.statistics
        #expect(statistics.totals.delivered == 50 * 2000 && statistics.totals.lost == 0)
        #expect(statistics.connections >= 50)
    }

    @Test func oneThatDoesNotReadSlowsNoOther() async throws {
        let small = try RelayHarness { limits in
            limits.queued = 500
            limits.replayed = 0
        }
        let crowd = try Peer(
            "grpc_crowd.py",
            ["--socket", small.path, "--subscribers", "6", "--stalled", "1", "--count", "5000"])
        try await small.subscribed(6)
        for round in 0..<20 {
            try await small.publish(250, from: round * 250, bytes: 1000)
            while small.server.statistics.subscribers.count(where: { $0.queued == 0 }) < 5 {
                _ = try await small.client.version()
            }
        }
        let complete = try await crowd.event("complete", within: .seconds(60))
        #expect(complete["sequences", Int.self] == 1)
        let statistics = small.server.statistics
        let stalled = try #require(statistics.subscribers.max { $0.lost < $1.lost })
        #expect(stalled.lost > 3000 && stalled.queued <= 500)
        #expect(stalled.delivered + stalled.lost + stalled.queued == 5000)
        #expect(statistics.totals.lost == stalled.lost)
        let told = small.events.state.contains {
            if case .lost(_, let subscriber) = $0 { subscriber.number == stalled.number } else { false }
        }
        #expect(told)
    }

    @Test func oneThatIsKilledIsForgotten() async throws {
        let client = try relay.peer(["sub"])
        try await relay.subscribed(1)
        try await relay.publish(10)
        for _ in 0..<10 { try await client.peer.event("alert") }
        client.peer.process.signal(SIGKILL)
        let gone = try await relay.unsubscribed()
        #expect(gone.delivered == 10)
        #expect(relay.server.statistics.subscribers.isEmpty)
    }

    @Test func oneThatSendsNoMoreRequestsIsServedAndEnded() async throws {
        let client = try relay.peer(["sub", "--interval", "0", "--hold"])
        try await relay.subscribed(1)
        try await relay.publish(200, bytes: 5000)
        try await client.peer.command("request")
        try await client.peer.command("half-close")
        try await client.peer.command("read")
        let end = try await client.peer.event("end")
        #expect(end["status", String.self] == "OK" && end["received", Int.self] == 200)
    }

    @Test func oneThatSendsNoRequestAtAllIsEndedToo() async throws {
        let client = try relay.peer(["sub", "--interval", "0"])
        try await relay.subscribed(1)
        try await client.peer.command("half-close")
        let end = try await client.peer.event("end")
        #expect(end["status", String.self] == "OK" && end["received", Int.self] == 0)
    }

    @Test func whatNobodyHasTakenWaitsForTheFirst() async throws {
        try await relay.publish(5)
        let first = try relay.peer(["sub", "--count", "5"])
        for index in 0..<5 { #expect(try await first.peer.event("alert").rule == "Rule \(index)") }
        _ = try await relay.unsubscribed()
        let second = try relay.peer(["sub", "--count", "1"])
        try await relay.subscribed(2)
        try await relay.publish(1, from: 5)
        #expect(try await second.peer.event("alert").rule == "Rule 5")
    }

    // MARK: Get, names and replays

    @Test func getGivesAClientWhatItHasNotSeen() async throws {
        try await relay.publish(4)
        func get(_ metadata: [String: String] = [:]) async throws -> [String?] {
            try await GRPCClient.run(socket: relay.path, ["get"], metadata: metadata).filter {
                $0.name == "alert"
            }
            .map(\.rule)
        }
        #expect(try await get().count == 4)
        #expect(try await get().isEmpty)
        try await relay.publish(1, from: 4)
        #expect(try await get() == ["Rule 4"])
        #expect(try await get(["falconer-client-id": "exporter-1"]).count == 5)
        #expect(try await get(["falconer-client-id": "exporter-1"]).isEmpty)
    }

    @Test func lateSubscribersAreGivenWhatTheyAskFor() async throws {
        try await relay.publish(100)
        for (since, first) in [
            ("7", 93), ("100000", 0), ("2023-11-14T22:14:50Z", 90), ("2023-11-14T23:14:50.5+01:00", 91),
        ] {
            let client = try relay.peer([
                "--metadata", "falconer-since=\(since)", "sub", "--count", "\(100 - first)",
            ])
            let events = try await client.events()
            #expect(events.first { $0.name == "alert" }?.rule == "Rule \(first)", "\(since)")
            #expect(events.count { $0.name == "alert" } == 100 - first)
            _ = try await relay.unsubscribed()
        }
        // One that asks for nothing gets none of that.
        let late = try relay.peer(["--metadata", "falconer-since=0", "sub", "--count", "1"])
        try await relay.subscribed(5)
        try await relay.publish(1, from: 100)
        #expect(try await late.peer.event("alert").rule == "Rule 100")
    }

    @Test func aNamedSubscriberGoesOnWhereItWas() async throws {
        let name = ["--metadata", "falconer-client-id=a", "--metadata", "falconer-since=unseen"]
        try await relay.publish(3)
        let first = try relay.peer(name + ["sub", "--count", "3"])
        for _ in 0..<3 { try await first.peer.event("alert") }
        _ = try await relay.unsubscribed()
        let other = try relay.peer(["sub"])
        try await relay.subscribed(2)
        try await relay.publish(2, from: 3)
        for _ in 0..<2 { try await other.peer.event("alert") }
        let again = try relay.peer(name + ["sub", "--count", "2"])
        for index in 3..<5 { #expect(try await again.peer.event("alert").rule == "Rule \(index)") }
    }

    @Test(arguments: [
        ("falconer-since", "yesterday"), ("falconer-since", "-1"), ("falconer-since", ""),
        ("falconer-since", "2026-13-01T00:00:00Z"), ("falconer-since", "99999999999999999999"),
        ("falconer-client-id", ""), ("falconer-client-id", "a b"),
        ("falconer-client-id", String(repeating: "x", count: 65)),
    ])
    func wishesThatMakeNoSenseAreRefused(key: String, value: String) async throws {
        for call in ["sub", "get"] {
            let client = try relay.peer(["--metadata", "\(key)=\(value)", call])
            let end = try await client.peer.event("end")
            #expect(end["status", String.self] == "INVALID_ARGUMENT")
            #expect(end["message", String.self]?.hasPrefix(key) == true)
        }
        #expect(relay.server.statistics.totals.subscriptions == 0)
    }
}
