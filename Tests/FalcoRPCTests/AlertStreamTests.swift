import FalcoAlerts
import FalcoRPC
import HTTP2
import TestSupport
import Testing

/// How a stream begins, is held up, and ends.
@Suite(.timeLimit(.minutes(5)), .serialized) struct AlertStreamTests {
    let directory: TemporaryDirectory
    let path: String
    let server: FalcoServer

    init() throws {
        directory = try TemporaryDirectory()
        path = directory("falco.sock")
        server = try FalcoServer(version: FalcoVersion(major: 0, minor: 43, patch: 1))
        try server.listen(unix: path)
    }

    var client: FalcoClient { FalcoClient(.unix(path: path)) }

    @Test func nothingHappensBeforeTheFirstBatchIsAskedFor() async throws {
        let stream = client.alerts()
        var iterator = stream.makeAsyncIterator()
        #expect(server.requests == 0 && stream.counts == SubscriptionCounts())
        try server.enqueue(Fixtures.textOutputAlerts()[0])
        #expect(try await iterator.next()?.count == 1)
    }

    @Test func aStreamIsIteratedOnce() async throws {
        try server.enqueue(Fixtures.textOutputAlerts())
        let stream = client.alerts()
        for try await _ in stream { break }
        let error = await #expect(throws: FalcoRPCError.self) {
            for try await _ in stream { Issue.record("a second iteration gave alerts") }
        }
        #expect(error?.code == .failedPrecondition && error?.reason == .alreadySubscribed)
    }

    @Test func aClientHasOneSubscriptionAtATime() async throws {
        let client = client
        let first = Collector(client)
        try await first.reach("a connection") { $0.connections == 1 }
        let error = try await Collector(client).end().error
        #expect(error?.reason == .alreadySubscribed)
        // All alerts go to the first.
        let sent = try Fixtures.textOutputAlerts()
        try server.enqueue(sent)
        try await first.alerts(sent.count)
        first.stream.stop()
        try await first.end()
        while server.subscribers > 0 { _ = try await client.version() }
        try server.enqueue(Fixtures.textOutputAlerts()[0])
        let second = Collector(client)
        try await second.alerts(1)
        second.cancel()
    }

    @Test func leavingTheLoopClosesTheConnection() async throws {
        let server = server
        try server.enqueue(Fixtures.textOutputAlerts()[0])
        let closed = Monitor(false)
        var options = SubscriptionOptions()
        options.observer = { event in
            if case .connected = event { closed.change { $0 = true } }
        }
        for try await _ in client.alerts(options) { break }
        #expect(closed.state)
        // `get` is served while nobody holds the queue; the subscriber must be gone by then.
        while server.subscribers > 0 { _ = try await client.version() }
    }

    @Test func aStreamThatIsStoppedBeforeItBeginsIsEmpty() async throws {
        let stream = client.alerts()
        stream.stop()
        for try await _ in stream { Issue.record("a stopped stream gave alerts") }
        #expect(server.requests == 0)
    }

    @Test func stoppingDeliversWhatWasRead() async throws {
        let sent = try Fixtures.jsonOutputAlerts()
        try server.enqueue(sent)
        let gate = Monitor(false)
        let collector = Collector(client) {
            _ = try? await gate.first(within: .seconds(30), "the gate") { $0 ? true : nil }
        }
        // Nothing is asked for before the gate opens, so the first batch is all there is until the stream is stopped.
        gate.change { $0 = true }
        try await collector.alerts(1)
        collector.stream.stop()
        let state = try await collector.end()
        #expect(state.alerts.map(\.output) == sent.map(\.output))
        let counts = collector.stream.counts
        #expect(counts.discarded == 0 && counts.delivered == sent.count)
    }

    @Test func cancellingDiscardsAndCounts() async throws {
        for _ in 0..<40 { try server.enqueue(Fixtures.jsonOutputAlerts()) }
        let gate = Monitor(0)
        let collector = Collector(client) {
            guard
                gate.change({ calls in
                    calls += 1
                    return calls > 1
                })
            else { return }
            _ = try? await gate.first(within: .seconds(30), "the gate") { $0 == -1 ? true : nil }
        }
        try await collector.alerts(1)
        try await fill(collector.stream, bytes: 500_000)
        collector.cancel()
        let state = try await collector.end(within: .seconds(1))
        #expect(state.error == nil)
        let counts = collector.stream.counts
        #expect(counts.delivered == state.count)
        #expect(counts.delivered + counts.discarded == counts.decoded)
        #expect(counts.received == counts.decoded)
    }

    /// Lets time pass, by talking to the server, until the stream has received so many bytes.
    func fill(_ stream: AlertStream, bytes: Int) async throws {
        while stream.counts.bytes < bytes { _ = try await client.version() }
    }

    @Test func aConsumerThatStallsStallsTheWindowAndLosesNothing() async throws {
        let sent = try Fixtures.jsonOutputAlerts()
        let times = 100
        for _ in 0..<times { try server.enqueue(sent) }
        var options = SubscriptionOptions()
        options.window = 256 << 10
        let gate = Monitor(0)
        let collector = Collector(client, options) {
            guard
                gate.change({ calls in
                    if calls >= 0 { calls += 1 }
                    return calls > 1
                })
            else { return }
            _ = try? await gate.first(within: .seconds(30), "the gate") { $0 == -1 ? true : nil }
        }
        try await fill(collector.stream, bytes: options.window * 3 / 4)
        for _ in 0..<20 { _ = try await client.version() }
        // At most a window waits, besides the batch that the consumer has taken.
        let taken = collector.monitor.state.batches.reduce(0) { $0 + $1.byteCount }
        #expect(collector.stream.counts.bytes <= options.window + taken + (64 << 10))
        #expect(server.queued > sent.count * times / 2)
        gate.change { $0 = -1 }
        try await collector.alerts(sent.count * times)
        collector.stream.stop()
        let outputs = try await collector.end().alerts.map(\.output)
        #expect(outputs == (0..<times).flatMap { _ in sent.map(\.output) })
        #expect(server.lost == 0)
    }

    @Test func alertsLongerThanTheWindowComeThrough() async throws {
        let long = AlertValues(
            priority: .warning, rule: "Long", output: String(repeating: "x", count: 3 << 20))
        var builder = try AlertBatchBuilder()
        for _ in 0..<3 { try builder.append(long) }
        let sent = try #require(try builder.take())
        try server.enqueue(sent)
        var options = SubscriptionOptions()
        options.window = 65_536
        let collector = Collector(client, options)
        try await collector.alerts(3)
        collector.stream.stop()
        let state = try await collector.end()
        #expect(state.alerts.allSatisfy { $0.output.utf8.count == 3 << 20 })
    }

    enum Situation: CaseIterable {
        case idle, missing, silent, stalled
    }

    @Test(.disabled(if: Tool.isSanitized, "it is timed"), arguments: Situation.allCases)
    func cancellingTakesLessThanFiftyMilliseconds(situation: Situation) async throws {
        let silent = try Listener(unix: UnixAddress(path: directory("silent.sock")), mode: 0o600)
        defer { silent.removeFile() }
        var fastest = Duration.seconds(60)
        // The best of several, since a busy machine may hold up any one of them.
        for _ in 0..<5 {
            let collector: Collector
            switch situation {
            case .idle:
                collector = Collector(client)
                try await collector.reach("a connection") { $0.connections == 1 }
            case .missing:
                collector = Collector(FalcoClient(.unix(path: directory("none.sock"))))
                try await collector.reach("a wait") { !$0.waits.isEmpty }
            case .silent:
                collector = Collector(FalcoClient(.unix(path: directory("silent.sock"))))
                try await collector.reach("an attempt") { !$0.events.isEmpty }
            case .stalled:
                for _ in 0..<10 { try server.enqueue(Fixtures.jsonOutputAlerts()) }
                let calls = Monitor(0)
                collector = Collector(client) {
                    guard
                        calls.change({ calls in
                            calls += 1
                            return calls > 1
                        })
                    else { return }
                    _ = try? await calls.first(within: .seconds(30), "never") { _ in nil as Bool? }
                }
                try await collector.alerts(1)
            }
            let start = ContinuousClock.now
            collector.cancel()
            try await collector.end()
            fastest = min(fastest, start.duration(to: .now))
        }
        #expect(fastest < .milliseconds(50))
    }

    @Test func theLatestCountsStayReadable() async throws {
        let sent = try Fixtures.textOutputAlerts()
        try server.enqueue(sent)
        server.enqueue(message: [0xFF, 0xFF])
        let collector = Collector(client)
        try await collector.alerts(sent.count)
        collector.stream.stop()
        try await collector.end()
        let counts = collector.stream.counts
        #expect(counts.received == sent.count + 1)
        #expect(counts.decoded == sent.count && counts.undecodable == 1)
        #expect(counts.bytes == (try sent.map { try $0.encoded().count + 5 }.reduce(7, +)))
        #expect(counts.requests >= 1 && counts.reconnects == 0)
    }
}
