import Foundation
import TestSupport
import Testing

/// `falconer relay` as a user runs it, between servers and clients that are ordinary gRPC C-core programs.
@Suite(.timeLimit(.minutes(5))) struct RelayTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory("run/relay.sock")
    }

    /// Starts a relay on a Unix socket and waits until it can be connected to.
    private func relay(_ arguments: String..., input: [UInt8]? = nil) async throws -> ChildProcess {
        let run = try ChildProcess(
            Tool.falconer,
            ["relay", "--listen", "unix://\(path)", "--quarantine", directory("q")] + arguments)
        if let input {
            run.write(input)
            run.closeInput()
        }
        let output = try await run.output { $0.errorText.contains("serving Falco's gRPC API at") }
        try #require(output.exit == nil, "\(output.errorText)")
        return run
    }

    /// Tells the relay to end, and waits until it has.
    private func end(_ run: ChildProcess) async throws -> ChildProcess.Output {
        run.signal(SIGTERM)
        return try await run.exit()
    }

    private func summary(_ output: ChildProcess.Output) throws -> [String: Any] {
        let line = try #require(output.text.split(separator: "\n").last { $0.hasPrefix("{") })
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    private func lines(_ name: String = "falco-json-output.jsonl") throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Fixtures.url("alerts/\(name)")))
    }

    private func subscribed(_ run: ChildProcess, _ count: Int = 1) async throws {
        try await run.output {
            $0.errorText.split(separator: "\n").count { $0.hasSuffix("has come") } >= count
        }
    }

    // MARK: Alerts

    @Test func alertsAndVersionOfAFalcoArePassedOnUnchanged() async throws {
        let falco = try await FakeFalco([])
        let run = try await relay("--socket", falco.address, "--summary", "json")
        let first = try GRPCClient(socket: path, ["sub", "--raw", "--count", "140"])
        let second = try GRPCClient(socket: path, ["sub", "--raw", "--count", "140"])
        try await subscribed(run, 2)
        try await falco.push(fixture: "grpc-text-output.b64")
        let expected = try Fixtures.messages("grpc-text-output.b64").map { $0.base64EncodedString() }
        for client in [first, second] {
            let events = try await client.events()
            #expect(events.filter { $0.name == "alert" }.compactMap { $0["bytes", String.self] } == expected)
        }
        try await falco.wait("versions", 1)
        let version = try await GRPCClient.run(socket: path, ["version"])
        #expect(version.first?.text.contains("\"engine_version\": \"0.57.0\"") == true)
        let output = try await end(run)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let summary = try summary(output)
        #expect(summary["received"] as? Int == 140 && summary["delivered"] as? Int == 280)
        #expect(summary["lost"] as? Int == 0)
        let input = try #require((summary["inputs"] as? [[String: Any]])?.first)
        #expect(input["name"] as? String == "grpc \(falco.address)" && input["received"] as? Int == 140)
        // What it made is gone.
        #expect(!FileManager.default.fileExists(atPath: directory("run")))
    }

    @Test func aFalcoThatIsLostAndBackIsHeardAgain() async throws {
        let falco = try await FakeFalco([])
        let run = try await relay("--socket", falco.address, "--health", "127.0.0.1:0")
        let client = try GRPCClient(socket: path, ["sub", "--count", "58"])
        try await subscribed(run)
        try await falco.push(fixture: "web-shell-to-miner.b64")
        for _ in 0..<29 { try await client.peer.event("alert") }
        try await falco.reload()
        try await falco.push(fixture: "web-shell-to-miner.b64")
        for _ in 0..<29 { try await client.peer.event("alert") }
        #expect(try await client.peer.event("end")["code", Int.self] == 0)
        let output = try await end(run)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.contains("lost 1 times"))
    }

    @Test func oldFalcosVersionIsNotKnownAndSaidSo() async throws {
        let run = try await relay("-", "--linger", input: lines())
        let version = try await GRPCClient.run(socket: path, ["version"])
        let text = version.first?.text ?? ""
        #expect(text.contains("falconer") || text.contains("\"minor\""), "\(text)")
        #expect(try await end(run).exit?.code == 0)
        let told = try await relay("-", "--linger", "--falco-version", "0.44.0", input: lines())
        let second = try await GRPCClient.run(socket: path, ["version"])
        #expect(second.first?.text.contains("\"version\": \"0.44.0\"") == true)
        #expect(try await end(told).exit?.code == 0)
    }

    @Test func attachIsAClientOfIt() async throws {
        let run = try await relay("-", "--linger", input: lines())
        let output = try await Tool.falconer(
            "attach", "--socket", path, "--get", "--output", "falco-json", "--summary", "none")
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(Array(output.text.utf8) == (try lines()))
        let attached = try ChildProcess(
            Tool.falconer, ["attach", "--socket", path, "--output", "line", "--summary", "none"])
        try await attached.output { $0.errorText.contains("attached to Falco") }
        _ = try await end(run)
        // It is waited for, as a Falco is.
        try await attached.output { $0.errorText.contains("waiting for Falco") }
        let again = try await relay("-", "--linger", input: lines())
        try await attached.output { $0.text.split(separator: "\n").count == 129 }
        #expect(try await end(attached).exit?.code == 0)
        #expect(try await end(again).exit?.code == 0)
    }

    @Test func whatTwoInputsBringIsGivenOutOnce() async throws {
        let falco = try await FakeFalco([])
        let run = try await relay("--socket", falco.address, "-", "--summary", "json", input: lines())
        let client = try GRPCClient(socket: path, ["sub", "--raw"])
        try await falco.push(fixture: "grpc-json-output.b64")
        for _ in 0..<129 { try await client.peer.event("alert") }
        try await falco.push(fixture: "web-shell-to-miner.b64")
        for _ in 0..<29 { try await client.peer.event("alert") }
        let summary = try summary(try await end(run))
        #expect(summary["received"] as? Int == 158)
        let inputs = try #require(summary["inputs"] as? [[String: Any]])
        #expect(inputs.reduce(0) { $0 + ($1["duplicates"] as? Int ?? 0) } == 129)
    }

    @Test func whatIsNoAlertIsKeptAndCounted() async throws {
        let falco = try await FakeFalco([])
        let run = try await relay("--socket", falco.address, "--summary", "json")
        let client = try GRPCClient(socket: path, ["sub", "--count", "1"])
        try await subscribed(run)
        try await falco.push(message: [0x0A, 0xFF, 0xFF])
        try await falco.push(message: [UInt8](try Fixtures.messages("web-shell-to-miner.b64")[0]))
        try await client.peer.event("end")
        let output = try await end(run)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(try String(contentsOfFile: directory("q"), encoding: .utf8).contains("0affff"))
        let inputs = try #require(try summary(output)["inputs"] as? [[String: Any]])
        #expect(inputs.first?["undecodable"] as? Int == 1)
    }

    @Test func anInputThatFailsLeavesClientsAndOthersAlone() async throws {
        let run = try ChildProcess(
            Tool.falconer,
            [
                "relay", "-", "--listen-http", "127.0.0.1:0", "--listen", "unix://\(path)", "--quarantine",
                directory("q"), "--health", "unix://\(directory("health.sock"))", "--summary", "json",
            ])
        try await run.output { $0.errorText.contains("/healthz and /metrics") }
        let client = try GRPCClient(socket: path, ["sub", "--count", "5"])
        try await subscribed(run)
        run.write("garbage\n")
        run.closeInput()
        let said = try await run.output { $0.errorText.contains("the other inputs go on") }
        let health = try await fetch("http://x/healthz", socket: directory("health.sock"))
        #expect(health.hasPrefix("200 ok\n"), "\(health)")
        #expect(health.contains("standard input: down (-: its only line is no alert)"), "\(health)")
        let port = try #require(said.errorText.firstMatch(of: /at http:\/\/127\.0\.0\.1:(\d+)/))
        let tally = try await HTTPClient().post(
            5, to: try #require(Int(port.1)), connections: 1,
            lines: Fixtures.url("alerts/falco-json-output.jsonl").path)
        #expect(tally == ["200": 5])
        for _ in 0..<5 { try await client.peer.event("alert") }
        let output = try await end(run)
        #expect(output.exit?.code == 65, "\(output.errorText)")
        let inputs = try #require(try summary(output)["inputs"] as? [[String: Any]])
        #expect(inputs.first?["losses"] as? Int == 1)
    }

    @Test func itEndsWithItsInputsAndGivesOutWhatWaits() async throws {
        let run = try ChildProcess(
            Tool.falconer, ["relay", "-", "--listen", "unix://\(path)", "--quarantine", directory("q")])
        try await run.output { $0.errorText.contains("serving Falco's gRPC API at") }
        let client = try GRPCClient(socket: path, ["sub", "--interval", "0"])
        try await subscribed(run)
        run.write(try lines())
        run.closeInput()
        let end = try await client.peer.event("end")
        #expect(end["status", String.self] == "OK" && end["received", Int.self] == 129)
        #expect(try await run.exit().exit?.code == 0)
    }

    // MARK: Signals and health

    @Test func aSignalEndsFiftySubscribersInBoundedTime() async throws {
        let run = try await relay("-", "--linger", input: lines())
        let crowd = try Peer(
            "grpc_crowd.py",
            ["--socket", path, "--subscribers", "50", "--stalled", "5"])
        try await crowd.event("open")
        // The rest of the fifty are not said one by one.
        try await subscribed(run, 10)
        let output = try await end(run)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        for _ in 0..<45 { #expect(try await crowd.event("ended")["status", String.self] != "CANCELLED") }
    }

    @Test func aSignalShowsTheSummarySoFar() async throws {
        let run = try await relay("-", "--linger", input: lines())
        try await run.output { $0.errorText.contains("all inputs have ended") }
        run.signal(SIGUSR1)
        let output = try await run.output { $0.text.contains("calls of get") }
        #expect(output.text.contains("129 came in"))
        #expect(try await end(run).exit?.code == 0)
    }

    @Test func healthAndCountersAreTold() async throws {
        let falco = try await FakeFalco([])
        let run = try await relay("--socket", falco.address, "--health", "127.0.0.1:0")
        let told = try await run.output { $0.errorText.contains("attached to Falco") }
        let url = try #require(told.errorText.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/)).output
        let client = try GRPCClient(
            socket: path, ["--metadata", "falconer-client-id=exporter", "sub", "--count", "29"])
        try await subscribed(run)
        try await falco.push(fixture: "web-shell-to-miner.b64")
        for _ in 0..<29 { try await client.peer.event("alert") }
        #expect(try await fetch("\(url)/healthz") == "200 ok\ngrpc \(falco.address): up\n")
        let metrics = try await fetch("\(url)/metrics")
        for line in [
            "falconer_relay_received_alerts_total 29", "falconer_relay_lost_alerts_total 0",
            "falconer_relay_held_alerts 29",
            "falconer_input_up{input=\"grpc \(falco.address)\"} 1",
            "falconer_input_received_total{input=\"grpc \(falco.address)\"} 29",
        ] {
            #expect(metrics.contains("\n\(line)\n"), "\(line)")
        }
        #expect(try await fetch("\(url)/nothing").hasPrefix("404 "))
        try await falco.kill()
        try await run.output { $0.errorText.contains("lost Falco") }
        #expect(try await fetch("\(url)/healthz").hasPrefix("503 no alerts can come\n"))
        let health = try await GRPCClient.run(socket: path, ["call", "/grpc.health.v1.Health/Check"])
        #expect(health.first?["bytes", String.self] == Data([8, 2]).base64EncodedString())
        #expect(try await end(run).exit?.code == 0)
    }

    @Test func countersNameEachSubscriber() async throws {
        let run = try await relay(
            "-", "--linger", "--health", "unix://\(directory("health.sock"))", input: lines())
        let client = try GRPCClient(
            socket: path, ["--metadata", "falconer-client-id=exporter", "sub"])
        for _ in 0..<129 { try await client.peer.event("alert") }
        let metrics = try await fetch("http://x/metrics", socket: directory("health.sock"))
        let name = "{subscriber=\"1\",client=\"uid \(getuid()) (exporter)\"}"
        #expect(metrics.contains("\nfalconer_subscriber_delivered_total\(name) 129\n"))
        #expect(metrics.contains("\nfalconer_subscriber_queued\(name) 0\n"))
        #expect(try await end(run).exit?.code == 0)
        #expect(!FileManager.default.fileExists(atPath: directory("health.sock")))
    }

    /// The status and the body of what a URL gives, over TCP or a Unix socket.
    private func fetch(_ url: String, socket: String = "") async throws -> String {
        let script = """
            import http.client, socket, sys, urllib.parse
            url, path = urllib.parse.urlsplit(sys.argv[1]), sys.argv[2]
            connection = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=20)
            if path:
                connection.sock = socket.socket(socket.AF_UNIX)
                connection.sock.connect(path)
            connection.request("GET", url.path)
            answer = connection.getresponse()
            sys.stdout.write(f"{answer.status} {answer.read().decode()}")
            """
        let output = try await Tool.run(Tool.python, ["-c", script, url, socket])
        #expect(output.exit?.code == 0, "\(output.errorText)")
        return output.text
    }

    // MARK: Sockets

    @Test func theSocketHasTheModeAndGroupThatWereAskedFor() async throws {
        let run = try await relay("-", "--linger", "--mode", "0640", "--group", "\(getgid())", input: lines())
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        #expect(facts[.posixPermissions] as? Int == 0o640)
        #expect(facts[.groupOwnerAccountID] as? Int == Int(getgid()))
        #expect(try await end(run).exit?.code == 0)
        #expect(!FileManager.default.fileExists(atPath: directory("run")))
    }

    @Test func aSocketThatIsInUseOrALinkIsLeftAlone() async throws {
        let run = try await relay("-", "--linger", input: lines())
        let second = try await Tool.run(
            Tool.falconer, ["relay", "-", "--listen", "unix://\(path)", "--quarantine", directory("q2")])
        #expect(second.exit?.code == 73 && second.errorText.contains("another server listens on \(path)"))
        let link = directory("link.sock")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: directory("elsewhere.sock"))
        let third = try await Tool.run(
            Tool.falconer, ["relay", "-", "--listen", "unix://\(link)", "--quarantine", directory("q2")])
        #expect(
            third.exit?.code == 73 && third.errorText.contains("is a symbolic link"), "\(third.errorText)")
        try Data("precious".utf8).write(to: URL(filePath: directory("file")))
        let fourth = try await Tool.run(
            Tool.falconer,
            ["relay", "-", "--listen", "unix://\(directory("file"))", "--quarantine", directory("q2")])
        #expect(fourth.exit?.code == 73, "\(fourth.errorText)")
        #expect(try String(contentsOfFile: directory("file"), encoding: .utf8) == "precious")
        // The first is not disturbed by any of this.
        _ = try await GRPCClient.run(socket: path, ["version"])
        #expect(try await end(run).exit?.code == 0)
    }

    @Test func aSocketThatIsLeftOverIsReplaced() async throws {
        let killed = try await relay("-", "--linger", input: lines())
        killed.signal(SIGKILL)
        try await killed.exit()
        #expect(FileManager.default.fileExists(atPath: path))
        let run = try await relay("-", "--linger", input: lines())
        #expect(try await GRPCClient.run(socket: path, ["get", "--raw"]).count == 130)
        #expect(try await end(run).exit?.code == 0)
    }

    @Test func theSocketsOfSystemdAreServed() async throws {
        let script = """
            import os, socket, sys
            one = socket.socket(socket.AF_UNIX)
            one.bind(sys.argv[1])
            one.listen()
            os.dup2(one.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ["LISTEN_PID"], os.environ["LISTEN_FDS"] = str(os.getpid()), "1"
            os.execv(sys.argv[2], sys.argv[2:])
            """
        let socket = directory("s.sock")
        let run = try ChildProcess(
            Tool.python,
            [
                "-c", script, socket, Tool.falconer.path, "relay", "-", "--listen", "systemd", "--linger",
                "--quarantine", directory("q"),
            ])
        run.write(try lines())
        run.closeInput()
        try await run.output { $0.errorText.contains("all inputs have ended") }
        #expect(try await GRPCClient.run(socket: socket, ["get", "--raw"]).count == 130)
        run.signal(SIGTERM)
        #expect(try await run.exit().exit?.code == 0)
        // It is systemd's.
        #expect(FileManager.default.fileExists(atPath: socket))
        let without = try await Tool.falconer("relay", "-", "--listen", "systemd")
        #expect(without.exit?.code == 78 && without.errorText.contains("systemd passes no socket"))
    }

    @Test func mutualTLSIsServed() async throws {
        let certificates = try await Certificates()
        let files = [
            "--listen-ca", certificates.authority, "--listen-cert", certificates.serverCertificate,
            "--listen-key", certificates.serverKey,
        ]
        let run = try ChildProcess(
            Tool.falconer,
            ["relay", "-", "--linger", "--listen", "tcp://127.0.0.1:0", "--quarantine", directory("q")]
                + files)
        run.write(try lines())
        run.closeInput()
        let output = try await run.output { $0.errorText.contains("all inputs have ended") }
        let port = try #require(output.errorText.firstMatch(of: /tcp:\/\/127\.0\.0\.1:(\d+)/)).output.1
        let events = try await GRPCClient(address: "localhost:\(port)", certificates, ["get", "--raw"])
            .events()
        #expect(events.count { $0.name == "alert" } == 129)
        #expect(try await end(run).exit?.code == 0)
        let wrong = try await Tool.run(
            Tool.falconer,
            [
                "relay", "-", "--listen", "tcp://127.0.0.1:0", "--listen-ca", certificates.authority,
                "--listen-cert", certificates.serverCertificate, "--listen-key", certificates.clientKey,
            ])
        #expect(wrong.exit?.code == 78, "\(wrong.errorText)")
    }

    // MARK: Usage

    @Test(arguments: [
        (["--listen", "falco.sock"], "--listen wants"), (["--listen", "unix://relative"], "--listen wants"),
        (["--listen", "tcp://127.0.0.1:5060"], "--listen tcp:// needs --listen-ca"),
        (["--listen-ca", "x"], "go together"),
        (["--mode", "0999"], "--mode wants"), (["--group", "no such group"], "there is no group"),
        (["--queue-size", "5"], "--queue-size wants"), (["--replay-size", "2000000"], "--replay-size wants"),
        (["--memory", "0"], "--memory wants"), (["--memory", "4"], "--memory must hold"),
        (["--max-subscribers", "0"], "--max-subscribers wants"), (["--health", "here"], "--health wants"),
        (["--falco-version", "new"], "--falco-version wants"),
        (
            ["--socket", "/tmp/x.sock", "--listen", "unix:///tmp/../tmp/x.sock"],
            "where it takes its alerts from"
        ),
        (["--listen", "systemd", "--mode", "0600"], "--mode and --group go with"),
        (["--listen", "unix:///tmp/x.sock", "--listen", "unix:///tmp/../tmp/x.sock"], "is named twice"),
        (["--listen", "unix:///tmp/x.sock", "--health", "unix:///tmp/x.sock"], "is named twice"),
        (["--listen", "systemd", "--listen", "systemd"], "is named twice"),
        (["--health", "127.0.0.1:1", "--health", "127.0.0.1:2"], "--health is given more than once"),
        (["-", "--no-reconnect"], "--no-reconnect goes with Falco's gRPC"),
        (
            ["--listen-http", "127.0.0.1:0", "--poll-interval", "1s"],
            "--poll-interval goes with Falco's gRPC"
        ),
    ])
    func flagsThatMakeNoSenseAreRefused(flags: [String], words: String) async throws {
        let output = try await Tool.run(Tool.falconer, ["relay"] + flags)
        #expect(output.exit?.code == 64)
        #expect(output.errorText.contains(words), "\(output.errorText)")
    }

    @Test func aFalcoThatIsNotThereIsTold() async throws {
        let output = try await Tool.run(
            Tool.falconer,
            [
                "relay", "--socket", directory("none.sock"), "--no-reconnect", "--listen", "unix://\(path)",
                "--quarantine", directory("q"),
            ])
        #expect(output.exit?.code == 69, "\(output.errorText)")
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
