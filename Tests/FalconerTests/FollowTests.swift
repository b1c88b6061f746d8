import Foundation
import TestSupport
import Testing

/// `falconer attach --follow`, `attach -`, `--record` and what `analyze` makes of it.
struct FollowTests {
    let directory: TemporaryDirectory
    let log: String
    static let captured = Fixtures.url("alerts/falco-json-output.jsonl")

    init() throws {
        directory = try TemporaryDirectory()
        log = directory("events.json")
    }

    private func follow(_ arguments: String...) throws -> ChildProcess {
        try ChildProcess(
            Tool.falconer,
            ["attach", "--follow", log, "--output", "falco-json", "--summary", "none"] + arguments,
            environment: ["STATE_DIRECTORY": directory("state")])
    }

    private func append(_ text: String) throws {
        let file = open(log, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        defer { close(file) }
        let bytes = Array(text.utf8)
        try #require(write(file, bytes, bytes.count) == bytes.count)
    }

    private func said(_ word: String, by run: ChildProcess) async throws {
        let output = try await run.output { $0.errorText.contains(word) }
        try #require(output.errorText.contains(word), "\(output.errorText)")
    }

    /// The rules of alerts in Falco's JSON, whole lines of it.
    private static func rules(_ text: String) -> [Int] {
        text.split(separator: "\n").compactMap { line in
            guard let start = line.range(of: "\"rule\":\"") else { return nil }
            return Int(line[start.upperBound...].prefix { $0 != "\"" })
        }
    }

    // MARK: Following

    @Test func newAlertsAreShownAndTheNextRunGoesOn() async throws {
        try append("{\"rule\":\"1\"}\n")
        let first = try follow()
        try await said("from its end", by: first)
        try append("{\"rule\":\"2\"}\n")
        _ = try await first.line("the alert") { $0.contains("\"2\"") }
        first.signal(SIGTERM)
        #expect(try await first.exit().exit?.code == 0)
        try append("{\"rule\":\"3\"}\n{\"rule\":\"4\"}\n")
        let second = try await follow("--count", "2").exit()
        #expect(Self.rules(second.text) == [3, 4])
        #expect(second.errorText.contains("where it was left"))
        let third = try await follow("--no-resume", "--from-start", "--count", "4").exit()
        #expect(Self.rules(third.text) == [1, 2, 3, 4])
    }

    @Test func eachRunShowsTheNextAlerts() async throws {
        try append((1...10).map { "{\"rule\":\"\($0)\",\"source\":\"\($0 % 2)\"}\n" }.joined())
        for number in 1...4 {
            let output = try await follow("--from-start", "--count", "1").exit()
            #expect(Self.rules(output.text) == [number])
            #expect(!output.errorText.contains("more alerts"), "\(output.errorText)")
        }
        // Those that the filter keeps out are behind, too.
        let output = try await Tool.run(
            Tool.falconer,
            [
                "attach", "--follow", log, "--output", "none", "--summary", "json", "--count", "2",
                "--not-source", "1", "--record", directory("recording"),
            ],
            environment: ["STATE_DIRECTORY": directory("state")])
        for part in [
            #""received":4"#, #""delivered":2"#, #""filtered":2"#, #""beyond_limit":0"#, #""undecodable":0"#,
        ] {
            #expect(output.text.contains(part), "\(part): \(output.text)")
        }
        #expect(Self.rules(try await follow("--count", "2").exit().text) == [9, 10])
        let recorded = try await Tool.falconer(
            "analyze", directory("recording"), "--output", "falco-json", "--summary", "none")
        #expect(Self.rules(recorded.text) == [5, 6, 7, 8])
    }

    @Test func anIdleFileEndsTheRunWhenThatIsWanted() async throws {
        try append("{\"rule\":\"1\"}\n")
        let output = try await follow("--from-start", "--idle-exit", "300ms").exit()
        #expect(output.exit?.code == 0)
        #expect(Self.rules(output.text) == [1])
    }

    /// Killed again and again while a writer rotates the file at full speed: every alert comes at least once.
    @Test func killedAndBegunAgainNothingIsLost() async throws {
        let lines = 60_000
        var seen: Set<Int> = []
        var run = try follow("--from-start")
        try await said("waiting for it", by: run)
        let writer = try ChildProcess(
            Tool.python,
            [
                Fixtures.tests.appending(path: "Peers/rotating_writer.py").path, log, "shift", "\(lines)",
                "2999",
            ])
        let isLast: @Sendable (ChildProcess.Output) -> Bool = { output in
            String(decoding: output.bytes.suffix(3000), as: UTF8.self).contains("\"rule\":\"\(lines)\"")
        }
        for _ in 1...6 {
            try await run.output { $0.bytes.count > 30_000 || isLast($0) }
            run.signal(SIGKILL)
            seen.formUnion(Self.rules(try await run.exit().text))
            run = try follow("--from-start")
        }
        #expect(try await writer.exit().exit?.succeeded == true)
        run.signal(SIGKILL)
        seen.formUnion(Self.rules(try await run.exit().text))
        if !seen.contains(lines) {
            run = try follow("--from-start")
            seen.formUnion(Self.rules(try await run.output(within: .seconds(60), until: isLast).text))
        }
        #expect(seen.count == lines)
        #expect(seen.max() == lines)
    }

    @Test func whatMayNotBeReadTellsWhatHelps() async throws {
        try append("{\"rule\":\"1\"}\n")
        chmod(log, 0o600)
        chmod(directory.url.path, 0o755)
        let output = try await Tool.falconerAsNobody(
            ["attach", "--follow", log, "--no-resume"], in: directory)
        #expect(output.exit?.code == 77)
        #expect(output.errorText.contains("belongs to root:root and has mode 0600"))
        #expect(output.errorText.contains("chmod g+r"))
    }

    @Test(arguments: [
        ["--follow", ""], ["--follow", "-"], ["--follow", "a", "--follow", "a"], ["--from-start"],
        ["--no-resume"],
        ["--state", "x"], ["--follow", "a", "--state", "x", "--no-resume"], ["--follow", "a", "--get"],
        ["--record", ""], ["events.json"],
        ["--follow", "x", "--follow", "./x"], ["--follow", "/etc/passwd", "--follow", "/etc/../etc/passwd"],
        ["--follow", "a", "--no-reconnect"], ["--follow", "a", "--max-alert-size", "17"],
    ]) func flagsThatMakeNoSenseAreRefused(_ arguments: [String]) async throws {
        let output = try await Tool.run(Tool.falconer, ["attach"] + arguments)
        #expect(output.exit?.code == 64, "\(arguments): \(output.errorText)")
    }

    @Test func withoutAHomeThePlaceNeedsADirectory() async throws {
        let output = try await Tool.run(
            Tool.falconer, ["attach", "--follow", log],
            environment: ["HOME": nil, "XDG_STATE_HOME": nil, "STATE_DIRECTORY": nil])
        #expect(output.exit?.code == 64)
        #expect(output.errorText.contains("--state DIR"))
    }

    @Test func whatIsNoFileEndsTheRun() async throws {
        mkfifo(log, 0o600)
        let output = try await follow().exit()
        #expect(output.exit?.code == 65)
        #expect(output.errorText.contains("it is a pipe"))
    }

    // MARK: Pipes

    @Test func longerLinesThanWantedAreNoAlerts() async throws {
        let long = "{\"rule\":\"1\",\"output\":\"\(String(repeating: "x", count: 2 << 20))\"}\n"
        let output = try await Tool.falconer(
            "attach", "-", "--output", "falco-json", "--summary", "none", "--max-alert-size", "1",
            "--quarantine", directory("q"), input: Array((long + "{\"rule\":\"2\"}\n").utf8))
        #expect(output.exit?.code == 0)
        #expect(Self.rules(output.text) == [2])
        #expect(output.errorText.contains("it is longer than 1 MiB"))
    }

    /// As Falco's program_output does it: lines come for as long as Falco lives.
    @Test func aPipeIsReadToItsEnd() async throws {
        let run = try ChildProcess(
            Tool.falconer, ["attach", "-", "--output", "falco-json", "--summary", "none"])
        run.write("{\"rule\":\"1\"}\n")
        _ = try await run.line("the first") { $0.contains("\"1\"") }
        run.write("{\"rule\":\"2\"}\n{\"rule\":\"3\"}")
        _ = try await run.line("the second") { $0.contains("\"2\"") }
        run.closeInput()
        let output = try await run.exit()
        #expect(output.exit?.code == 0)
        #expect(Self.rules(output.text) == [1, 2, 3], "the last line may lack its end")
    }

    @Test func anOpenPipeDoesNotKeepARunFromEnding() async throws {
        let run = try ChildProcess(
            Tool.falconer,
            ["attach", "-", "--output", "falco-json", "--summary", "none", "--idle-exit", "300ms"])
        run.write("{\"rule\":\"1\"}\n")
        let output = try await run.exit()
        #expect(output.exit?.code == 0)
        #expect(Self.rules(output.text) == [1])
    }

    // MARK: Recordings

    @Test(arguments: ["r.rec", "r.rec.zst"]) func whatWasRecordedIsReportedAgain(_ name: String) async throws
    {
        let falco = try await FakeFalco()
        let run = try ChildProcess(
            Tool.falconer,
            [
                "attach", "--socket", falco.address, "--output", "json", "--summary", "none", "--count",
                "140",
                "--record", directory(name),
            ])
        try await falco.push(fixture: "grpc-text-output.b64")
        let attached = try await run.exit()
        #expect(attached.exit?.code == 0, "\(attached.errorText)")
        let analyzed = try await Tool.falconer(
            "analyze", directory(name), "--output", "json", "--summary", "none")
        #expect(analyzed.exit?.code == 0 && analyzed.errorText.isEmpty, "\(analyzed.errorText)")
        #expect(analyzed.text == attached.text)
        let paced = try await Tool.falconer(
            "analyze", directory(name), "--output", "json", "--summary", "none", "--pace", "1000")
        #expect(paced.text == attached.text)
    }

    @Test(arguments: ["r.rec", "r.rec.zst"]) func aKilledRecorderLeavesWhatItHad(_ name: String) async throws
    {
        let run = try ChildProcess(
            Tool.falconer, ["attach", "-", "--output", "line", "--record", directory(name)])
        run.write(Array(try Data(contentsOf: Self.captured)))
        try await run.output { $0.bytes.filter { $0 == 10 }.count >= 129 }
        run.signal(SIGKILL)
        _ = try await run.exit()
        let output = try await Tool.falconer(
            "analyze", directory(name), "--output", "falco-json", "--summary", "none")
        #expect(output.exit?.code == 0)
        #expect(output.errorText.contains(name.hasSuffix("zst") ? "cut short" : "has no end"))
        #expect(try output.text == String(contentsOf: Self.captured, encoding: .utf8))
    }

    @Test func aRecordingIsNeverWrittenOver() async throws {
        try "precious".write(toFile: directory("r"), atomically: false, encoding: .utf8)
        let output = try await Tool.falconer("attach", "-", "--record", directory("r"))
        #expect(output.exit?.code == 73)
        #expect(try String(contentsOfFile: directory("r"), encoding: .utf8) == "precious")
    }

    /// No room on the disk: that is said, what is there can be read, and the run goes on.
    @Test func aFullDiskEndsTheRecordingAndNotTheRun() async throws {
        let output = try await Tool.run(
            "bash",
            [
                "-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "bash", Tool.falconer.path, "attach", "-",
                "--output", "falco-json", "--summary", "json", "--record", directory("r"),
            ], input: Array(try Data(contentsOf: Self.captured)))
        #expect(output.exit?.code == 74, "\(output.errorText)")
        #expect(try output.text == String(contentsOf: Self.captured, encoding: .utf8))
        #expect(output.errorText.contains("are not recorded"))
        #expect(output.errorText.contains("\"name\":\"recording\""))
        let analyzed = try await Tool.falconer("analyze", directory("r"), "--output", "none")
        #expect(analyzed.errorText.contains("has no end"))
    }

    // MARK: Progress

    @Test func longWorkShowsHowFarItIs() async throws {
        try #require(mkfifo(directory("pipe"), 0o600) == 0)
        let end = open(directory("pipe"), O_RDWR | O_CLOEXEC)
        let run = try ChildProcess(
            Tool.falconer, ["analyze", directory("pipe"), "--output", "none", "--summary", "none"],
            environment: ["TERM": "xterm"], terminal: Terminal())
        let line = Array("{\"rule\":\"1\"}\nnonsense\n".utf8)
        #expect(write(end, line, line.count) == line.count)
        let shown = try await run.output { $0.text.contains("1 alert") }
        #expect(shown.text.contains(" B/s · 1 alert\u{1B}[K\r"))
        #expect(shown.text.contains("falconer: \(directory("pipe")):2:"))
        close(end)
        let output = try await run.exit()
        #expect(output.exit?.code == 0)
        #expect(output.text.hasSuffix("\u{1B}[K\r"), "nothing of it stays")
    }

    @Test func progressCanBeSwitchedOff() async throws {
        let output = try await Tool.falconer(
            "analyze", Self.captured.path, "--output", "none", "--summary", "none", "--no-progress",
            terminal: Terminal())
        #expect(output.exit?.code == 0 && output.bytes.isEmpty)
    }
}
