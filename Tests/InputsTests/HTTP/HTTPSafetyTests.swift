import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Inputs

/// Nothing that was answered with 200 is lost, and nobody can keep the server from others.
@Suite struct HTTPSafetyTests {
    @Test func onlyWhatWasTakenOverIsAnswered() async throws {
        let gate = Monitor(false)
        let client = try await HTTPClient()
        let early = Monitor<Bool?>(nil)
        let server = try HTTPServer { _ in
            // The server has the whole request by now; it must not have answered.
            let answered = try await client.hasAnswer("a")
            early.change { $0 = answered }
            try await gate.wait(for: "the gate") { $0 }
            return true
        }
        try await client.open("a", server.port)
        try await client.send(
            "a", HTTPServer.header(HTTPServer.alert("one").utf8.count) + HTTPServer.alert("one"))
        try await early.wait(for: "the batch") { $0 != nil }
        #expect(early.state == false)
        // Others are served while the alerts wait.
        try await client.open("b", server.port)
        #expect(try await client.post("b", "", path: "/healthz", method: "GET").status == 200)
        #expect(try await client.hasAnswer("a") == false)
        gate.change { $0 = true }
        #expect(try await client.answer("a").status == 200)
        try await server.stop()
    }

    /// Whoever comes while a batch is out goes into the next, together.
    @Test func manyConnectionsShareABatch() async throws {
        let gate = Monitor(false)
        let out = Monitor(0)
        let server = try HTTPServer { _ in
            out.change { $0 += 1 }
            try await gate.wait(for: "the gate") { $0 }
            return true
        }
        let client = try await HTTPClient()
        try await client.open("first", server.port)
        try await client.send(
            "first", HTTPServer.header(HTTPServer.alert("one").utf8.count) + HTTPServer.alert("one"))
        try await out.wait(for: "the first batch") { $0 == 1 }
        for index in 0..<20 {
            try await client.open("c\(index)", server.port)
            let alert = HTTPServer.alert("r\(index)")
            try await client.send("c\(index)", HTTPServer.header(alert.utf8.count) + alert)
            // The answer to the question tells that the alert before it has come.
            try await client.open("d\(index)", server.port)
            #expect(try await client.post("d\(index)", "", path: "/ping", method: "GET").status == 200)
        }
        gate.change { $0 = true }
        for index in 0..<20 { #expect(try await client.answer("c\(index)").status == 200) }
        try await server.stop()
        #expect(server.rules == ["one"] + (0..<20).map { "r\($0)" })
        #expect(server.seen.state.batches == 2)
    }

    @Test func whatIsNotWantedIsNotAnswered() async throws {
        let server = try HTTPServer { _ in false }
        let client = try await HTTPClient()
        let tally = try await client.post(50, to: server.port, connections: 8, lines: HTTPServer.captured)
        try await server.end()
        #expect(tally["200"] == server.rules.count && server.rules.count < 50)
        #expect(tally.values.reduce(0, +) == 50)
        #expect(server.source.counts.received == server.rules.count)
    }

    @Test func stoppingUnderLoadLosesNothing() async throws {
        for round in 0..<3 {
            let server = try HTTPServer()
            let client = try await HTTPClient()
            let posts = Task {
                try await client.post(4000, to: server.port, connections: 16, lines: HTTPServer.captured)
            }
            try await server.seen.wait(for: "alerts") { $0.rules.count > 100 * round }
            try await server.stop()
            let tally = try await posts.value
            #expect(tally["200"] == server.rules.count, "round \(round): \(tally)")
            #expect(tally["400"] == nil)
        }
    }

    /// A request that is half here when the server is stopped may come to its end.
    @Test func stoppingLetsRequestsFinish() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        let alert = HTTPServer.alert("slow", padding: 100)
        try await client.open("half", server.port)
        try await client.send("half", HTTPServer.header(alert.utf8.count) + alert.prefix(30))
        try await client.open("idle", server.port)
        #expect(try await client.post("idle", "", path: "/ping", method: "GET").status == 200)
        server.source.stop()
        // A new request finds it stopping; no new connection is taken.
        try await client.send("half", String(alert.dropFirst(30)))
        #expect(try await client.answer("half").status == 200)
        try await client.end("idle")
        try await server.end()
        #expect(server.rules == ["slow"])
        await #expect(throws: LaunchError.self) { try await client.open("late", server.port) }
    }

    @Test func stoppingTakesABoundedTime() async throws {
        var options = HTTPOptions()
        options.grace = .milliseconds(200)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        for index in 0..<10 {
            try await client.open("c\(index)", server.port)
            try await client.send("c\(index)", HTTPServer.header(1000) + "{")
        }
        try await client.open("probe", server.port)
        #expect(try await client.post("probe", "", path: "/ping", method: "GET").status == 200)
        let start = ContinuousClock.now
        try await server.stop()
        #expect(ContinuousClock.now - start < .seconds(20))
        for index in 0..<10 { try await client.end("c\(index)") }
        #expect(server.seen.state.refused.count == 10)
    }

    /// A byte each 20 ms: never idle, and it would take more than a minute.
    @Test func whoeverTakesTooLongIsCutOff() async throws {
        var options = HTTPOptions()
        options.timeout = .seconds(1)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        let alert = HTTPServer.alert("x", padding: 4000)
        try await client.open("body", server.port)
        try await client.send("body", HTTPServer.header(alert.utf8.count))
        #expect(try await client.trickle("body", alert, milliseconds: 20) < 2000)
        #expect(server.seen.state.refused.count == 1)
        #expect(server.seen.state.refused.first?.contains("took too long") == true)
        try await server.stop()
        #expect(server.rules.isEmpty && server.source.counts.received == 0)
    }

    @Test func whoeverNeverComesToTheBodyIsCutOff() async throws {
        var options = HTTPOptions()
        options.idle = .seconds(1)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        for name in ["header", "line", "mute"] { try await client.open(name, server.port) }
        let fields = String(repeating: "A: b\r\n", count: 1000)
        async let header = client.trickle(
            "header", "POST / HTTP/1.1\r\nHost: x\r\n" + fields, milliseconds: 20)
        async let line = client.trickle(
            "line", "POST /" + String(repeating: "x", count: 4000), milliseconds: 20)
        async let mute = client.end("mute")
        let sent = try await [header, line]
        #expect(sent.allSatisfy { $0 < 2000 }, "\(sent)")
        #expect(try await mute == 0)
        try await server.stop()
        #expect(server.rules.isEmpty && server.source.counts.received == 0)
    }

    @Test func killedClientsLeaveNothing() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        let alert = HTTPServer.alert("x", padding: 40_000)
        for index in 0..<20 {
            try await client.open("c\(index)", server.port)
            // The answer tells that the header has come; a rude end would take away what has not.
            try await client.send("c\(index)", HTTPServer.header(alert.utf8.count, "Expect: 100-continue"))
            try await client.peer.command("continued c\(index)")
            try await client.send("c\(index)", String(alert.prefix(20_000)))
            try await client.peer.command("reset c\(index)")
        }
        try await server.seen.wait(for: "20 broken requests") { $0.refused.count == 20 }
        #expect(server.seen.state.refused.allSatisfy { $0.contains("broke off") })
        try await client.open("good", server.port)
        #expect(try await client.post("good", HTTPServer.alert("good")).status == 200)
        try await server.stop()
        #expect(server.rules == ["good"] && server.source.counts.received == 1)
    }

    /// Its body came, so its alert is taken, whether it waits for the answer or not.
    @Test func aClientThatLeavesBeforeItsAnswerIsTaken() async throws {
        let gate = Monitor(false)
        let out = Monitor(0)
        let server = try HTTPServer { _ in
            out.change { $0 += 1 }
            try await gate.wait(for: "the gate") { $0 }
            return true
        }
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        try await client.send(
            "a", HTTPServer.header(HTTPServer.alert("a").utf8.count) + HTTPServer.alert("a"))
        try await out.wait(for: "the batch") { $0 == 1 }
        try await client.peer.command("reset a")
        gate.change { $0 = true }
        try await client.open("b", server.port)
        #expect(try await client.post("b", HTTPServer.alert("b")).status == 200)
        try await server.stop()
        #expect(server.rules == ["a", "b"])
    }

    @Test func bodiesAreBounded() async throws {
        var options = HTTPOptions()
        options.largestBody = 100_000
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        // Announced, a little and far too much; not announced.
        for (name, length) in [("little", 100_001), ("much", 1 << 40)] {
            try await client.open(name, server.port)
            try await client.send(name, HTTPServer.header(length) + String(repeating: "x", count: 100))
            if length < 1 << 20 { try await client.send(name, String(repeating: "x", count: length - 100)) }
            #expect(try await client.answer(name).status == 413)
            try await client.end(name)
        }
        try await client.open("expecting", server.port)
        try await client.send("expecting", HTTPServer.header(150_000, "Expect: 100-continue"))
        #expect(try await client.answer("expecting").status == 413, "without a body")
        try await client.open("chunks", server.port)
        let chunk = "8000\r\n\(String(repeating: "x", count: 0x8000))\r\n"
        try await client.send(
            "chunks",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String(repeating: chunk, count: 4) + "0\r\n\r\n")
        #expect(try await client.answer("chunks").status == 413)
        // The largest that is taken, by length and in chunks.
        let alert = HTTPServer.alert("large", padding: 100_000 - HTTPServer.alert("large").utf8.count)
        try await client.open("large", server.port)
        #expect(try await client.post("large", alert).status == 200)
        try await server.stop()
        #expect(server.rules == ["large"])
        #expect(server.source.counts.undecodable == 4)
        #expect(server.seen.state.odd.map(\.size).contains(1 << 40))
    }

    /// More large bodies than there is room for: some wait until others were taken.
    @Test func largeBodiesWaitForRoom() async throws {
        var options = HTTPOptions()
        options.largestBody = 200_000
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        let alert = HTTPServer.alert("large", padding: 150_000)
        // Five hold room for their bodies, more than there is for four largest bodies.
        for index in 0..<12 {
            try await client.open("c\(index)", server.port)
            try await client.send("c\(index)", HTTPServer.header(alert.utf8.count) + alert.prefix(60_000))
        }
        for index in 0..<12 {
            try await client.send("c\(index)", String(alert.dropFirst(60_000)))
        }
        for index in 0..<12 { #expect(try await client.answer("c\(index)").status == 200) }
        try await server.stop()
        #expect(server.rules.count == 12)
    }

    /// Whoever takes the room and does not use it loses it.
    @Test func roomIsNotForEver() async throws {
        var options = HTTPOptions()
        options.largestBody = 200_000
        options.timeout = .seconds(1)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        for index in 0..<8 {
            try await client.open("c\(index)", server.port)
            try await client.send(
                "c\(index)", HTTPServer.header(200_000) + String(repeating: "x", count: 30_000))
        }
        for index in 0..<8 { try await client.end("c\(index)") }
        try await client.open("good", server.port)
        #expect(try await client.post("good", HTTPServer.alert("good", padding: 150_000)).status == 200)
        try await server.stop()
        #expect(server.rules == ["good"])
    }

    @Test func fiveHundredConnectionsAreServed() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        let tally: [String: Int]? = try await client.peer.command(
            "crowd \(server.port) 500 \(HTTPServer.captured)", within: .seconds(120))["tally"]
        #expect(tally == ["200": 500])
        try await server.stop()
        #expect(server.rules.count == 500)
    }

    /// Who brings nothing goes when somebody else comes: first those that never brought anything.
    @Test func whoeverBringsNothingMakesRoom() async throws {
        var options = HTTPOptions()
        options.connections = 4
        options.respite = .milliseconds(1)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        let alert = HTTPServer.alert("busy")
        try await client.open("busy", server.port)
        try await client.send("busy", HTTPServer.header(alert.utf8.count) + alert.prefix(20))
        try await client.open("kept", server.port)
        #expect(try await client.post("kept", HTTPServer.alert("kept")).status == 200)
        #expect(server.seen.state.impaired.isEmpty)
        for index in 0..<10 { try await client.open("mute\(index)", server.port) }
        try await client.open("late", server.port)
        #expect(try await client.post("late", HTTPServer.alert("late")).status == 200)
        for index in 0..<9 { #expect(try await client.end("mute\(index)") == 0) }
        #expect(try await client.post("kept", HTTPServer.alert("kept again")).status == 200)
        try await client.send("busy", String(alert.dropFirst(20)))
        #expect(try await client.answer("busy").status == 200)
        #expect(server.seen.state.impaired.count == 1)
        #expect(server.seen.state.impaired.first?.contains("4 connections are open") == true)
        #expect(server.seen.state.refused.isEmpty)
        try await server.stop()
        #expect(server.rules == ["kept", "late", "kept again", "busy"])
    }

    /// Beyond the cap they wait in the system's queue, and are served when others go.
    @Test func connectionsBeyondTheCapWait() async throws {
        var options = HTTPOptions()
        options.connections = 4
        options.respite = .seconds(600)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        for index in 0..<8 { try await client.open("c\(index)", server.port) }
        for index in 0..<4 {
            #expect(try await client.post("c\(index)", HTTPServer.alert("r\(index)")).status == 200)
        }
        for index in 4..<8 {
            try await client.send(
                "c\(index)", HTTPServer.header(HTTPServer.alert("late").utf8.count) + HTTPServer.alert("late")
            )
        }
        #expect(server.rules.count == 4)
        for index in 0..<4 { try await client.peer.command("reset c\(index)") }
        for index in 4..<8 { #expect(try await client.answer("c\(index)").status == 200) }
        try await server.stop()
        #expect(server.rules.count == 8)
    }

    /// An end that comes together with bytes that are no whole request may go unseen until the time for a request is
    /// over (the library looks again when more comes); then the connection is closed.
    @Test func nonsenseIsAnsweredOrCutOff() async throws {
        var options = HTTPOptions()
        options.timeout = .seconds(5)
        options.idle = .seconds(5)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        let long = String(repeating: "x", count: 70_000)
        for (index, bytes) in [
            "\r\n\r\n\r\n", "nonsense\r\n\r\n", "GET\r\n\r\n", "POST / HTTP/9.9\r\n\r\n",
            "POST / HTTP/1.1\r\n\r\n",
            "POST /\(long) HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nA: \(long)\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{FC}",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ].enumerated() {
            try await client.open("c\(index)", server.port)
            // Whatever it makes of them, it closes once the client does, and serves the next.
            try? await client.send("c\(index)", bytes)
            _ = try? await client.peer.command("finish c\(index)")
            try await client.end("c\(index)")
        }
        try await client.open("good", server.port)
        #expect(try await client.post("good", HTTPServer.alert("good")).status == 200)
        try await server.stop()
        #expect(server.rules == ["good"])
    }

    /// What stops in the middle of a chunk is no alert, not even if the part is one.
    @Test func halfABodyIsNoBody() async throws {
        var options = HTTPOptions()
        options.timeout = .seconds(5)
        let server = try HTTPServer(options)
        let client = try await HTTPClient()
        for (name, head) in [
            ("length", HTTPServer.header(500)),
            ("chunks", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n"),
        ] {
            try await client.open(name, server.port)
            try await client.send(name, head + HTTPServer.alert(name))
            try await client.peer.command("finish \(name)")
            try await client.end(name)
        }
        try await server.stop()
        #expect(server.rules.isEmpty, "\(server.rules)")
    }

    /// Requests one behind the other, without waiting for answers.
    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let server = try HTTPServer()
        let client = try await HTTPClient()
        try await client.open("a", server.port)
        var bytes = ""
        for index in 0..<50 {
            let alert = HTTPServer.alert("r\(index)")
            bytes += HTTPServer.header(alert.utf8.count) + alert
        }
        try await client.send("a", bytes + "GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let answers = try await client.end("a")
        #expect(answers > 50 * 50)
        try await server.stop()
        #expect(server.rules == (0..<50).map { "r\($0)" })
    }
}
