import FalcoRPC
import TestSupport
import Testing

/// Clients that break rules, each in one way: others are served meanwhile, and the relay goes on.
@Suite(.timeLimit(.minutes(5)), .serialized) struct RelayHostileClientTests {
    static let scenarios = [
        "garbage", "silence", "half-a-preface", "a-byte-at-a-time", "giant-headers", "many-headers",
        "many-streams", "resets", "never-reads", "no-window", "stuck", "a-byte-of-window", "many-requests",
        "compressed-request", "large-request", "half-a-request", "call-without-request", "pings",
        "pings-unread", "frame-too-large", "unknown-frames", "data-without-call", "odd-metadata",
    ]

    @Test func allScenariosAreListed() async throws {
        #expect(try await HostileClient.scenarios() == Self.scenarios)
    }

    @Test(arguments: scenarios) func othersAreServed(scenario: String) async throws {
        let relay = try RelayHarness()
        let good = try relay.peer(["sub", "--count", "300"])
        try await relay.subscribed(1)
        let hostile = try HostileClient(scenario, socket: relay.path, connections: 3)
        try await relay.publish(150, bytes: 2000)
        for index in 0..<150 { #expect(try await good.peer.event("alert").rule == "Rule \(index)") }
        try await hostile.peer.event("sent", within: .seconds(60))
        try await relay.publish(150, from: 150, bytes: 2000)
        for index in 150..<300 { #expect(try await good.peer.event("alert").rule == "Rule \(index)") }
        #expect(try await good.peer.event("end")["code", Int.self] == 0)
        hostile.peer.process.signal(9)
        // All that it had is given back.
        try await hostile.peer.process.exit()
        while relay.server.statistics.connections > 1 || !relay.server.statistics.subscribers.isEmpty {
            _ = try await relay.client.version()
        }
        #expect(relay.server.statistics.sendingBytes == 0)
    }

    @Test func refusalsHaveStatuses() async throws {
        for (scenario, code) in [
            ("compressed-request", 13), ("large-request", 13), ("call-without-request", 13),
        ] {
            let relay = try RelayHarness()
            let hostile = try HostileClient(scenario, socket: relay.path)
            #expect(try await hostile.peer.event("status")["code", Int.self] == code, "\(scenario)")
        }
    }

    @Test func bytesThatNoHeaderHasEndTheCall() async throws {
        let relay = try RelayHarness()
        let hostile = try HostileClient("odd-metadata", socket: relay.path)
        // PROTOCOL_ERROR.
        #expect(try await hostile.peer.event("reset")["code", Int.self] == 1)
        #expect(relay.server.statistics.totals.subscriptions == 0)
    }

    @Test func whoSendsNoPrefaceIsLetGo() async throws {
        let relay = try RelayHarness()
        let hostile = try HostileClient("garbage", socket: relay.path)
        try await hostile.peer.event("closed")
    }
}
