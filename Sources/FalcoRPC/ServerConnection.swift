internal import FalcoAlerts
internal import HTTP2

/// One client's connection to a server. It belongs to the server's thread.
final class ServerConnection: HTTP2ConnectionDelegate {
    private let state: ServerState
    /// Tells the server that seats may have become free.
    private let seats: ServerSeats
    private(set) var http2: HTTP2Connection?
    private var streams: [Int32: ServerStream] = [:]
    private var isGoingAway = false

    init(_ transport: Transport, _ state: ServerState, _ seats: ServerSeats) throws(HTTP2Error) {
        self.state = state
        self.seats = seats
        http2 = try HTTP2Connection(.server, over: transport, window: 1 << 16, delegate: self)
    }

    /// Whether nobody is being served.
    var isIdle: Bool { streams.isEmpty }

    /// The connection is gone, and its calls with it.
    func close() {
        for stream in streams.values { seats.leave(stream) }
        streams = [:]
        http2 = nil
    }

    /// Tells the client to go.
    func goAway() {
        isGoingAway = true
        http2?.goAway()
        for stream in streams.values where stream.kind == .sub && stream.hasUnservedRequest { end(stream) }
    }

    /// Ends all calls with status OK, asked or not.
    func endAll() {
        for stream in streams.values { end(stream) }
    }

    func terminate() {
        http2?.terminate()
    }

    /// Serves what the `sub` calls have asked for; to be called when one got a seat.
    func serve() {
        for stream in streams.values { serve(stream) }
    }

    private func end(_ stream: ServerStream) {
        stream.end()
        if stream.hasAnswered {
            http2?.resume(stream: stream.id)
        } else {
            finish(stream, .ok)
        }
    }

    /// Sends what can be sent on a call now.
    private func serve(_ stream: ServerStream) {
        guard stream.isSeated, stream.hasMessage() else {
            // Nothing queued: `sub` says nothing at all, `get` ends.
            if stream.kind == .get { finish(stream, .ok) }
            return
        }
        guard !stream.hasAnswered else {
            http2?.resume(stream: stream.id)
            return
        }
        stream.hasAnswered = true
        attempt { http2 throws(HTTP2Error) in
            try http2.respond(to: stream.id, ServerConnection.answer, body: stream)
        }
    }

    private static let answer = [
        HTTP2Header(":status", "200"), HTTP2Header("content-type", "application/grpc"),
        HTTP2Header("grpc-accept-encoding", "identity"),
    ]

    /// Answers with a status alone, unless an answer has begun.
    private func finish(_ stream: ServerStream, _ status: Status) {
        guard !stream.hasAnswered else { return }
        stream.hasAnswered = true
        refuse(stream.id, status)
    }

    private func refuse(_ id: Int32, _ status: Status) {
        attempt { http2 throws(HTTP2Error) in
            try http2.respond(
                to: id,
                [HTTP2Header(":status", "200"), HTTP2Header("content-type", "application/grpc")]
                    + status.trailers)
        }
    }

    private func attempt(_ body: (HTTP2Connection) throws(HTTP2Error) -> Void) {
        guard let http2 else { return }
        // It fails when the stream is gone already, which its closing tells.
        try? body(http2)
    }

    func connectionReceivedSettings(_ connection: HTTP2Connection) {}

    func connection(
        _ connection: HTTP2Connection, stream id: Int32, received headers: [HTTP2Header], end: Bool
    ) {
        guard streams[id] == nil else { return }
        guard headers[":method"] == "POST", headers["content-type"]?.hasPrefix("application/grpc") == true
        else {
            return attempt { http2 throws(HTTP2Error) in
                try http2.respond(to: id, [HTTP2Header(":status", "415")])
            }
        }
        let kind: ServerStream.Kind
        switch Method(path: headers[":path"] ?? "") {
        case .sub: kind = .sub
        case .get: kind = .get
        case .version: kind = .version
        case nil: return refuse(id, Status(code: 12, message: ""))
        }
        let stream = ServerStream(kind, id: id) { [state] in state.pop() }
        streams[id] = stream
        if kind == .sub { seats.take(stream) }
        if end { ended(stream) }
    }

    func connection(_ connection: HTTP2Connection, stream id: Int32, received data: UnsafeRawBufferPointer) {
        connection.consume(data.count, stream: id)
        guard let stream = streams[id] else { return }
        guard let requests = stream.receive(data) else {
            return finish(stream, Status(code: 13, message: "not a request message"))
        }
        guard requests > 0 else { return }
        switch stream.kind {
        case .sub:
            state.countRequests(requests)
            if isGoingAway {
                end(stream)
            } else {
                serve(stream)
            }
        case .get:
            serve(stream)
        case .version:
            stream.send(state.version.encoded())
            serve(stream)
        }
    }

    func connection(_ connection: HTTP2Connection, ended id: Int32) {
        if let stream = streams[id] { ended(stream) }
    }

    /// The client has sent its last request. `sub` waits for another one all the same, as Falco does.
    private func ended(_ stream: ServerStream) {
        guard stream.kind != .sub else { return }
        finish(stream, Status(code: 13, message: "no request message"))
    }

    func connection(_ connection: HTTP2Connection, closed id: Int32, errorCode: UInt32) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        seats.leave(stream)
    }

    func connection(_ connection: HTTP2Connection, goAway errorCode: UInt32, lastStream: Int32) {}
}
