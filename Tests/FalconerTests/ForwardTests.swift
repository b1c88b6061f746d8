import FalcoAlerts
import Foundation
import TestSupport
import Testing

/// `--forward`.
struct ForwardTests {
    private static let captured = Fixtures.url("alerts/falco-json-output.jsonl").path

    private static func capturedLines() throws -> [String] {
        try String(contentsOfFile: captured, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    let directory: TemporaryDirectory
    private var spool: [String] { ["--forward-spool", directory("spool")] }

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Starts an attach that takes posts, and waits until it says where.
    private func start(_ arguments: [String]) async throws -> (run: ChildProcess, port: Int) {
        let run = try ChildProcess(
            Tool.falconer,
            ["attach", "--listen-http", "127.0.0.1:0", "--output", "none", "--summary", "json"] + arguments)
        let output = try await run.output { $0.errorText.contains("taking Falco's alerts at ") }
        let port = try #require(output.errorText.firstMatch(of: /at http:\/\/127\.0\.0\.1:(\d+)/))
        return (run, try #require(Int(port.1)))
    }

    private func file(_ name: String, alerts count: Int) throws -> String {
        let lines = (0..<count).map { #"{"rule":"r\#($0)","priority":"Notice"}"# + "\n" }
        try Data(lines.joined().utf8).write(to: URL(filePath: directory(name)))
        return directory(name)
    }

    private struct Summary: Decodable {
        struct Sink: Decodable {
            var name: String, delivered: Int, waiting: Int, dropped: Int, reason: String?
        }
        struct Accounting: Decodable { var delivered: Int, sinks: [Sink] }
        var accounting: Accounting
    }

    private func sink(_ output: ChildProcess.Output) throws -> Summary.Sink {
        let summary = try JSONDecoder().decode(Summary.self, from: Data(output.text.utf8))
        return try #require(summary.accounting.sinks.first { $0.name.hasPrefix("forward ") })
    }

    /// Numbers of the alerts that arrived.
    private func numbers(_ sink: HTTPSink) async throws -> [Int] {
        try await sink.bodies.map { body in
            let match = try #require(body.firstMatch(of: /"rule":"r(\d+)"/), "\(body)")
            return Int(match.1) ?? -1
        }
    }

    @Test func whatCameAsJSONGoesAsItCame() async throws {
        let sink = try await HTTPSink()
        let output = try await Tool.run(
            Tool.falconer,
            ["analyze", Self.captured, "--output", "none", "--summary", "json", "--forward", sink.url] + spool
        )
        #expect(output.exit?.code == 0, "\(output.errorText)")
        // The peer tells bytes as characters.
        let bodies = try await sink.bodies.map { Data($0.unicodeScalars.map { UInt8($0.value) }) }
        #expect(bodies == (try Self.capturedLines()).map { Data($0.utf8) })
        let account = try self.sink(output)
        #expect(account.delivered == 129 && account.waiting == 0 && account.dropped == 0)
        #expect(account.name == "forward http://localhost:\(sink.port)")
    }

    /// falcosidekick behind a Falco that speaks only gRPC.
    @Test func whatCameOverGRPCGoesAsFalcosJSON() async throws {
        let (falco, sink) = (try await FakeFalco(), try await HTTPSink())
        let run = try ChildProcess(
            Tool.falconer,
            [
                "attach", "--socket", falco.address, "--output", "falco-json", "--summary", "none", "--count",
                "140",
                "--forward", sink.url,
            ] + spool)
        try await falco.push(fixture: "grpc-text-output.b64")
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let bodies = try await sink.bodies.map { Data($0.unicodeScalars.map { UInt8($0.value) }) }
        #expect(bodies == output.bytes.split(separator: UInt8(ascii: "\n")).map { Data($0) })
    }

    @Test func onlyWhatIsSelectedGoes() async throws {
        let sink = try await HTTPSink()
        let output = try await Tool.run(
            Tool.falconer,
            [
                "analyze", Self.captured, "--output", "none", "--summary", "json", "--min-priority",
                "critical",
                "--forward", sink.url,
            ] + spool)
        let bodies = try await sink.bodies
        #expect(bodies.count > 0 && bodies.count < 129)
        #expect(
            bodies.allSatisfy {
                $0.contains(#""priority":"Critical""#) || $0.contains(#""priority":"Alert""#)
                    || $0.contains(#""priority":"Emergency""#)
            })
        #expect(try self.sink(output).delivered == bodies.count)
    }

    @Test func eachURLGetsAll() async throws {
        let (first, second) = (try await HTTPSink(), try await HTTPSink())
        try await second.always("status 400")
        let output = try await Tool.run(
            Tool.falconer,
            [
                "analyze", try file("a", alerts: 20), "--output", "none", "--summary", "text", "--forward",
                first.url,
                "--forward", second.url,
            ] + spool)
        #expect(output.exit?.code == 0)
        #expect(try await numbers(first) == Array(0..<20))
        #expect(output.text.contains("localhost:\(first.port): 20 delivered"))
        #expect(
            output.text.contains("localhost:\(second.port): 0 delivered, 20 dropped (20 refused, kept in"))
        #expect(output.errorText.contains("it answered 400"))
        #expect(!output.errorText.utf8.contains(0x1B), "what a server says is made harmless")
    }

    /// Everything that was answered with 200 arrives, though the process dies of the worst, and in order.
    @Test func whatWasTakenSurvivesAKill() async throws {
        let sink = try await HTTPSink("--down")
        let lines = try file("lines", alerts: 400)
        let (first, port) = try await start(["--forward", sink.url] + spool)
        let client = try await HTTPClient()
        #expect(try await client.post(400, to: port, connections: 1, lines: lines) == ["200": 400])
        first.signal(SIGKILL)
        try await first.exit()

        // The second sends some of it, and dies in between.
        try await sink.peer.command("up")
        let (second, _) = try await start(["--forward", sink.url] + spool)
        try await sink.taken(50)
        second.signal(SIGKILL)
        try await second.exit()

        let (third, _) = try await start(["--forward", sink.url] + spool)
        let arrived = Set(0..<400)
        while true {
            // Counted before they are looked at: what comes in between ends the wait.
            let requests = try await sink.requests
            if arrived.isSubset(of: Set(try await numbers(sink))) { break }
            try await sink.wait(requests + 1)
        }
        third.signal(SIGTERM)
        let output = try await third.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let numbers = try await numbers(sink)
        #expect(numbers == numbers.sorted(), "in order")
        #expect(numbers.count <= 402, "each kill may send one twice")
    }

    @Test(arguments: ["attach", "relay"]) func alertsAreNotSentBackToWhereTheyComeIn(command: String)
        async throws
    {
        let listen = command == "relay" ? ["--listen", "unix://\(directory("s"))"] : []
        let output = try await Tool.run(
            Tool.falconer,
            [command, "--listen-http", "127.0.0.1:2801", "--forward", "http://localhost:2801/"] + listen
                + spool)
        #expect(output.exit?.code == 64)
        #expect(output.errorText.contains("each would come back for ever"), "\(output.errorText)")
    }

    @Test func certificatesThatAreNoneAreRefusedAtTheStart() async throws {
        let output = try await Tool.run(
            Tool.falconer,
            [
                "analyze", Self.captured, "--output", "none", "--forward", "https://localhost:1/",
                "--forward-ca", Self.captured,
            ] + spool)
        #expect(output.exit?.code == 78)
        #expect(
            output.errorText.contains("holds no certificate authority in PEM form"), "\(output.errorText)")
    }

    /// Starts a run that takes lines from standard input, and whose files can be of so many kilobytes: to it the disk is
    /// full then.
    private func startOnAFullDisk(_ url: String, kilobytes: Int) throws -> ChildProcess {
        let arguments = ["attach", "-", "--output", "none", "--summary", "json", "--forward", url] + spool
        return try ChildProcess(
            Tool.find("bash"),
            [
                "-c", "trap '' XFSZ; ulimit -f \(kilobytes); exec \"$0\" \"$@\"", Tool.falconer.path,
            ] + arguments)
    }

    private func longLines(_ count: Int) -> [UInt8] {
        let padding = String(repeating: "x", count: 1000)
        return Array(
            (0..<count).map { #"{"rule":"r\#($0)","priority":"Notice","output":"\#(padding)"}"# + "\n" }
                .joined().utf8)
    }

    @Test func onAFullDiskTheInputWaitsUntilThereIsRoom() async throws {
        let sink = try await HTTPSink("--down")
        let run = try startOnAFullDisk(sink.url, kilobytes: 64)
        run.write(longLines(200))
        run.closeInput()
        try await run.output { $0.errorText.contains("wait until it can be written") }
        try await sink.peer.command("up")
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(try self.sink(output).delivered == 200)
        #expect(try await numbers(sink) == Array(0..<200))
    }

    @Test func whatAFullDiskCostsAtTheEndIsSaid() async throws {
        let sink = try await HTTPSink("--down")
        let run = try startOnAFullDisk(sink.url, kilobytes: 64)
        run.write(longLines(200))
        try await run.output { $0.errorText.contains("wait until it can be written") }
        run.signal(SIGTERM)
        let output = try await run.exit()
        #expect(output.exit?.code == 74, "\(output.errorText)")
        let account = try self.sink(output)
        #expect(account.delivered == 0 && account.waiting > 30 && account.dropped > 0)
    }

    @Test func whatWaitsIsSaidAndSentByTheNextRun() async throws {
        let sink = try await HTTPSink("--down")
        let alerts = try file("a", alerts: 30)
        let arguments =
            ["analyze", alerts, "--output", "none", "--summary", "json", "--forward", sink.url] + spool
        let first = try await Tool.run(Tool.falconer, arguments)
        #expect(first.exit?.code == 0)
        #expect(try self.sink(first).waiting == 30)
        #expect(first.errorText.contains("30 alerts for http://localhost:\(sink.port) stay in "))
        try await sink.peer.command("up")
        let second = try await Tool.run(Tool.falconer, arguments)
        #expect(second.errorText.contains("30 alerts of earlier runs wait"))
        #expect(try self.sink(second).delivered == 60)
        #expect(try await numbers(sink) == Array(0..<30) + Array(0..<30))
    }

    @Test func anEndIsBoundedThoughTheServerHangs() async throws {
        let sink = try await HTTPSink()
        try await sink.always("hang")
        let (run, port) = try await start(["--forward", sink.url, "--forward-flush", "200ms"] + spool)
        let client = try await HTTPClient()
        _ = try await client.post(10, to: port, connections: 1, lines: try file("a", alerts: 10))
        try await sink.wait(1)
        let start = ContinuousClock.now
        run.signal(SIGTERM)
        let output = try await run.exit()
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(output.exit?.code == 0)
        #expect(try self.sink(output).waiting == 10)
    }

    @Test func aFileIsReadNoFasterThanItIsSent() async throws {
        let sink = try await HTTPSink()
        // More than the spool holds.
        let lines = (0..<3000).map {
            #"{"rule":"r\#($0)","output":"\#(String(repeating: "x", count: 1000))"}"# + "\n"
        }
        try Data(lines.joined().utf8).write(to: URL(filePath: directory("large")))
        let output = try await Tool.run(
            Tool.falconer,
            [
                "analyze", directory("large"), "--output", "none", "--summary", "json", "--forward", sink.url,
                "--forward-spool-size", "1",
            ] + spool)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(try self.sink(output).delivered == 3000)
        #expect(try await numbers(sink) == Array(0..<3000))
    }

    @Test func whatComesByItselfIsLostOldestFirst() async throws {
        let sink = try await HTTPSink("--down")
        let lines = (0..<3000).map {
            #"{"rule":"r\#($0)","output":"\#(String(repeating: "x", count: 1000))"}"# + "\n"
        }
        try Data(lines.joined().utf8).write(to: URL(filePath: directory("large")))
        let (run, port) = try await start(["--forward", sink.url, "--forward-spool-size", "1"] + spool)
        let client = try await HTTPClient()
        #expect(
            try await client.post(3000, to: port, connections: 1, lines: directory("large")) == ["200": 3000])
        run.signal(SIGTERM)
        let output = try await run.exit()
        let account = try self.sink(output)
        #expect(account.dropped > 0 && account.dropped + account.waiting == 3000)
        #expect(account.reason?.contains("lost from the spool") == true)
        #expect(output.errorText.contains("is full: the oldest"))
    }

    @Test func theTokenGoesAlong() async throws {
        let sink = try await HTTPSink()
        try Data("s3cret-token\n".utf8).write(to: URL(filePath: directory("token")))
        let output = try await Tool.run(
            Tool.falconer,
            [
                "analyze", try file("a", alerts: 1), "--output", "none", "--forward", sink.url,
                "--forward-token",
                directory("token"), "--forward-header", "X-Scope-OrgID: tenant",
            ] + spool)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let header = try await sink.header
        #expect(header["authorization"] == "Bearer s3cret-token" && header["x-scope-orgid"] == "tenant")
        #expect(!(output.text + output.errorText).contains("s3cret"))
    }

    @Test func certificatesAreChecked() async throws {
        let certificates = try await Certificates()
        let sink = try await HTTPSink("--tls", certificates.serverCertificate, certificates.serverKey)
        let arguments = [
            "analyze", try file("a", alerts: 3), "--output", "none", "--summary", "json", "--forward",
            sink.url,
        ]
        let wrong = try await Tool.run(
            Tool.falconer, arguments + ["--forward-ca", certificates.strangeAuthority] + spool)
        #expect(try self.sink(wrong).waiting == 3)
        #expect(wrong.errorText.contains("certificate"))
        let right = try await Tool.run(
            Tool.falconer, arguments + ["--forward-ca", certificates.authority] + spool)
        #expect(try self.sink(right).delivered == 6)
    }

    @Test func theRelayForwardsToo() async throws {
        let sink = try await HTTPSink()
        let run = try ChildProcess(
            Tool.falconer,
            [
                "relay", "-", "--listen", "unix://\(directory("falco.sock"))", "--summary", "json",
                "--forward", sink.url,
            ]
                + spool)
        run.write((0..<10).map { #"{"rule":"r\#($0)"}"# + "\n" }.joined())
        run.closeInput()
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(try await numbers(sink) == Array(0..<10))
        #expect(
            output.text.contains(
                #""forwards":[{"name":"forward http://localhost:\#(sink.port)","delivered":10"#))
    }

    @Test func oneProcessHasASpool() async throws {
        let sink = try await HTTPSink()
        let (run, _) = try await start(["--forward", sink.url] + spool)
        let other = try await Tool.run(
            Tool.falconer,
            ["analyze", try file("a", alerts: 1), "--output", "none", "--forward", sink.url] + spool)
        #expect(other.exit?.code == 73)
        #expect(other.errorText.contains("another falconer forwards from"))
        // To another place it may send beside it.
        let elsewhere = try await HTTPSink()
        let third = try await Tool.run(
            Tool.falconer,
            ["analyze", try file("a", alerts: 1), "--output", "none", "--forward", elsewhere.url] + spool)
        #expect(third.exit?.code == 0)
        run.signal(SIGTERM)
        try await run.exit()
    }

    @Test func aDamagedSpoolIsSaid() async throws {
        let sink = try await HTTPSink("--down")
        let arguments = ["--output", "none", "--summary", "json", "--forward", sink.url] + spool
        let first = try await Tool.run(
            Tool.falconer, ["analyze", try file("a", alerts: 30)] + arguments)
        #expect(try self.sink(first).waiting == 30)
        let place = try #require(FileManager.default.contentsOfDirectory(atPath: directory("spool")).first)
        let segments = try FileManager.default.contentsOfDirectory(atPath: directory("spool/\(place)"))
        let segment = URL(
            filePath: directory("spool/\(place)/\(try #require(segments.first { $0.hasSuffix(".spool") }))"))
        let bytes = try Data(contentsOf: segment)
        try bytes.dropLast(5).write(to: segment)
        try await sink.peer.command("up")
        let second = try await Tool.run(Tool.falconer, ["analyze", try file("b", alerts: 1)] + arguments)
        #expect(second.errorText.contains("were not whole and are cut off"))
        #expect(try await numbers(sink) == Array(0..<29) + [0])
    }

    @Test func placesThatCannotBeWrittenAreSaid() async throws {
        let alerts = try file("a", alerts: 1)
        for (path, code) in [("/proc/none", 73), (alerts, 73), ("\(alerts)/below", 73)] {
            let output = try await Tool.falconer(
                "analyze", alerts, "--output", "none", "--forward", "http://127.0.0.1:1/", "--forward-spool",
                path)
            #expect(Int(output.exit?.code ?? -1) == code, "\(path): \(output.errorText)")
            #expect(output.errorText.contains("spool"))
        }
        chmod(directory.url.path, 0o755)
        let denied = try await Tool.falconerAsNobody(
            [
                "analyze", alerts, "--output", "none", "--forward", "http://127.0.0.1:1/", "--forward-spool",
                directory("s"),
            ],
            in: directory)
        #expect(denied.exit?.code == 73 || denied.exit?.code == 77, "\(denied.errorText)")
    }

    @Test(arguments: [
        ["--forward", "file:///etc/passwd"], ["--forward", "ftp://h/"], ["--forward", "http://h/\r\nX: y"],
        ["--forward", ""],
        ["--forward", "http://u:s3cret@h:99999/"], ["--forward", "s3cret"],
        ["--forward", "http://h/", "--forward", "http://h"],
        ["--forward", "http://h/", "--forward-header", "no colon"],
        ["--forward", "http://h/", "--forward-header", "Host: x"],
        ["--forward", "http://h/", "--forward-cert", "c"],
        ["--forward", "http://h/", "--forward-spool-size", "0"],
        ["--forward", "http://h/", "--forward-timeout", "1ms"],
        ["--forward", "http://h/", "--forward-token", "t"],
        ["--forward", "http://127.0.0.1/", "--forward", "http://127.0.0.2/", "--forward-token", "t"],
        ["--forward-token", "t"], ["--forward-spool", "s"],
        ["--forward", "http://u:s3cret@127.0.0.1/", "--forward-token", "t"],
        [
            "--forward", "http://127.0.0.1/", "--forward-token", "t", "--forward-header",
            "authorization: s3cret",
        ],
        ["--forward", "http://u:s3cret@127.0.0.1/", "--forward-header", "Authorization: x"],
        ["--forward", "http://127.0.0.1/", "--forward-ca", "c"],
        ["--forward", "http://127.0.0.1/", "--forward-cert", "c", "--forward-key", "k"],
    ])
    func whatMakesNoSenseIsRefused(_ arguments: [String]) async throws {
        for command in ["attach", "analyze"] {
            let output = try await Tool.run(
                Tool.falconer, [command] + (command == "analyze" ? [Self.captured] : []) + arguments)
            #expect(output.exit?.code == 64, "\(arguments): \(output.errorText)")
            #expect(!output.errorText.contains("s3cret"), "\(output.errorText)")
        }
    }

    @Test func filesThatAreNotThereAreSaid() async throws {
        for (flags, code) in [
            (["--forward-ca", "/none"], 66), (["--forward-token", "/none"], 66),
            (["--forward-cert", "/none", "--forward-key", "/none"], 66),
            (["--forward-token", "/dev/null"], 78),
        ] {
            let output = try await Tool.run(
                Tool.falconer,
                ["analyze", Self.captured, "--output", "none", "--forward", "https://localhost:1/"] + flags
                    + spool)
            #expect(Int(output.exit?.code ?? -1) == code, "\(flags): \(output.errorText)")
        }
    }

    @Test func theSpoolHasAUsualPlace() async throws {
        let sink = try await HTTPSink("--down")
        let alerts = try file("a", alerts: 1)
        for (variable, path) in [("STATE_DIRECTORY", "forward"), ("XDG_STATE_HOME", "falconer/forward")] {
            var environment: [String: String?] = [:]
            for name in ["STATE_DIRECTORY", "XDG_STATE_HOME"] {
                environment.updateValue(name == variable ? directory(name) : nil, forKey: name)
            }
            let output = try await Tool.falconer(
                "analyze", alerts, "--output", "none", "--forward", sink.url, environment: environment)
            #expect(output.exit?.code == 0, "\(output.errorText)")
            let made = try FileManager.default.contentsOfDirectory(atPath: directory("\(variable)/\(path)"))
            #expect(made.count == 1 && made[0].hasPrefix("localhost-"))
        }
    }
}
