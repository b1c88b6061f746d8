internal import HTTP2

/// One client's connection to a server. It belongs to the server's thread.
final class ServerConnection: HTTP2ConnectionDelegate {
    private let service: any ServerService
    /// What each call gets in place of being served.
    private let refusal: Status?
    private(set) var http2: HTTP2Connection?
    private var streams: [Int32: ServerStream] = [:]
    private var isGoingAway = false
    private var peer: HTTP2Peer?
    /// Since when there is no call; at first, when the connection was taken.
    private(set) var idleSince = ContinuousClock.now

    /// - Parameter refusal: the status that all calls get; `nil` when they are served.
    init(
        _ transport: Transport, _ service: any ServerService, refusal: Status? = nil
    ) throws(HTTP2Error) {
        self.service = service
        self.refusal = refusal
        http2 = try HTTP2Connection(.server, over: transport, window: 1 << 16, delegate: self)
    }

    /// Whether nobody is being served.
    var isIdle: Bool { streams.isEmpty }

    /// Whether it is only there to be refused.
    var isRefused: Bool { refusal != nil }

    /// Whether the client has shown that it speaks HTTP/2.
    var isOpen: Bool { http2?.hasSettings == true }

    /// The connection is gone, and its calls with it.
    func close() {
        for stream in streams.values { stream.close() }
        streams = [:]
        http2 = nil
    }

    /// Tells the client to go.
    func goAway() {
        isGoingAway = true
        http2?.goAway()
        for stream in streams.values where stream.kind == .sub {
            if service.drainsAtStop {
                stream.endAfterAll()
                serve(stream)
            } else if stream.hasUnservedRequest {
                end(stream)
            }
        }
    }

    /// Ends all calls with status OK, asked or not.
    func endAll() {
        for stream in streams.values { end(stream) }
    }

    func terminate() {
        http2?.terminate()
    }

    /// Serves what the calls have asked for, and ends those that were revoked; to be called when that may have changed.
    func serve() {
        for stream in streams.values {
            if stream.isRevoked {
                // Calm down: gRPC reads it as RESOURCE_EXHAUSTED.
                http2?.reset(stream: stream.id, errorCode: 11)
            } else {
                serve(stream)
            }
        }
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
        guard stream.isServed, stream.hasMessage() else {
            // Nothing waits: `sub` says nothing at all before its end, `get` ends.
            if stream.isServed, stream.isDone { end(stream) }
            return
        }
        guard !stream.hasAnswered else {
            http2?.resume(stream: stream.id)
            return
        }
        stream.hasAnswered = true
        attempt { http2 throws(HTTP2Error) in
            try http2.respond(to: stream.id, ServerConnection.answer, lending: stream)
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
        if let refusal {
            refuse(id, refusal)
            // It is the client that closes, or else what it sends meanwhile would cut off the answer.
            return connection.goAway()
        }
        let peer = peer ?? connection.peer
        self.peer = peer
        let call = ServerCall(path: headers[":path"] ?? "", headers: headers, peer: peer)
        let stream: ServerStream
        switch service.answer(call) {
        case .messages(let kind, let source): stream = ServerStream(kind, id: id, source: source)
        case .unary(let answer): stream = ServerStream(id: id, answer: answer)
        case .refusal(let status): return refuse(id, status)
        }
        streams[id] = stream
        if end { ended(stream) }
    }

    func connection(_ connection: HTTP2Connection, stream id: Int32, received data: UnsafeRawBufferPointer) {
        connection.consume(data.count, stream: id)
        guard let stream = streams[id] else { return }
        guard let requests = stream.receive(data) else {
            return finish(stream, RequestMessage.malformed)
        }
        guard requests > 0 else { return }
        switch stream.kind {
        case .sub:
            service.countRequests(requests)
            if isGoingAway && !service.drainsAtStop {
                end(stream)
            } else {
                serve(stream)
            }
        case .get: serve(stream)
        case .unary:
            switch stream.answer() {
            case .success: serve(stream)
            case .failure(let status): finish(stream, status)
            }
        }
    }

    func connection(_ connection: HTTP2Connection, ended id: Int32) {
        if let stream = streams[id] { ended(stream) }
    }

    /// The client has sent its last request.
    private func ended(_ stream: ServerStream) {
        switch stream.kind {
        case .sub:
            // Falco waits for another one all the same.
            guard service.endsHalfClosedCalls else { return }
            stream.endAfterRequests()
            if stream.hasAnswered { http2?.resume(stream: stream.id) } else { serve(stream) }
        case .get, .unary: finish(stream, Status(code: 13, message: "no request message"))
        }
    }

    func connection(_ connection: HTTP2Connection, closed id: Int32, errorCode: UInt32) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        stream.close()
        if streams.isEmpty { idleSince = .now }
    }

    func connection(_ connection: HTTP2Connection, goAway errorCode: UInt32, lastStream: Int32) {}
}
