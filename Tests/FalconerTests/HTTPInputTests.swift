import FalcoAlerts
import Foundation
import TestSupport
import Testing

/// `falconer attach --listen-http`.
struct HTTPInputTests {
    private static let captured = Fixtures.url("alerts/falco-json-output.jsonl").path

    /// Starts it, and waits until it says where it listens.
    private func start(_ arguments: [String]) async throws -> (run: ChildProcess, url: String, port: Int) {
        let run = try ChildProcess(Tool.falconer, ["attach", "--listen-http", "127.0.0.1:0"] + arguments)
        let output = try await run.output { $0.errorText.contains("taking Falco's alerts at ") }
        let url = try #require(output.errorText.firstMatch(of: /at (https?:\/\/127\.0\.0\.1:(\d+))/))
        return (run, String(url.1), try #require(Int(url.2)))
    }

    @Test func whatFalcoPostsIsReported() async throws {
        let (run, _, port) = try await start(["--output", "json", "--summary", "none", "--count", "129"])
        let client = try await HTTPClient()
        #expect(try await client.post(129, to: port, connections: 1, lines: Self.captured) == ["200": 129])
        let posted = try await run.exit()
        #expect(posted.exit?.code == 0, "\(posted.errorText)")
        let analyzed = try await Tool.falconer(
            "analyze", Self.captured, "--output", "json", "--summary", "none")
        #expect(posted.text == analyzed.text)
    }

    /// The same alerts over gRPC and over HTTP are the same alerts.
    @Test func whatComesTwiceIsCountedOnce() async throws {
        let falco = try await FakeFalco()
        let (run, _, port) = try await start([
            "--socket", falco.address, "--output", "none", "--summary", "json",
        ])
        try await falco.push(fixture: "grpc-json-output.b64")
        let client = try await HTTPClient()
        #expect(try await client.post(129, to: port, connections: 1, lines: Self.captured) == ["200": 129])
        run.signal(SIGTERM)
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let summary = try JSONDecoder().decode(Summary.self, from: Data(output.text.utf8))
        #expect(summary.accounting.delivered == 129)
        let http = try #require(summary.accounting.inputs.first { $0.name.hasPrefix("http 127.0.0.1:") })
        #expect(http.received == 129)
        #expect(summary.accounting.inputs.map(\.duplicates).reduce(0, +) == 129)
    }

    private struct Summary: Decodable {
        struct Input: Decodable { var name: String, received: Int, undecodable: Int, duplicates: Int }
        struct Accounting: Decodable { var received: Int, delivered: Int, undecodable: Int, inputs: [Input] }
        var accounting: Accounting
    }

    @Test func stoppingUnderLoadLosesNothing() async throws {
        let (run, _, port) = try await start(["--output", "falco-json", "--summary", "json"])
        let client = try await HTTPClient()
        let posts = Task {
            try await client.post(20_000, to: port, connections: 16, lines: Self.captured)
        }
        try await run.output { $0.lines.count > 500 }
        run.signal(SIGTERM)
        let output = try await run.exit()
        let tally = try await posts.value
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(tally["200"] == output.text.split(separator: "\n").count, "\(tally)")
    }

    @Test func whatIsNoAlertIsNamedAndKept() async throws {
        let directory = try TemporaryDirectory()
        let (run, url, _) = try await start(
            [
                "--output", "none", "--summary", "json", "--quarantine", directory("q"), "--max-alert-size",
                "1",
            ])
        for body in ["nonsense", #"{"rule":"x"}"#, "@\(directory("large"))"] {
            try Data(repeating: UInt8(ascii: "{"), count: 3 << 20).write(
                to: URL(filePath: directory("large")))
            _ = try await Tool.run("curl", ["-sS", "--data-binary", body, url])
        }
        _ = try await Tool.run("curl", ["-sS", "-H", "Origin: http://evil.example", "-d", "x", url])
        run.signal(SIGINT)
        let output = try await run.exit()
        #expect(output.exit?.code == 0)
        #expect(
            output.errorText.contains(/from 127\.0\.0\.1:\d+, request:1: not the encoding of a Falco alert/))
        #expect(output.errorText.contains("request:3: its body is longer"))
        #expect(output.errorText.contains("a web page made it"))
        #expect(output.text.contains(#""undecodable":2"#))
        let kept = try String(contentsOfFile: directory("q"), encoding: .utf8)
        #expect(kept.contains("6e6f6e73656e7365") && kept.contains("\t3145728\t"))
    }

    /// What comes through the pipe is no alert; what is posted is taken all the same.
    @Test func anInputThatFailsLeavesTheOthersAlone() async throws {
        let directory = try TemporaryDirectory()
        let run = try ChildProcess(
            Tool.falconer,
            [
                "attach", "-", "--listen-http", "127.0.0.1:0", "--output", "none", "--summary", "json",
                "--quarantine", directory("q"),
            ])
        run.write("garbage\n")
        run.closeInput()
        let output = try await run.output { $0.errorText.contains("the other inputs go on") }
        #expect(output.errorText.contains("its only line is no alert; the other inputs go on"))
        let port = try #require(output.errorText.firstMatch(of: /at http:\/\/127\.0\.0\.1:(\d+)/))
        let client = try await HTTPClient()
        let tally = try await client.post(
            10, to: try #require(Int(port.1)), connections: 1, lines: Self.captured)
        #expect(tally == ["200": 10])
        run.signal(SIGTERM)
        let end = try await run.exit()
        #expect(end.exit?.code == 65, "\(end.errorText)")
        #expect(end.text.contains(#""delivered":10"#), "\(end.text)")
    }

    @Test func whereItCannotListenItExits() async throws {
        let (run, _, port) = try await start(["--output", "none"])
        let taken = try await Tool.falconer("attach", "--listen-http", "127.0.0.1:\(port)")
        #expect(taken.exit?.code == 69)
        #expect(taken.errorText.contains("another program listens there"))
        run.signal(SIGTERM)
        let foreign = try await Tool.falconer("attach", "--listen-http", "192.0.2.1:0", "--listen-http-open")
        #expect(foreign.exit?.code == 69 && foreign.errorText.contains("does not have that address"))
        let directory = try TemporaryDirectory()
        let privileged = try await Tool.falconerAsNobody(
            ["attach", "--listen-http", "127.0.0.1:80"], in: directory)
        #expect(privileged.exit?.code == 77 && privileged.errorText.contains("below 1024"))
        try await run.exit()
    }

    @Test func filesThatDoNotServeAreSaid() async throws {
        let directory = try TemporaryDirectory()
        let certificates = try await Certificates()
        try Data("short\n".utf8).write(to: URL(filePath: directory("short")))
        try Data("0123456789abcdef\n".utf8).write(to: URL(filePath: directory("token")))
        for (arguments, code) in [
            (["--listen-http-token", directory("none")], 66),
            (["--listen-http-token", directory("short")], 78),
            (["--listen-http-token", directory.url.path], 78),
            (["--listen-http-cert", directory("none"), "--listen-http-key", directory("none")], 66),
            (["--listen-http-cert", directory("token"), "--listen-http-key", directory("token")], 78),
            (
                [
                    "--listen-http-cert", certificates.serverCertificate, "--listen-http-key",
                    certificates.clientKey,
                ], 78
            ),
        ] {
            let output = try await Tool.run(
                Tool.falconer, ["attach", "--listen-http", ":0", "--output", "none"] + arguments)
            #expect(Int(output.exit?.code ?? -1) == code, "\(arguments): \(output.errorText)")
        }
    }

    @Test func tokenAndCertificateAreAskedFor() async throws {
        let directory = try TemporaryDirectory()
        let certificates = try await Certificates()
        try Data("0123456789abcdef\r\n".utf8).write(to: URL(filePath: directory("token")))
        let (run, url, _) = try await start([
            "--listen-http-token", directory("token"), "--listen-http-cert", certificates.serverCertificate,
            "--listen-http-key", certificates.serverKey, "--output", "falco-json", "--summary", "none",
        ])
        #expect(url.hasPrefix("https://"))
        for (header, code) in [("Bearer 0123456789abcdef", "200"), ("Bearer 0123456789abcdee", "401")] {
            let output = try await Tool.run(
                "curl",
                [
                    "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", certificates.authority, "-H",
                    "Authorization: \(header)", "-d", #"{"rule":"x"}"#, url,
                ])
            #expect(output.text == code, "\(output.errorText)")
        }
        run.signal(SIGTERM)
        let output = try await run.exit()
        #expect(output.text.split(separator: "\n").count == 1)
        #expect(!output.errorText.contains("0123456789abcdef"))
    }
}
