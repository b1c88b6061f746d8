import Foundation
import TestSupport
import Testing

/// `falconer attach` as a user runs it, against a C-core gRPC server that behaves as Falco does.
struct AttachTests {
    /// Attaches to `falco` with a home of its own.
    private func attach(
        _ falco: FakeFalco, _ arguments: String..., environment: [String: String?] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            Tool.falconer, ["attach", "--socket", falco.address] + arguments, environment: environment)
    }

    @Test func everyCapturedAlertComesOutAsFalcosOwnJSON() async throws {
        let falco = try await FakeFalco()
        let run = try attach(falco, "--output", "falco-json", "--count", "129")
        try await falco.push(fixture: "grpc-json-output.b64")
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let expected = try String(contentsOf: Fixtures.url("alerts/falco-json-output.jsonl"), encoding: .utf8)
        #expect(output.text == expected)
    }

    @Test func reportsAndSummaryCountTheSame() async throws {
        let falco = try await FakeFalco()
        let run = try attach(falco, "--output", "json", "--summary", "json", "--count", "140")
        try await falco.push(fixture: "grpc-text-output.b64")
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let reports = try output.text.split(separator: "\n").map { try object(String($0)) }
        #expect(reports.count == 140)
        #expect(Set(reports.compactMap { $0["id"] as? String }).count == 140)
        let line = try #require(output.errorText.split(separator: "\n").last { $0.hasPrefix("{") })
        let summary = try object(String(line))
        #expect(summary["total"] as? Int == 140)
        let accounting = try #require(summary["accounting"] as? [String: Any])
        #expect(accounting["received"] as? Int == 140)
        #expect(accounting["delivered"] as? Int == 140)
    }

    @Test func anInterruptEndsCleanlyWithTheSummary() async throws {
        let falco = try await FakeFalco()
        let run = try attach(falco, "--output", "line")
        try await falco.push(fixture: "web-shell-to-miner.b64")
        try await run.output { $0.text.split(separator: "\n").count >= 29 }
        run.signal(SIGINT)
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.contains("29 alerts"))
    }

    @Test func userSignalShowsTheSummarySoFar() async throws {
        let falco = try await FakeFalco()
        let run = try attach(falco, "--output", "none")
        try await falco.push(fixture: "web-shell-to-miner.b64")
        try await falco.waitUntilDrained()
        run.signal(SIGUSR1)
        try await run.output { $0.text.contains("Critical") }
        run.signal(SIGTERM)
        #expect(try await run.exit().exit?.code == 0)
    }

    @Test func failOnTellsByItsExitCode() async throws {
        let falco = try await FakeFalco()
        let critical = try attach(falco, "--output", "none", "--count", "29", "--fail-on", "critical")
        try await falco.push(fixture: "web-shell-to-miner.b64")
        #expect(try await critical.exit().exit?.code == 10)
        let emergency = try attach(falco, "--output", "none", "--count", "29", "--fail-on", "emergency")
        try await falco.push(fixture: "web-shell-to-miner.b64")
        #expect(try await emergency.exit().exit?.code == 0)
    }

    @Test func whatIsNoAlertIsKeptAndTheStreamGoesOn() async throws {
        let falco = try await FakeFalco()
        let directory = try TemporaryDirectory()
        let run = try attach(
            falco, "--output", "line", "--count", "1", "--quarantine", directory("kept.hex"))
        try await falco.push(message: [0x0A, 0xFF, 0xFF])
        try await falco.push(message: [UInt8](try Fixtures.messages("web-shell-to-miner.b64")[0]))
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.errorText.contains("undecodable"))
        let kept = try String(contentsOfFile: directory("kept.hex"), encoding: .utf8)
        #expect(kept.contains("0affff"))
    }

    @Test func getDrainsTheQueueAndEnds() async throws {
        let falco = try await FakeFalco()
        try await falco.push(fixture: "web-shell-to-miner.b64")
        let output = try await attach(falco, "--get", "--output", "line", "--summary", "none").exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.split(separator: "\n").count == 29)
    }

    @Test func aLostFalcoIsAttachedToAgain() async throws {
        let falco = try await FakeFalco()
        let run = try attach(falco, "--output", "line", "--count", "58")
        try await falco.push(fixture: "web-shell-to-miner.b64")
        try await falco.waitUntilDrained()
        try await falco.reload()
        try await falco.push(fixture: "web-shell-to-miner.b64")
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
}
