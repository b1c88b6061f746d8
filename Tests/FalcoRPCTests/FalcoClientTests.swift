import FalcoAlerts
import FalcoRPC
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct FalcoClientTests {
    let directory: TemporaryDirectory
    let path: String
    let server: FalcoServer

    init() throws {
        directory = try TemporaryDirectory()
        path = directory("falco.sock")
        server = try FalcoServer(version: FalcoVersion(major: 0, minor: 43, patch: 1))
        try server.listen(unix: path)
    }

    @Test func tellsTheVersion() async throws {
        let version = try await FalcoClient(.unix(path: path)).version()
        #expect(version == FalcoVersion(major: 0, minor: 43, patch: 1))
    }

    @Test func receivesWhatIsQueued() async throws {
        let sent = try Fixtures.jsonOutputAlerts()
        try server.enqueue(sent)
        let stream = FalcoClient(.unix(path: path)).alerts()
        var received: [String] = []
        for try await batch in stream {
            received += batch.map(\.output)
            if received.count == sent.count { stream.stop() }
        }
        #expect(received == sent.map(\.output))
        #expect(stream.counts.received == sent.count)
        #expect(stream.counts.decoded == sent.count)
        #expect(stream.counts.delivered == sent.count)
    }

    @Test func getDrainsOnceAndEnds() async throws {
        let sent = try Fixtures.textOutputAlerts()
        try server.enqueue(sent)
        let client = FalcoClient(.unix(path: path))
        var received: [String] = []
        for try await batch in client.queuedAlerts() { received += batch.map(\.output) }
        #expect(received == sent.map(\.output))
        for try await _ in client.queuedAlerts() { Issue.record("the queue was empty") }
    }
}
