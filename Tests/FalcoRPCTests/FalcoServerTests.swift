import FalcoAlerts
import FalcoRPC
import Foundation
import TestSupport
import Testing

/// The server, as any gRPC client sees it.
@Suite(.timeLimit(.minutes(5)), .serialized) struct FalcoServerTests {
    let directory: TemporaryDirectory
    let path: String
    let server: FalcoServer

    init() throws {
        directory = try TemporaryDirectory()
        path = directory("falco.sock")
        server = try FalcoServer(version: FalcoVersion(major: 0, minor: 43, patch: 1))
        try server.listen(unix: path, mode: 0o600)
    }

    @Test func aCCoreClientGetsWhatIsQueued() async throws {
        try server.enqueue(Fixtures.jsonOutputAlerts())
        let events = try await GRPCClient.run(socket: path, ["get", "--raw"])
        let messages = events.filter { $0.name == "alert" }.compactMap { $0["bytes", String.self] }
        let expected = try Fixtures.jsonOutputAlerts().map { Data(try $0.encoded()).base64EncodedString() }
        #expect(messages == expected)
        #expect(events.last?["code", Int.self] == 0)
        let empty = try await GRPCClient.run(socket: path, ["get"])
        #expect(empty.count == 1 && empty.last?["status", String.self] == "OK")
    }

    @Test func aCCoreClientSubscribes() async throws {
        let client = try GRPCClient(socket: path, ["sub", "--count", "6", "--interval", "0"])
        while server.requests < 1 { _ = try await FalcoClient(.unix(path: path)).version() }
        try server.enqueue(batch(3))
        #expect(server.queued == 3)
        // Nothing is sent before the next request.
        try await client.peer.command("request")
        for _ in 0..<3 { try await client.peer.event("alert") }
        try server.enqueue(batch(3))
        try await client.peer.command("request")
        for _ in 0..<3 { try await client.peer.event("alert") }
        try await client.peer.event("end")
        #expect(server.queued == 0 && server.requests == 3)
    }

    @Test func aCCoreClientLearnsTheVersionAndErrors() async throws {
        let version = try await GRPCClient.run(socket: path, ["version"])
        #expect(version.first?.text.contains("\"version\": \"0.43.1\"") == true)
        let unknown = try await GRPCClient.run(socket: path, ["call", "/falco.outputs.service/nothing"])
        #expect(unknown.last?["status", String.self] == "UNIMPLEMENTED")
    }

    @Test func anAlertLongerThanTheWindowReachesACCoreClient() async throws {
        let long = AlertValues(priority: .error, rule: "Long", output: String(repeating: "y", count: 300_000))
        var builder = try AlertBatchBuilder()
        try builder.append(long)
        try server.enqueue(try #require(try builder.take()))
        let events = try await GRPCClient.run(socket: path, ["get", "--raw"])
        #expect((events.first?["bytes", String.self]?.utf8.count ?? 0) > 400_000)
    }

    func batch(_ count: Int) throws -> AlertBatch {
        var builder = try AlertBatchBuilder()
        for index in 0..<count {
            try builder.append(AlertValues(priority: .notice, rule: "Rule \(index)", output: "line \(index)"))
        }
        return try #require(try builder.take())
    }

    @Test func stopEndsSubscriptionsInOrder() async throws {
        var options = SubscriptionOptions()
        options.reconnects = false
        let collector = Collector(FalcoClient(.unix(path: path)), options)
        try await collector.reach("a connection") { $0.connections == 1 }
        try server.enqueue(batch(3))
        await server.drained()
        server.stop()
        #expect(!FileManager.default.fileExists(atPath: path))
        let state = try await collector.end()
        #expect(state.count == 3 && state.error == nil)
        await server.stopped()
    }

    @Test func stopEndsACCoreClientThatIsSilent() async throws {
        let client = try GRPCClient(socket: path, ["sub", "--interval", "0"])
        while server.subscribers < 1 { _ = try await FalcoClient(.unix(path: path)).version() }
        server.stop()
        let end = try await client.peer.event("end", within: .seconds(10))
        #expect(end["status", String.self] == "OK")
        await server.stopped()
    }

    @Test func twoSubscribersDivideTheAlerts() async throws {
        let collectors = (0..<2).map { _ in Collector(FalcoClient(.unix(path: path))) }
        for collector in collectors { try await collector.reach("a connection") { $0.connections == 1 } }
        try server.enqueue(batch(200))
        await server.drained()
        var rules: [String] = []
        for collector in collectors {
            collector.stream.stop()
            rules += try await collector.end().alerts.map(\.rule)
        }
        #expect(rules.count == 200 && Set(rules).count == 200)
    }

    @Test func theTwentyFirstSubscriberWaitsInSilence() async throws {
        let collectors = (0..<FalcoServer.maximumSubscribers).map { _ in
            Collector(FalcoClient(.unix(path: path)))
        }
        let client = FalcoClient(.unix(path: path))
        while server.subscribers < FalcoServer.maximumSubscribers { _ = try await client.version() }
        let last = Collector(FalcoClient(.unix(path: path)))
        try await last.reach("a connection") { $0.connections == 1 }
        #expect(server.subscribers == FalcoServer.maximumSubscribers)
        for collector in collectors { collector.cancel() }
        // Whoever is not known to have left yet would be given it.
        while server.subscribers > 1 { _ = try await client.version() }
        try server.enqueue(batch(1))
        try await last.alerts(1)
        last.cancel()
    }

    @Test func whenTheQueueIsFullTheOldestAreLostAndCounted() async throws {
        let small = try FalcoServer(
            version: FalcoVersion(major: 0, minor: 43, patch: 1), maximumQueuedBytes: 10)
        for byte in 1...5 { small.enqueue(message: [0x22, 2, 0x61, UInt8(byte) + 0x60]) }
        #expect(small.queued == 2 && small.lost == 3)
        try small.listen(unix: directory("small.sock"))
        let state = try await Collector(FalcoClient(.unix(path: directory("small.sock"))), get: true).end()
        #expect(state.alerts.map(\.rule) == ["ad", "ae"])
    }

    @Test func theSocketsModeIsWhatWasAskedFor() throws {
        #expect(try permissions(path) == 0o600)
        try server.listen(unix: directory("open.sock"), mode: 0o666)
        #expect(try permissions(directory("open.sock")) == 0o666)
    }

    func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func whatIsInTheWayStays() throws {
        let error = #expect(throws: FalcoRPCError.self) { try server.listen(unix: path) }
        #expect(error?.reason == .addressInUse)
        try Data("precious".utf8).write(to: directory.url.appending(path: "file"))
        #expect(throws: FalcoRPCError.self) { try server.listen(unix: directory("file")) }
        #expect(try String(contentsOfFile: directory("file"), encoding: .utf8) == "precious")
    }

    @Test func aSocketThatIsLeftOverIsReplaced() async throws {
        let falco = try await FakeFalco(socket: directory("stale.sock"))
        try await falco.kill()
        try server.listen(unix: directory("stale.sock"))
        _ = try await FalcoClient(.unix(path: directory("stale.sock"))).version()
    }

    @Test func aStoppedServerStaysStopped() async throws {
        server.stop()
        server.stop()
        await server.stopped()
        await server.drained()
        #expect(throws: FalcoRPCError.self) { try server.listen(unix: directory("late.sock")) }
        #expect(!FileManager.default.fileExists(atPath: directory("late.sock")))
    }

    @Test func aServerThatNobodyHoldsIsGone() async throws {
        do {
            let short = try FalcoServer(version: FalcoVersion(major: 0, minor: 43, patch: 1))
            try short.listen(unix: directory("short.sock"))
            _ = try await FalcoClient(.unix(path: directory("short.sock"))).version()
        }
        #expect(!FileManager.default.fileExists(atPath: directory("short.sock")))
    }
}
