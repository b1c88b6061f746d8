import TestSupport
import Testing

@testable import HTTP2

/// A client and a server, both driven by the test's own thread.
@Suite struct HTTP2ConnectionTests {
    let directory: TemporaryDirectory
    let client: Side
    let server: Side

    static let request = [
        HTTP2Header(":method", "POST"), HTTP2Header(":scheme", "http"), HTTP2Header(":path", "/a/b"),
        HTTP2Header(":authority", "localhost"), HTTP2Header("te", "trailers"),
    ]
    static let answer = [HTTP2Header(":status", "200"), HTTP2Header("x-kind", "answer")]

    init() throws {
        directory = try TemporaryDirectory()
        let address = try UnixAddress(path: directory("h2.sock"))
        let listener = try Listener(unix: address, mode: 0o600)
        client = try Side(.client, Dial.unix(address))
        server = try Side(.server, #require(try listener.accept()))
    }

    /// Lets both sides read and write until nothing moves any more.
    func settle() {
        var idleRounds = 0
        // What one side writes in an idle round moves in the next one.
        while idleRounds < 2 {
            let moved = [client.turn(), server.turn()].contains(true)
            idleRounds = moved ? 0 : idleRounds + 1
        }
    }

    func connection(_ side: Side) throws -> HTTP2Connection { try #require(side.connection) }

    @Test func aRequestAndItsAnswer() throws {
        server.answer = { side, stream throws(HTTP2Error) in
            try side.connection?.respond(
                to: stream, Self.answer,
                body: Bytes(Array("hello".utf8), .trailers([HTTP2Header("x-status", "0")])))
        }
        let stream = try connection(client).request(Self.request, body: Bytes(Array("question".utf8)))
        settle()
        #expect(client.hasSettings && server.hasSettings)
        #expect(server.headers.first?[":path"] == "/a/b" && server.headers.first?["te"] == "trailers")
        #expect(server.data == Array("question".utf8))
        #expect(client.headers == [Self.answer, [HTTP2Header("x-status", "0")]])
        #expect(client.data == Array("hello".utf8))
        #expect(client.closed == [stream: 0] && server.closed == [stream: 0])
    }

    @Test func anAnswerThatIsOnlyHeaders() throws {
        server.answer = { side, stream throws(HTTP2Error) in
            try side.connection?.respond(to: stream, Self.answer)
        }
        let stream = try connection(client).request(Self.request, body: Bytes([], .pause))
        settle()
        #expect(client.headers == [Self.answer] && client.ended == [stream])
        // The server has no use for the rest of the request, and says so without calling it an error.
        #expect(client.closed == [stream: 0])
    }

    @Test func aBodyThatPausesGoesOnWhenResumed() throws {
        let body = Bytes([1, 2], .pause)
        let stream = try connection(client).request(Self.request, body: body)
        settle()
        #expect(server.data == [1, 2] && server.ended.isEmpty)
        body.bytes = [3]
        body.ending = .end
        try connection(client).resume(stream: stream)
        settle()
        #expect(server.data == [1, 2, 3] && server.ended == [stream])
    }

    @Test func theWindowStallsTheSenderUntilBytesAreConsumed() throws {
        let sent = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        server.answer = { side, stream throws(HTTP2Error) in
            try side.connection?.respond(to: stream, Self.answer, body: Bytes(sent))
        }
        let stream = try connection(client).request(Self.request, body: Bytes([]))
        settle()
        #expect(client.data.count == 65_535)
        try connection(client).consume(40_000, stream: stream)
        settle()
        #expect(client.data.count == 105_535)
        var consumed = 40_000
        while client.data.count < sent.count {
            try connection(client).consume(client.data.count - consumed, stream: stream)
            consumed = client.data.count
            settle()
        }
        #expect(client.data == sent && client.closed == [stream: 0])
    }

    @Test func goAwayAndGoodBye() throws {
        _ = try connection(client).request(Self.request, body: Bytes([], .pause))
        settle()
        try connection(server).goAway()
        settle()
        #expect(client.goAway == 0 && client.failure == nil)
        try connection(server).terminate()
        settle()
        #expect(try connection(server).isFinished)
    }

    @Test func aResetEndsTheStreamOnBothSides() throws {
        let stream = try connection(client).request(Self.request, body: Bytes([], .pause))
        settle()
        try connection(client).reset(stream: stream, errorCode: 8)
        settle()
        #expect(server.closed == [stream: 8] && client.closed == [stream: 8])
    }

    @Test func theEndOfTheOtherSideIsSeen() throws {
        settle()
        server.connection = nil
        settle()
        #expect(client.isAtEnd || client.failure?.code == .closed)
    }

    @Test func tooManyHeadersEndTheStreamOnly() throws {
        let many = (0..<500).map { HTTP2Header("x-\($0)", String(repeating: "v", count: 60)) }
        let stream = try connection(client).request(Self.request + many, body: Bytes([], .pause))
        settle()
        #expect(server.headers.isEmpty)
        #expect(client.closed[stream] != nil && client.failure == nil && server.failure == nil)
    }

    @Test func whatIsNoHTTP2IsNamed() throws {
        let address = try UnixAddress(path: directory("raw.sock"))
        let listener = try Listener(unix: address, mode: 0o600)
        let side = try Side(.client, Dial.unix(address))
        let raw = try #require(try listener.accept())
        _ = try Array("SSH-2.0-OpenSSH_9.2p1\r\n".utf8).withUnsafeBytes { try raw.send($0) }
        while side.turn() {}
        #expect(side.failure?.code == .notHTTP2)
    }
}
