import Foundation
import TestSupport
import Testing

/// `falconer doctor` as a user runs it: real sockets, real files below a made-up root.
struct DoctorTests {
    let host: FakeHost
    /// Where the configuration puts the socket. Short: a socket's path has little room.
    private static let socket = "/s"

    init() throws {
        host = try FakeHost()
    }

    private struct Answer {
        var output: ChildProcess.Output
        var json: [String: Any]
        private let checks: [String: [String: Any]]

        init(_ output: ChildProcess.Output) throws {
            self.output = output
            json = try #require(
                try? JSONSerialization.jsonObject(with: Data(output.bytes)) as? [String: Any],
                "\(output.text) \(output.errorText)")
            let list = try #require(json["checks"] as? [[String: Any]])
            checks = Dictionary(uniqueKeysWithValues: list.map { ($0["id"] as? String ?? "", $0) })
        }

        func state(_ id: String) -> String? { checks[id]?["state"] as? String }

        /// All that a check says.
        func words(_ id: String) -> String {
            guard let check = checks[id] else { return "" }
            let lists = ["details", "to_do", "commands"].flatMap { check[$0] as? [String] ?? [] }
            return ([check["found"] as? String ?? ""] + lists).joined(separator: "\n")
        }

        var code: Int32? { output.exit?.code }
    }

    /// A Falco that is configured well and runs, unless other settings are given.
    private func configure(_ yaml: String? = nil) throws {
        let good = """
            json_output: true
            grpc: {enabled: true, bind_address: "unix://\(Self.socket)"}
            grpc_output: {enabled: true}
            """
        try host.write("/etc/falco/falco.yaml", (yaml ?? good) + "\n")
        try host.run()
    }

    private func doctor(_ arguments: String...) async throws -> Answer {
        try Answer(
            await Tool.run(
                Tool.falconer, ["doctor", "--root", host.root, "--output", "json"] + arguments))
    }

    private func falco(_ options: String...) async throws -> FakeFalco {
        try await FakeFalco(socket: host.real(Self.socket), options)
    }

    @Test func aHealthyFalcoIsFound() async throws {
        try configure()
        let falco = try await falco()
        try host.listen(at: Self.socket, connections: 0)
        try await falco.push(3)
        let answer = try await doctor()
        #expect(answer.code == 0, "\(answer.output.text)")
        for id in [
            "process", "version", "configuration", "outputs", "grpc_keys", "socket", "permission",
            "listening", "api", "attach", "clients", "alerts",
        ] {
            #expect(answer.state(id) == "good", "\(id): \(answer.words(id))")
        }
        #expect(answer.json["falco_version"] as? String == "0.43.1")
        #expect(answer.words("process").contains("unit falco-modern-bpf.service"))
        #expect(answer.words("alerts").contains("3 alerts"))
    }

    @Test func aConnectionThatIsThereIsSeenAndItsAlertsAreLeftAlone() async throws {
        try configure()
        let falco = try await FakeFalco()
        let client = try GRPCClient(socket: falco.address, ["sub", "--count", "9", "--interval", "0"])
        try await falco.wait("served", 1)
        // On the real host, so that the kernel's own table is read.
        let output = try await Tool.run(
            Tool.falconer,
            [
                "doctor", "--socket", falco.address, "--output", "json", "--config",
                host.real("/etc/falco/falco.yaml"),
            ])
        let answer = try Answer(output)
        #expect(answer.state("clients") == "attention", "\(answer.words("clients"))")
        #expect(answer.words("clients").contains("1 other connection"))
        #expect(answer.state("alerts") == "unknown")
        #expect(try await falco.stats().opened == 1, "nothing was subscribed to")
        client.peer.process.signal(SIGKILL)
    }

    @Test func waitReadsAllTheSame() async throws {
        try configure()
        let falco = try await falco()
        try host.listen(at: Self.socket, connections: 2)
        try await falco.push(1)
        let answer = try await doctor("--wait", "20s")
        #expect(answer.state("clients") == "attention")
        #expect(answer.state("alerts") == "good", "\(answer.words("alerts"))")
        #expect(answer.code == 0)
    }

    @Test func aQuietFalcoIsNoFault() async throws {
        try configure()
        let falco = try await falco()
        let answer = try await doctor("--wait", "200ms")
        #expect(answer.code == 0)
        #expect(answer.state("alerts") == "unknown")
        #expect(answer.words("alerts").contains("no alert came within"))
        #expect(try await falco.stats().opened == 1)
    }

    @Test func aStaleSocketIsSaid() async throws {
        try configure()
        let falco = try await falco()
        try await falco.kill()
        let answer = try await doctor()
        #expect(answer.code == 69)
        #expect(answer.state("socket") == "good")
        #expect(answer.words("listening").contains("left over"))
    }

    @Test func noSocketAndAPlainFile() async throws {
        try configure()
        let none = try await doctor()
        #expect(none.code == 69)
        #expect(none.words("socket").contains("nothing at /s"), "\(none.words("socket"))")
        try host.write(Self.socket, "x")
        let file = try await doctor()
        #expect(file.code == 69)
        #expect(file.words("socket").contains("a plain file at /s"))
    }

    @Test func withoutAFalcoNothingIsReachable() async throws {
        let answer = try await doctor()
        #expect(answer.code == 69)
        #expect(answer.state("process") == "bad")
        #expect(answer.json["decisive"] as? String == "process")
    }

    @Test func serversThatAreNoFalco() async throws {
        try configure()
        let web = try await HostileFalco("http1")
        let stranger = try await FakeFalco(["--not-falco"])
        for path in [web.socket, stranger.address] {
            let answer = try Answer(
                await Tool.run(
                    Tool.falconer,
                    [
                        "doctor", "--socket", path, "--output", "json", "--config",
                        host.real("/etc/falco/falco.yaml"),
                    ]))
            #expect(answer.code == 69, "\(answer.output.text)")
            #expect(answer.state("listening") == "good")
            #expect(answer.state("api") == "bad")
        }
    }

    @Test func gRPCOff() async throws {
        try configure("grpc: {enabled: false}\njson_output: false\n")
        let answer = try await doctor("--falco-version", "0.43.1")
        #expect(answer.code == 78)
        #expect(answer.json["decisive"] as? String == "outputs")
        #expect(answer.words("outputs").contains("--fix-snippet"))
    }

    @Test func keysOfOldOn044() async throws {
        try configure()
        let answer = try await doctor("--falco-version", "0.44.0")
        #expect(answer.state("grpc_keys") == "attention")
        #expect(answer.state("outputs") == "bad")
        #expect(answer.code == 78)
        try configure("json_output: true\nhttp_output: {enabled: true, url: \"http://127.0.0.1:2801/\"}\n")
        let json = try await doctor("--falco-version", "0.44.0")
        #expect(json.state("outputs") == "good")
        #expect(json.code == 0, "\(json.output.text)")
    }

    @Test func aHalfWrittenFileIsBadConfiguration() async throws {
        try configure("grpc:\n  enabled: true\n  bind_address: \"unix:///run")
        let answer = try await doctor()
        #expect(answer.code == 78)
        #expect(
            answer.words("configuration").contains("falco.yaml, line 4: "), "\(answer.words("configuration"))"
        )
    }

    @Test func aConfigurationThatIsNamedMustBeThere() async throws {
        let missing = try await doctor("--config", "/none.yaml")
        #expect(missing.state("configuration") == "bad")
    }

    /// As nobody, when the tests run as root: a socket that is another's, and a directory that is.
    @Test(arguments: [true, false])
    func whatIsOthersNeedsPermission(_ isDirectoryOpen: Bool) async throws {
        let directory = try TemporaryDirectory()
        let falco = try await FakeFalco(socket: directory("falco.sock"))
        let files = FileManager.default
        try files.setAttributes(
            [.posixPermissions: isDirectoryOpen ? 0o755 : 0o700], ofItemAtPath: directory.url.path)
        let place = try TemporaryDirectory()
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.url.path)
        let output = try await Tool.falconerAsNobody(
            ["doctor", "--output", "json", "--socket", falco.address], in: place)
        let answer = try Answer(output)
        #expect(answer.code == 77, "\(output.text)")
        #expect(answer.json["decisive"] as? String == (isDirectoryOpen ? "permission" : "socket"))
        let words = answer.words(isDirectoryOpen ? "permission" : "socket")
        #expect(words.contains("root"), "\(words)")
    }

    @Test func lossIsProvedByFalcosCounters() async throws {
        try configure()
        let falco = try await falco()
        let metrics = try await MetricsServer()
        try await metrics.count("A rule", 10)
        // Queued before the first look: received, and not counted for it.
        try await falco.push(4, ["rule": "A rule"])
        let run = try ChildProcess(
            Tool.falconer,
            ["doctor", "--root", host.root, "--output", "json", "--wait", "4s", "--metrics-url", metrics.url])
        try await metrics.peer.event("asked")
        try await falco.push(3, ["rule": "A rule"])
        try await metrics.count("A rule", 15)
        let answer = try Answer(try await run.exit())
        #expect(answer.code == 69, "\(answer.output.text)")
        let losses = try #require(answer.json["losses"] as? [[String: Any]])
        #expect(losses.first?["rule"] as? String == "A rule")
        #expect(losses.first?["matched"] as? Int == 5)
        #expect(losses.first?["received"] as? Int == 3)
        #expect(losses.first?["lost"] as? Int == 2)
        #expect(answer.words("loss").contains("2 of 5 matches"))
        #expect(answer.words("alerts").contains("within 4"), "the wait that was asked for")
    }

    /// A Falco without gRPC: its file of alerts is watched.
    @Test func whatComesIntoAFileIsCountedToo() async throws {
        try configure(
            "json_output: true\nfile_output: {enabled: true, keep_alive: true, filename: /alerts.jsonl}")
        let line = #"{"rule":"A rule","priority":"Notice","time":"2026-01-02T03:04:05Z","output":"o"}"# + "\n"
        try host.write("/alerts.jsonl", line)
        let metrics = try await MetricsServer()
        try await metrics.count("A rule", 10)
        let run = try ChildProcess(
            Tool.falconer,
            ["doctor", "--root", host.root, "--output", "json", "--wait", "4s", "--metrics-url", metrics.url])
        try await metrics.peer.event("asked")
        let file = try FileHandle(forWritingTo: URL(filePath: host.real("/alerts.jsonl")))
        try file.seekToEnd()
        try file.write(contentsOf: Data((line + line).utf8))
        try await metrics.count("A rule", 13)
        let answer = try Answer(try await run.exit())
        #expect(answer.words("attach").contains("the file "))
        #expect(answer.state("alerts") == "good", "\(answer.output.text)")
        #expect(answer.words("alerts").contains("2 alerts within"))
        #expect(answer.words("alerts").contains("read from "))
        #expect(answer.words("loss").contains("1 of 3 matches"))
        #expect(answer.code == 69)
    }

    @Test func nobodyListensForWhatFalcoPosts() async throws {
        try configure("json_output: true\nhttp_output: {enabled: true, url: \"http://127.0.0.1:9/\"}")
        let answer = try await doctor()
        #expect(answer.state("alerts") == "unknown")
        #expect(answer.words("alerts").contains("http://127.0.0.1:9/"), "\(answer.output.text)")
    }

    @Test func aClockThatIsAheadIsSeen() async throws {
        try configure()
        let falco = try await falco()
        try host.listen(at: Self.socket, connections: 0)
        let later = UInt64((Date().timeIntervalSince1970 + 3600) * 1e9)
        try await falco.push(1, ["time": "\(later)"])
        let answer = try await doctor()
        #expect(answer.state("clock") == "attention", "\(answer.words("clock"))")
        #expect(answer.code == 0)
    }

    /// Falco in a container: its files lie below its process.
    @Test func aContainersConfigurationIsRead() async throws {
        try host.run(arguments: ["-o", "grpc_output.enabled=true"])
        try host.write("/etc/falco/falco.yaml", "json_output: true\n")
        try host.write(
            "/proc/812/root/etc/falco/falco.yaml", "grpc: {enabled: true, bind_address: \"unix:///s\"}\n")
        for (process, namespace) in [("812", "mnt:[2]"), ("self", "mnt:[1]")] {
            try host.make("/proc/\(process)/ns")
            try FileManager.default.createSymbolicLink(
                atPath: host.real("/proc/\(process)/ns/mnt"), withDestinationPath: namespace)
        }
        let answer = try await doctor()
        #expect(answer.words("process").contains("files of its own"))
        #expect(answer.state("outputs") == "good", "\(answer.words("outputs"))")
        #expect(answer.words("outputs").contains("`json_output` off"))
    }

    /// With a Falco with which all is well besides: a script that asks for proof must not read “no loss”.
    @Test(arguments: [
        ("missing", "status 404"), ("strange", "none of Falco's counters"), ("endless", "longer than"),
        ("mute", "no whole answer"), ("refused", "nobody listens"),
    ])
    func aProofThatCannotBeMadeIsNotFine(_ mode: String, _ words: String) async throws {
        try configure()
        let falco = try await falco()
        try host.listen(at: Self.socket, connections: 0)
        try await falco.push(1)
        let metrics = mode == "refused" ? nil : try await MetricsServer(mode)
        let url = metrics?.url ?? "http://127.0.0.1:1/metrics"
        let answer = try await doctor("--metrics-url", url, "--wait", "1s")
        #expect(answer.code == 69, "\(answer.output.text)")
        #expect(answer.json["decisive"] as? String == "metrics")
        #expect(answer.words("metrics").contains(words), "\(answer.words("metrics"))")
        #expect(answer.words("loss").contains("not proved"))
    }

    @Test func aFileThatNobodyCouldParseSaysNothingOfOutputs() async throws {
        try configure("json_output: [")
        let answer = try await doctor()
        #expect(answer.code == 78)
        #expect(answer.json["decisive"] as? String == "configuration")
        #expect(answer.state("outputs") == "unknown")
        #expect(!answer.words("outputs").contains("off"), "\(answer.words("outputs"))")
        #expect(answer.state("attach") == "unknown")
    }

    @Test func hostileSettingsAreShownInert() async throws {
        let evil = "\u{1B}[2J\u{202E}\r\n`x`$(touch CANARY)"
        let quoted = String(decoding: try JSONSerialization.data(withJSONObject: [evil]), as: UTF8.self)
        try configure(
            "http_output: {enabled: true, url: \(quoted)}\njson_output: \(quoted)\ngrpc: {enabled: true, bind_address: \(quoted)}"
        )
        let output = try await Tool.falconer("doctor", "--root", host.root)
        #expect(
            !output.text.contains("\u{1B}") && !output.text.contains("\u{202E}")
                && !output.text.contains("\r"))
    }

    @Test func aTerminalGetsColour() async throws {
        try configure()
        let output = try await Tool.falconer(
            "doctor", "--root", host.root, environment: ["TERM": "xterm-256color", "NO_COLOR": nil],
            terminal: Terminal(columns: 80))
        #expect(output.text.contains("\u{1B}["))
    }

    @Test(arguments: [("0.43.1", "grpc:"), ("0.44.0", "json_output: true"), (nil, "json_output: true")])
    func theSnippetFitsTheVersion(_ version: String?, _ line: String) async throws {
        let output = try await Tool.run(
            Tool.falconer,
            ["doctor", "--fix-snippet", "--root", host.root]
                + (version.map { ["--falco-version", $0] } ?? []))
        #expect(output.exit?.code == 0)
        #expect(output.text.split(separator: "\n").contains { $0 == line }, "\(output.text)")
        #expect(output.errorText.isEmpty == (version != nil))
    }

    @Test func theSnippetFitsTheFalcoThatRuns() async throws {
        try configure("grpc: {enabled: true, bind_address: \"unix://\(Self.socket)\"}")
        let falco = try await falco("--version", "0.30.0")
        let output = try await Tool.falconer("doctor", "--fix-snippet", "--root", host.root)
        #expect(output.text.contains("For Falco 0.30.0"))
        #expect(output.text.contains("grpc_output:"))
        #expect(!output.text.contains("bind_address"), "the server is on, at a place of its own")
        #expect(try await falco.stats().opened == 0)
    }

    @Test func whereNothingIsLackingNoSettingsArePrinted() async throws {
        try configure("json_output: true\nfile_output: {enabled: true, filename: /mine.json}")
        try host.write("/mine.json", "")
        let output = try await Tool.falconer(
            "doctor", "--fix-snippet", "--root", host.root, "--falco-version", "0.44.0")
        #expect(output.exit?.code == 0)
        #expect(output.text.isEmpty, "\(output.text)")
        #expect(output.errorText.contains("nothing needs to be set in /etc/falco/falco.yaml"))
        #expect(output.errorText.contains("/mine.json"))
    }

    @Test func aBrokenConfigurationIsMentionedWithTheSnippet() async throws {
        try configure("json_output: [")
        let output = try await Tool.falconer(
            "doctor", "--fix-snippet", "--root", host.root, "--falco-version", "0.44.0")
        #expect(output.exit?.code == 0)
        #expect(output.errorText.contains("/etc/falco/falco.yaml, line "), "\(output.errorText)")
        #expect(output.text.contains("file_output:"))
    }

    @Test(arguments: [
        ["--wait", "1ms"], ["--wait", "2h"], ["--metrics-url", "https://127.0.0.1/"],
        ["--metrics-url", "http://falco.example:8765/metrics"], ["--allow-remote-metrics"], ["--socket", ""],
        ["--falco-version", "new"], ["--fix-snippet", "--wait", "5s"], ["--fix-snippet", "--output", "json"],
        ["--output", "xml"], ["--config", ""],
    ])
    func wrongUsage(_ arguments: [String]) async throws {
        let output = try await Tool.run(Tool.falconer, ["doctor"] + arguments)
        #expect(output.exit?.code == 64, "\(arguments): \(output.errorText)")
        #expect(output.text.isEmpty)
    }
}
