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

    @Test func theUsualQuarantineIsMadeWhenItIsNeeded() async throws {
        let falco = try await FakeFalco()
        let home = try TemporaryDirectory()
        let run = try attach(
            falco, "--output", "line", "--count", "1",
            environment: ["HOME": home("new"), "XDG_STATE_HOME": nil])
        try await falco.push(message: [0x0A, 0xFF, 0xFF])
        try await falco.push(message: [UInt8](try Fixtures.messages("web-shell-to-miner.b64")[0]))
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let path = home("new/.local/state/falconer/quarantine.hex")
        #expect(output.errorText.contains("; kept in \(path)"))
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("0affff"))
    }

    @Test func whatCannotBeKeptIsSaidAndTold() async throws {
        let falco = try await FakeFalco()
        let home = try TemporaryDirectory()
        // A file stands where the directory should be.
        try Data().write(to: URL(filePath: home(".local")))
        let run = try attach(
            falco, "--output", "line", "--count", "1",
            environment: ["HOME": home.url.path, "XDG_STATE_HOME": nil])
        try await falco.push(message: [0x0A, 0xFF, 0xFF])
        try await falco.push(message: [UInt8](try Fixtures.messages("web-shell-to-miner.b64")[0]))
        let output = try await run.exit()
        #expect(output.exit?.code == 74 || output.exit?.code == 73, "\(output.errorText)")
        #expect(output.errorText.contains("not kept: "))
        #expect(!output.errorText.contains("; kept in"))
        #expect(output.errorText.contains("1 undecodable messages could not be kept"))
    }

    @Test func theHangUpSignalReopensTheQuarantine() async throws {
        let falco = try await FakeFalco()
        let directory = try TemporaryDirectory()
        let run = try attach(falco, "--output", "line", "--quarantine", directory("q"))
        try await falco.push(message: [0x0A, 0xFF, 0xFF])
        try await run.output { $0.errorText.contains("undecodable") }
        try FileManager.default.moveItem(atPath: directory("q"), toPath: directory("q.1"))
        run.signal(SIGHUP)
        // Messages go on coming until one of them lies in the new file.
        while !FileManager.default.fileExists(atPath: directory("q")) {
            try await falco.push(message: [0x0A, 0xFF, 0xFE])
            try await falco.waitUntilDrained()
        }
        run.signal(SIGTERM)
        #expect(try await run.exit().exit?.code == 0)
        #expect(try String(contentsOfFile: directory("q.1"), encoding: .utf8).contains("0affff"))
    }

    /// Whoever closes the window leaves no reader behind that would take the next one's alerts.
    @Test func aClosedTerminalEndsTheRun() async throws {
        let falco = try await FakeFalco()
        let script = """
            import os, signal, sys
            pid, terminal = os.forkpty()
            if pid == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            signal.alarm(30)
            seen = b""
            while b"attached" not in seen:
                seen += os.read(terminal, 4096)
            os.close(terminal)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) not in (0, 74))
            """
        let output = try await Tool.run(
            Tool.python, ["-c", script, Tool.falconer.path, "attach", "--socket", falco.address])
        #expect(output.exit?.code == 0, "\(output.errorText)")
    }

    @Test func alertsBeyondTheLimitAreCountedAndSaid() async throws {
        let falco = try await FakeFalco()
        try await falco.push(fixture: "web-shell-to-miner.b64")
        let output = try await attach(falco, "--count", "7", "--output", "line", "--summary", "json").exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let lines = output.text.split(separator: "\n")
        #expect(lines.count == 8)
        let accounting = try #require(try object(String(lines[7]))["accounting"] as? [String: Any])
        let (received, delivered) = (
            accounting["received"] as? Int ?? 0, accounting["delivered"] as? Int ?? 0
        )
        #expect(delivered == 7)
        #expect(accounting["beyond_limit"] as? Int == received - 7)
        if received > 7 { #expect(output.errorText.contains("more alerts had been taken in")) }
    }

    @Test func theSummaryBehindMarkdownIsMarkdown() async throws {
        let falco = try await FakeFalco()
        let run = try attach(falco, "--count", "29", "--output", "markdown")
        try await falco.push(fixture: "web-shell-to-miner.b64")
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.contains("\n## Accounting\n"))
        #expect(!output.text.contains("Severity summary\n29 alerts"))
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
