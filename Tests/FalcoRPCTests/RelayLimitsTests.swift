import FalcoAlerts
import FalcoRPC
import HTTP2
import TestSupport
import Testing

/// What is too much for a relay: clients, connections, memory, and time at the end.
@Suite(.timeLimit(.minutes(5)), .serialized) struct RelayLimitsTests {
    @Test func callsBeyondTheLimitAreRefusedInWords() async throws {
        let relay = try RelayHarness { $0.calls = 3 }
        let crowd = try Peer("grpc_crowd.py", ["--socket", relay.path, "--subscribers", "3"])
        try await relay.subscribed(3)
        for call in ["sub", "get"] {
            let end = try await relay.peer([call]).peer.event("end")
            #expect(end["status", String.self] == "RESOURCE_EXHAUSTED")
            #expect(end["message", String.self]?.contains("as many subscribers as it takes") == true)
        }
        #expect(relay.server.statistics.totals.refused == 2)
        // The version may still be asked for.
        _ = try await relay.client.version()
        crowd.process.signal(9)
        for _ in 0..<3 { _ = try await relay.unsubscribed() }
        let client = try relay.peer(["get"])
        #expect(try await client.peer.event("end")["status", String.self] == "OK")
    }

    @Test func connectionsBeyondTheLimitAreRefusedInWords() async throws {
        let relay = try RelayHarness { limits in
            limits.calls = 100
            limits.connections = 4
        }
        let crowd = try Peer("grpc_crowd.py", ["--socket", relay.path, "--subscribers", "4"])
        try await relay.subscribed(4)
        let end = try await relay.peer(["sub"]).peer.event("end")
        #expect(end["status", String.self] == "RESOURCE_EXHAUSTED")
        #expect(end["message", String.self]?.contains("as many connections as it takes") == true)
        crowd.process.signal(9)
        for _ in 0..<4 { _ = try await relay.unsubscribed() }
    }

    @Test func connectionsWithoutACallMakeRoom() async throws {
        let relay = try RelayHarness { $0.connections = 4 }
        let idle = try HostileClient("silence", socket: relay.path, connections: 4)
        try await idle.peer.event("sent")
        try await relay.publish(1)
        let events = try await GRPCClient.run(socket: relay.path, ["get"])
        #expect(events.count { $0.name == "alert" } == 1)
        try await idle.peer.event("closed")
    }

    @Test func aBurstThatTheFastestCanTakeIsHeldBack() async throws {
        let relay = try RelayHarness { limits in
            limits.queued = 1000
            limits.replayed = 0
        }
        let crowd = try Peer(
            "grpc_crowd.py", ["--socket", relay.path, "--subscribers", "1", "--count", "15000"])
        try await relay.subscribed(1)
        try await relay.publish(15_000)
        try await crowd.event("complete", within: .seconds(60))
        #expect(relay.server.statistics.totals.lost == 0)
    }

    @Test func memoryStaysWithinItsLimitsWithFiftyThatDoNotRead() async throws {
        let relay = try RelayHarness { limits in
            limits.bytes = 4 << 20
            limits.queued = 100_000
            limits.replayed = 0
        }
        let crowd = try Peer(
            "grpc_crowd.py",
            ["--socket", relay.path, "--subscribers", "51", "--stalled", "50", "--count", "20000"])
        try await relay.subscribed(51)
        for round in 0..<20 {
            try await relay.publish(1000, from: round * 1000, bytes: 1000)
            let statistics = relay.server.statistics
            #expect(statistics.keptBytes <= 4 << 20 && statistics.sendingBytes <= 4 << 20)
            while relay.server.statistics.subscribers.allSatisfy({ $0.queued > 0 }) {
                _ = try await relay.client.version()
            }
        }
        try await crowd.event("complete", within: .seconds(60))
        let statistics = relay.server.statistics
        #expect(statistics.subscribers.count == 51 && statistics.totals.expelled == 0)
        #expect(statistics.subscribers.count { $0.lost > 0 } == 50)
    }

    @Test func whoeverKeepsTooMuchMemoryIsEnded() async throws {
        let relay = try RelayHarness { $0.bytes = 8 << 20 }
        var stuck: [HostileClient] = []
        // Each keeps another alert of 3 MB.
        for index in 0..<4 {
            try await relay.publish(1, from: index, bytes: 3 << 20)
            stuck.append(try HostileClient("stuck", socket: relay.path))
            try await relay.subscribed(index + 1)
            let number = index + 1
            while relay.server.statistics.subscribers.first(where: { $0.number == number })?.delivered == 0 {
                _ = try await relay.client.version()
            }
        }
        #expect(try await relay.unsubscribed().number == 1)
        #expect(try await relay.unsubscribed().number == 2)
        let statistics = relay.server.statistics
        #expect(statistics.totals.expelled == 2 && statistics.sendingBytes <= 8 << 20)
        // ENHANCE_YOUR_CALM.
        #expect(try await stuck[0].peer.event("reset")["code", Int.self] == 11)
    }

    /// The limit is long, so that whoever reads is given all of it on a busy machine, too.
    @Test func aStopGivesWhatWaitsToFiftySubscribersAndEnds() async throws {
        let relay = try RelayHarness { $0.stop = .seconds(60) }
        let crowd = try Peer("grpc_crowd.py", ["--socket", relay.path, "--subscribers", "50"])
        try await relay.subscribed(50)
        try await relay.publish(100)
        relay.server.stop()
        await relay.server.stopped()
        for _ in 0..<50 {
            let end = try await crowd.event("ended")
            #expect(
                end["status", String.self] == "OK" && end["received", Int.self] == 100, "\(end.text)")
        }
        #expect(throws: FalcoRPCError.self) {
            try relay.server.serve(Listener(unix: UnixAddress(path: relay.path), mode: 0o600))
        }
        #expect(try UnixAddress(path: relay.path).identity == nil)
    }

    @Test(.disabled(if: Tool.isSanitized, "it is timed"))
    func aStopWaitsNoLongerForThoseWhoDoNotRead() async throws {
        let relay = try RelayHarness()
        let crowd = try Peer(
            "grpc_crowd.py", ["--socket", relay.path, "--subscribers", "6", "--stalled", "5"])
        try await relay.subscribed(6)
        try await relay.publish(2000)
        let start = ContinuousClock.now
        relay.server.stop()
        await relay.server.stopped()
        #expect(start.duration(to: .now) < RelayLimits().stop + .seconds(3))
        withExtendedLifetime(crowd) {}
    }

    @Test func aStopEndsAClientThatIsSilent() async throws {
        let relay = try RelayHarness()
        let client = try relay.peer(["sub", "--interval", "0"])
        try await relay.subscribed(1)
        try await relay.publish(2)
        relay.server.stop()
        let end = try await client.peer.event("end")
        #expect(end["status", String.self] == "OK" && end["received", Int.self] == 2)
        await relay.server.stopped()
    }

    @Test func whoHoldsBackAlertsIsLetGoByAStop() async throws {
        let relay = try RelayHarness { limits in
            limits.queued = 100
            limits.replayed = 0
        }
        let client = try relay.peer(["sub", "--interval", "0"])
        try await relay.subscribed(1)
        async let published: Void = relay.publish(2000)
        while relay.server.statistics.totals.received < 100 { _ = try await relay.client.version() }
        relay.server.stop()
        await relay.server.stopped()
        try await published
        try await client.peer.event("end")
    }
}
