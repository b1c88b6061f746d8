import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Inputs

/// What is posted and how it is answered.
@Suite struct HTTPSourceTests {
    @Test func anAlertIsTaken() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        let answer = try await client.post("a", HTTPServer.alert("one"))
        #expect(answer.status == 200 && answer.body.isEmpty)
        // The connection is kept, and any path will do.
        #expect(try await client.post("a", HTTPServer.alert("two"), path: "/falco?x=1").status == 200)
        #expect(try await client.post("a", HTTPServer.alert("three") + "\n").status == 200)
        #expect(server.rules == ["one", "two", "three"])
        try await server.stop()
        #expect(server.source.counts.received == 3 && server.source.counts.undecodable == 0)
    }

    /// What Falco's own HTTP library sends, with its headers.
    @Test func curlIsTaken() async throws {
        let server = try HTTPServer()
        for (index, more) in [
            [], ["-H", "Transfer-Encoding: chunked"], ["-H", "TE: gzip", "-H", "Connection: TE"],
            ["-H", "Expect: 100-continue"], ["--http1.0"],
        ].enumerated() {
            let output = try await Tool.run(
                "curl",
                [
                    "-sS", "-w", "%{http_code}", "-H", "Content-Type: application/json", "-A",
                    "falcosecurity/falco", "--data-binary", HTTPServer.alert("r\(index)"),
                    "http://127.0.0.1:\(server.port)/",
                ] + more)
            #expect(output.text == "200", "\(more): \(output.errorText)")
        }
        try await server.stop()
        #expect(server.rules == (0..<5).map { "r\($0)" })
    }

    @Test func theCapturedLinesAreTheCapturedAlerts() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        let tally = try await client.post(129, to: server.port, connections: 1, lines: HTTPServer.captured)
        #expect(tally == ["200": 129])
        #expect(server.rules == Array(try Fixtures.jsonOutputAlerts()).map(\.rule))
        try await client.open("a", server.port)
        let all = try Data(contentsOf: URL(filePath: HTTPServer.captured))
        #expect(try await client.post("a", [UInt8](all)).status == 200)
        try await server.stop()
        #expect(server.rules.count == 258)
        #expect(server.source.counts.received == 258)
    }

    @Test func packedBodiesAreUnpacked() async throws {
        var options = HTTPOptions()
        options.largestBody = 1 << 20
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        let directory = try TemporaryDirectory()
        let script = """
            import gzip, sys, zlib
            body = open(sys.argv[1], "rb").read()
            raw = zlib.compressobj(wbits=-15)
            forms = {"gzip": gzip.compress(body), "two": gzip.compress(body[:9]) + gzip.compress(body[9:]),
                     "zlib": zlib.compress(body), "raw": raw.compress(body) + raw.flush(),
                     "bomb": gzip.compress(bytes(30 << 20), 9), "cut": gzip.compress(body)[:-9],
                     "tail": gzip.compress(body) + b"x" * 40, "bomb2": zlib.compress(bytes(1 << 20) + b" ")}
            for name, data in forms.items():
                open(sys.argv[2] + "/" + name, "wb").write(data)
            """
        let made = try await Tool.run(
            Tool.python, ["-c", script, HTTPServer.captured, directory.url.path])
        try #require(made.exit?.succeeded == true, "\(made.errorText)")
        for (name, coding, status) in [
            ("gzip", "gzip", 200), ("two", "x-gzip", 200), ("zlib", "deflate", 200), ("raw", "Deflate", 200),
            ("bomb", "gzip", 413), ("bomb2", "deflate", 413), ("cut", "gzip", 400), ("tail", "gzip", 400),
            ("gzip", "br", 415), ("gzip", "identity", 400),
        ] {
            try await client.open(name, server.port)
            let body = try Data(contentsOf: directory.url.appending(path: name))
            let answer = try await client.post(name, [UInt8](body), ["Content-Encoding: \(coding)"])
            #expect(answer.status == status, "\(name) as \(coding): \(answer.body)")
        }
        try await server.stop()
        #expect(server.rules.count == 4 * 129)
        #expect(server.source.counts.undecodable == 5)
    }

    @Test func whatIsNoAlertIsSaidAndKept() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        let text = try await client.post("a", "19:41:08.0: Notice something", "Content-Type: text/plain")
        #expect(text.status == 400 && text.body.contains("json_output: true"))
        let array = try await client.post("a", "[\(HTTPServer.alert("x"))]")
        #expect(array.status == 400)
        #expect(try await client.post("a", "").body.contains("empty"))
        #expect(try await client.post("a", " \r\n\n ").body.contains("empty"))
        #expect(try await client.post("a", #"{"priority":"Notice"}"#).status == 400)
        let mixed = try await client.post(
            "a", "\(HTTPServer.alert("good"))\n\nbad\n\(HTTPServer.alert("too"))\n{}")
        #expect(mixed.status == 400)
        #expect(mixed.body.contains("line 3: ") && mixed.body.contains("line 5: "))
        #expect(mixed.body.contains("The other 2 were taken"))
        try await server.stop()
        #expect(server.rules == ["good", "too"])
        let odd = server.seen.state.odd
        #expect(odd.map(\.number) == [1, 2, 3, 4, 5, 6, 6])
        #expect(odd[0].bytes == Array("19:41:08.0: Notice something".utf8))
        #expect(odd[0].input.contains("http://127.0.0.1:\(server.port) from 127.0.0.1:"))
        #expect(server.source.counts.received == 9 && server.source.counts.undecodable == 7)
    }

    /// One alert may well be laid out over many lines.
    @Test func anAlertLaidOutForPeopleIsOne() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        let answer = try await client.post(
            "a", "\u{FEFF}{\n  \"rule\": \"wide\",\r\n  \"output\": \"x\"\n}\n")
        #expect(answer.status == 200)
        let bad = try await client.post("a", "{\n  \"priority\": \"Notice\"\n}")
        #expect(bad.status == 400 && !bad.body.contains("line"))
        try await server.stop()
        #expect(server.rules == ["wide"])
        #expect(server.source.counts.undecodable == 1)
    }

    @Test func otherQuestionsAreAnsweredAsFalcosidekickDoes() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        let ping = try await client.post("a", "", path: "/ping", method: "GET")
        #expect(ping.status == 200 && ping.body == "pong\n")
        let health = try await client.post("a", "", path: "/healthz", method: "GET")
        #expect(health.status == 200 && health.body == #"{"status": "ok"}"#)
        #expect(health.headers["content-type"] == "application/json")
        for (method, path, status) in [
            ("GET", "/", 405), ("GET", "/nothing", 404), ("PUT", "/", 405), ("DELETE", "/ping", 405),
            ("BREW", "/", 405),
        ] {
            let answer = try await client.post("a", HTTPServer.alert("x"), path: path, method: method)
            #expect(answer.status == status, "\(method) \(path)")
            if status == 405 { #expect(answer.headers["allow"] == "POST") }
        }
        // None of these bodies was an alert, and the connection is as good as new.
        #expect(try await client.post("a", HTTPServer.alert("x")).status == 200)
        try await server.stop()
        #expect(server.rules == ["x"])
        #expect(server.source.counts.received == 1)
    }

    @Test func webPagesMayNotSend() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        let answer = try await client.post(
            "a", HTTPServer.alert("forged"), "Origin: http://evil.example", "Content-Type: text/plain")
        #expect(answer.status == 403)
        try await server.stop()
        #expect(server.rules.isEmpty && server.seen.state.refused.count == 1)
    }

    @Test func originalsAreKept() async throws {
        var options = HTTPOptions()
        options.keepsOriginals = true
        let originals = Monitor<[String]>([])
        let server = try HTTPServer(options) { batch in
            for alert in batch {
                let text = alert.withOriginal { encoding, bytes in
                    "\(encoding) " + String(decoding: bytes, as: UTF8.self)
                }
                originals.change { $0.append(text ?? "none") }
            }
            return true
        }
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        let text = #"{ "rule":"spaced" ,"output": "x" }"#
        #expect(try await client.post("a", text + "\r\n").status == 200)
        try await server.stop()
        #expect(originals.state == ["json " + text])
    }

    @Test func tokensLetIn() async throws {
        var options = HTTPOptions()
        options.token = BearerToken("0123456789abcdef".utf8)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        let pair = Data("falco:0123456789abcdef".utf8).base64EncodedString()
        let other = Data("falco:0123456789abcdeg".utf8).base64EncodedString()
        for (field, status) in [
            ("X: y", 401), ("Authorization: Bearer 0123456789abcdef", 200),
            ("Authorization: Bearer 0123456789abcde", 401),
            ("Authorization: Bearer 0123456789abcdeff", 401),
            ("Authorization: bearer  0123456789abcdef", 200),
            ("Authorization: 0123456789abcdef", 401), ("Authorization: Basic \(pair)", 200),
            ("Authorization: Basic \(other)", 401), ("Authorization: Basic !!!", 401),
            ("Authorization: Bearer ", 401),
            ("Authorization: Digest 0123456789abcdef", 401),
        ] {
            let answer = try await client.post("a", HTTPServer.alert("x"), field)
            #expect(answer.status == status, "\(field)")
            if status == 401 { #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true) }
        }
        // Whether it is well may be asked by anybody.
        #expect(try await client.post("a", "", path: "/healthz", method: "GET").status == 200)
        // As Falco does it, whose configuration knows a URL but no header.
        let output = try await Tool.run(
            "curl",
            [
                "-sS", "-f", "-d", HTTPServer.alert("y"),
                "http://falco:0123456789abcdef@127.0.0.1:\(server.port)/",
            ])
        #expect(output.exit?.succeeded == true, "\(output.errorText)")
        try await server.stop()
        #expect(server.rules == ["x", "x", "x", "y"])
    }

    @Test func tokensThatCanBeGuessedAreNone() {
        #expect(BearerToken("".utf8) == nil)
        #expect(BearerToken("0123456789abcde".utf8) == nil)
        #expect(BearerToken("0123456789 abcdef".utf8) == nil)
        #expect(BearerToken("0123456789abcde\u{E9}".utf8) == nil)
    }
}
