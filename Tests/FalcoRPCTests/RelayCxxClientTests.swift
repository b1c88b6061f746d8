import FalcoAlerts
import FalcoRPC
import TestSupport
import Testing

/// The relay, as a gRPC C++ client sees it.
@Suite(.timeLimit(.minutes(10)), .serialized) struct RelayCxxClientTests {
    let relay: RelayHarness

    init() throws {
        relay = try RelayHarness()
    }

    private func lines(_ output: ChildProcess.Output) -> [[String]] {
        output.text.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func capturedAlertsAreDecoded() async throws {
        let messages = try Fixtures.messages("grpc-json-output.b64")
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        for message in messages { try builder.decode([UInt8](message)) }
        let batch = try #require(try builder.take())
        let expected = batch.map { alert in
            [
                "\(alert.priority.rawValue)", "\(alert.rule)", "\(alert.output.utf8.count)",
                "\(alert.fields.count)",
                "\(alert.tags.count)", "\(alert.source)",
            ]
        }
        try await relay.server.publish(batch)
        let output = try await CxxClient.run(socket: relay.path, ["get"])
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(lines(output) == expected + [["end 0"]])
    }

    @Test func aSubscriberThatEndsItsRequestsIsServedAndEnded() async throws {
        let client = try await CxxClient.start(socket: relay.path, ["sub", "300", "10"])
        try await relay.subscribed(1)
        try await relay.publish(300)
        let output = try await client.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(
            lines(output).map { $0.count > 1 ? $0[1] : $0[0] } == (0..<300).map { "Rule \($0)" } + ["end 0"])
    }

    @Test func theVersionIsTold() async throws {
        let output = try await CxxClient.run(socket: relay.path, ["version"])
        #expect(output.text == "0.43.1\nend 0\n")
    }
}
