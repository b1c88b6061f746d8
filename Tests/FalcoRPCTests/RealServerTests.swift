import FalcoAlerts
import FalcoRPC
import Foundation
import TestSupport
import Testing

/// The client against a C-core server that behaves as Falco does.
@Suite(.timeLimit(.minutes(5)), .serialized) struct RealServerTests {
    static func sequence(_ alerts: [Alert]) -> [Int] {
        alerts.compactMap { $0["test.sequence"].flatMap { Int($0) } }
    }

    @Test func everyCapturedAlertComesUnchanged() async throws {
        let falco = try await FakeFalco()
        try await falco.push(fixture: "grpc-json-output.b64")
        try await falco.push(fixture: "grpc-text-output.b64")
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await collector.alerts(269)
        collector.stream.stop()
        let state = try await collector.end()
        let expected = try Array(Fixtures.jsonOutputAlerts()) + Array(Fixtures.textOutputAlerts())
        #expect(try state.alerts.map { try $0.encoded() } == expected.map { try $0.encoded() })
    }

    @Test func asksAgainAndAgain() async throws {
        let falco = try await FakeFalco()
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await falco.wait("requests", 1)
        for round in 1...5 {
            try await falco.push(3)
            try await collector.alerts(round * 3)
        }
        #expect(Self.sequence(collector.monitor.state.alerts) == Array(0..<15))
        collector.cancel()
        let state = try await collector.end(within: .milliseconds(500))
        #expect(state.error == nil)
        try await falco.wait("closed", 1)
    }

    @Test func atMostSixRequestsASecondWhenIdle() async throws {
        let falco = try await FakeFalco()
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await falco.wait("requests", 11)
        collector.cancel()
        let times = try await falco.stats().requestTimes
        let seconds = Double(try #require(times.last) - times[0]) / 1e9
        // Ten intervals; on a busy machine they can only be longer.
        #expect(Double(times.count - 1) / seconds <= 6)
    }

    @Test func getDrainsOnceAndEnds() async throws {
        let falco = try await FakeFalco()
        try await falco.push(4)
        let client = FalcoClient(.unix(path: falco.address))
        #expect(try await Collector(client, get: true).end().count == 4)
        let empty = try await Collector(client, get: true).end()
        #expect(empty.count == 0 && empty.error == nil)
        #expect(try await falco.stats().gets == 2)
    }

    @Test func tellsTheVersion() async throws {
        let falco = try await FakeFalco(["--version", "0.30.0-rc1"])
        let version = try await FalcoClient(.unix(path: falco.address)).version()
        #expect(version.version == "0.30.0-rc1")
        #expect((version.major, version.minor, version.patch) == (0, 30, 0))
        #expect(version.engineVersion == "0.57.0" && version.engineFieldsChecksum == "b4a5e3f1")
    }

    @Test func anAlertOfFiveMebibytesComesWhole() async throws {
        let falco = try await FakeFalco()
        try await falco.push(large: 5 << 20)
        try await falco.push(1)
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await collector.alerts(2)
        collector.stream.stop()
        let state = try await collector.end()
        #expect(state.alerts[0].output.utf8.count == 5 << 20)
        #expect(Self.sequence(state.alerts) == [0, 1])
    }

    @Test func olderFalcosAreUnderstood() async throws {
        let falco = try await FakeFalco()
        try await falco.push(1, ["source": "", "tags": ",", "deprecated": "1"])
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await collector.alerts(1)
        collector.cancel()
        let alert = try #require(collector.monitor.state.alerts.first)
        #expect(alert.source == "k8s_audit" && alert.tags.isEmpty)
    }

    @Test func aServerWithoutFalcosServicesIsNamed() async throws {
        let falco = try await FakeFalco(["--not-falco"])
        let client = FalcoClient(.unix(path: falco.address))
        let error = try await Collector(client).end().error
        #expect(error?.code == .unimplemented && error?.reason == .notFalco)
        #expect(error?.message.contains("no Falco") == true)
        let other = await #expect(throws: FalcoRPCError.self) { try await client.version() }
        #expect(other?.reason == .notFalco)
    }

    @Test func aFailureIsReportedAndTriedAgain() async throws {
        let falco = try await FakeFalco()
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await falco.wait("requests", 1)
        try await falco.fail("resource_exhausted", "too much")
        try await collector.reach("a wait") { state in
            state.waits.contains { $0.code == .resourceExhausted && $0.message.contains("too much") }
        }
        try await collector.reach("a reconnection") { $0.connections >= 2 }
        collector.cancel()
    }

    @Test func shutdownIsNotHeldUp() async throws {
        let falco = try await FakeFalco()
        try await falco.push(7)
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await collector.alerts(7)
        try await falco.shutdown()
        // The server waits for ever for a client that stays.
        try await falco.peer.event("stopped", within: .seconds(5))
        try await collector.reach("a wait") { !$0.waits.isEmpty }
        #expect(collector.monitor.state.waits.first?.reason == .ended)
        collector.stream.stop()
        let state = try await collector.end()
        #expect(state.count == 7 && state.error == nil)
        #expect(state.gaps.count == 1)
        #expect(state.gaps.first?.reason.reason == .ended)
    }

    @Test func reloadLosesNothing() async throws {
        let falco = try await FakeFalco()
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await falco.wait("requests", 1)
        try await falco.push(5)
        try await collector.alerts(5)
        try await falco.reload()
        try await falco.push(5)
        try await falco.peer.event("reloaded", within: .seconds(10))
        try await collector.alerts(10)
        #expect(Self.sequence(collector.monitor.state.alerts).sorted() == Array(0..<10))
        collector.stream.stop()
        let state = try await collector.end()
        #expect(state.gaps.count == 1)
        #expect(collector.stream.counts.reconnects == 1)
    }

    @Test func killedAndStartedAgain() async throws {
        let directory = try TemporaryDirectory()
        let first = try await FakeFalco(socket: directory("falco.sock"))
        let collector = Collector(FalcoClient(.unix(path: first.address)))
        try await first.push(3)
        try await collector.alerts(3)
        try await first.kill()
        try await collector.reach("a disconnection") { state in
            state.waits.contains { $0.reason == .connectionRefused }
        }
        #expect(collector.monitor.state.waits.first?.reason == .connectionLost)
        try FileManager.default.removeItem(atPath: directory("falco.sock"))
        let second = try await FakeFalco(socket: directory("falco.sock"))
        try await second.push(2)
        try await collector.alerts(5)
        collector.stream.stop()
        let state = try await collector.end()
        let gap = try #require(state.gaps.first)
        #expect(state.gaps.count == 1)
        #expect(gap.reason.reason == .connectionLost)
        #expect(gap.start < gap.end)
    }

    @Test func aFalcoThatIsNotThereYetIsWaitedFor() async throws {
        let directory = try TemporaryDirectory()
        let collector = Collector(FalcoClient(.unix(path: directory("falco.sock"))))
        try await collector.reach("a wait") { $0.waits.first?.reason == .socketMissing }
        let falco = try await FakeFalco(socket: directory("falco.sock"))
        try await falco.push(1)
        try await collector.alerts(1)
        collector.cancel()
        #expect(collector.monitor.state.gaps.isEmpty)
    }

    @Test func aSocketThatIsReplacedIsNoticed() async throws {
        let directory = try TemporaryDirectory()
        let first = try await FakeFalco(socket: directory("falco.sock"))
        let collector = Collector(FalcoClient(.unix(path: first.address)))
        try await first.wait("requests", 1)
        // The old server lives on, and its file is gone.
        let second = try await FakeFalco(socket: directory("new.sock"))
        try FileManager.default.removeItem(atPath: directory("falco.sock"))
        try FileManager.default.moveItem(atPath: directory("new.sock"), toPath: directory("falco.sock"))
        try await second.push(2)
        try await collector.alerts(2)
        #expect(collector.monitor.state.gaps.first?.reason.reason == .replaced)
        collector.cancel()
    }

    @Test func theSubscriberBeyondTheLimitWaitsInSilence() async throws {
        let falco = try await FakeFalco(["--subscribers", "2"])
        let clients = (0..<2).map { _ in Collector(FalcoClient(.unix(path: falco.address))) }
        try await falco.wait("served", 2)
        let third = Collector(FalcoClient(.unix(path: falco.address)))
        try await falco.wait("opened", 3)
        try await third.reach("a connection") { $0.connections == 1 }
        #expect(try await falco.stats().served == 2)
        for client in clients { client.cancel() }
        try await falco.wait("served", 3)
        try await falco.wait("closed", 2)
        try await falco.push(1)
        try await third.alerts(1)
        third.cancel()
    }

    @Test(.disabled(if: Tool.isSanitized, "it is timed"))
    func alertsComeSoonWhileTheyFlow() async throws {
        let falco = try await FakeFalco()
        let collector = Collector(FalcoClient(.unix(path: falco.address)))
        try await falco.wait("requests", 1)
        let arrivals = Monitor<[Double]>([])
        let watch = Task {
            var seen = 0
            while seen < 300 {
                try await collector.alerts(seen + 1)
                let now = Date().timeIntervalSince1970
                let alerts = collector.monitor.state.alerts
                for alert in alerts[seen...] {
                    guard let time = alert.time else { continue }
                    let queued = Double(time.seconds) + Double(time.nanoseconds) / 1e9
                    arrivals.change { $0.append(now - queued) }
                }
                seen = alerts.count
            }
        }
        try await falco.push(300, aSecond: 100)
        try await watch.value
        collector.cancel()
        // The first alert ends an idle wait.
        let delays = arrivals.state.dropFirst(1).sorted()
        #expect(delays[delays.count / 2] <= 0.025)
    }
}
