import FalcoAlerts
import FalcoRPC
import TestSupport
import Testing

/// The examples of the documentation, run.
@Suite(.timeLimit(.minutes(5))) struct DocumentationTests {
    @Test func theFirstExamplesRun() async throws {
        let directory = try TemporaryDirectory()
        let path = directory("falco.sock")
        let sent = try Fixtures.jsonOutputAlerts()

        let server = try FalcoServer(version: FalcoVersion(major: 0, minor: 43, patch: 1))
        try server.listen(unix: path, mode: 0o600)
        try server.enqueue(sent)

        let client = FalcoClient(.unix(path: path))
        var lines: [String] = []
        var count = 0
        for try await batch in client.alerts() {
            for alert in batch where alert.priority.isAtLeast(.warning) {
                lines.append("\(alert.rule) \(alert["proc.name"] ?? "-") \(alert["container.id"] ?? "host")")
            }
            count += batch.count
            if count == sent.count { break }
        }
        #expect(lines.count == sent.count { $0.priority.rawValue <= 4 })

        await server.drained()
        server.stop()
    }
}
