internal import HTTP2

/// One call on a connection of its own. It belongs to one thread.
final class ClientCall: HTTP2ConnectionDelegate {
    /// How the call ended.
    enum Outcome {
        case ok
        case failed(FalcoRPCError)
    }

    private let sink: any MessageSink
    private let body: RequestBody
    private let place: String
    private var deframer: MessageDeframer
    private var hasAnswer = false

    /// `nil` after a failed start only.
    private(set) var connection: HTTP2Connection?
    private(set) var stream: Int32 = 0
    private(set) var outcome: Outcome?
    /// Whether the server has shown that it speaks HTTP/2.
    private(set) var isOpen = false
    /// Whether the server will take no more calls on this connection.
    private(set) var isGoingAway = false
    /// Bytes received that have not been given back to the server's window, nor handed to ``takeReceivedBytes()``.
    private var receivedBytes = 0

    /// Begins a call.
    ///
    /// - Parameters:
    ///   - place: where the server is, for messages.
    ///   - maximum: the longest message to accept, in bytes.
    init(
        _ method: Method, over transport: Transport, place: String, window: Int, maximum: Int,
        sink: any MessageSink
    ) throws(FalcoRPCError) {
        self.sink = sink
        self.place = place
        body = RequestBody(requests: method == .sub ? 0 : 1, endsAfterwards: method != .sub)
        deframer = MessageDeframer(maximum: maximum)
        do throws(HTTP2Error) {
            let connection = try HTTP2Connection(.client, over: transport, window: window, delegate: self)
            self.connection = connection
            let headers = [
                HTTP2Header(":method", "POST"),
                HTTP2Header(":scheme", transport.isEncrypted ? "https" : "http"),
                HTTP2Header(":path", method.path),
                HTTP2Header(":authority", "localhost"),
                HTTP2Header("te", "trailers"),
                HTTP2Header("content-type", "application/grpc"),
                HTTP2Header("user-agent", "falconer"),
                HTTP2Header("grpc-accept-encoding", "identity"),
            ]
            stream = try connection.request(headers, body: body)
        } catch {
            throw FalcoRPCError(error, at: place)
        }
    }

    /// Asks for alerts; false when the request before has not even been sent. Flush afterwards.
    func sendRequest() -> Bool {
        guard body.add() else { return false }
        connection?.resume(stream: stream)
        return true
    }

    /// Bytes that came since the last call of this, for the receiver to give back by ``HTTP2Connection/consume``.
    func takeReceivedBytes() -> Int {
        defer { receivedBytes = 0 }
        return receivedBytes
    }

    /// Tells the server that this side is done, as far as that can be told without waiting.
    func close() {
        guard let connection else { return }
        if outcome == nil { connection.reset(stream: stream, errorCode: 8) }
        connection.terminate()
        try? connection.flush()
        self.connection = nil
    }

    private func end(_ outcome: Outcome) {
        if self.outcome == nil { self.outcome = outcome }
    }

    private func fail(
        _ code: FalcoRPCError.Code, _ reason: FalcoRPCError.Reason, _ message: String
    ) {
        end(.failed(FalcoRPCError(code, reason, message)))
    }

    func connectionReceivedSettings(_ connection: HTTP2Connection) {
        isOpen = true
    }

    func connection(
        _ connection: HTTP2Connection, stream: Int32, received headers: [HTTP2Header], end: Bool
    ) {
        guard stream == self.stream, outcome == nil else { return }
        if !hasAnswer {
            // An interim answer, for example 100, is not the answer yet.
            let status = headers[":status"] ?? ""
            if status.hasPrefix("1") { return }
            hasAnswer = true
            if let error = ClientCall.check(status: status, type: headers["content-type"], place) {
                self.end(.failed(error))
                return
            }
        }
        if end { finish(headers) }
    }

    private func finish(_ trailers: [HTTP2Header]) {
        guard let status = Status(trailers: trailers) else {
            return fail(
                .internal, .protocolViolation, "the server at \(place) ended the call without a gRPC status")
        }
        guard status.code != 0 else {
            guard !deframer.isWithinMessage else {
                return fail(
                    .internal, .protocolViolation, "the server at \(place) ended the call within a message")
            }
            return end(.ok)
        }
        let code = FalcoRPCError.Code(rawValue: status.code)
        let words = status.message.isEmpty ? "" : ": \(status.message)"
        guard code == .unimplemented else {
            return fail(code, .status, "the server at \(place) answered \(code)\(words)")
        }
        fail(
            code, .notFalco,
            "the server at \(place) is no Falco with gRPC outputs: it answered \(code)\(words)")
    }

    /// What is wrong with the first headers of an answer.
    private static func check(status: String, type: String?, _ place: String) -> FalcoRPCError? {
        guard status == "200" else {
            let code: FalcoRPCError.Code =
                switch status {
                case "400": .internal
                case "401": .unauthenticated
                case "403": .permissionDenied
                case "404": .unimplemented
                case "429", "502", "503", "504": .unavailable
                default: .unknown
                }
            // Those that a proxy in front of a Falco may give while Falco is away are worth waiting for.
            let reason: FalcoRPCError.Reason = code == .unavailable ? .status : .notGRPC
            return FalcoRPCError(
                code, reason, "the server at \(place) answered with HTTP status \(status), not with gRPC")
        }
        guard let type, type.hasPrefix("application/grpc") else {
            return FalcoRPCError(
                .unknown, .notGRPC,
                "the server at \(place) answered with \(type ?? "no content type"), not with gRPC")
        }
        return nil
    }

    func connection(_ connection: HTTP2Connection, stream: Int32, received data: UnsafeRawBufferPointer) {
        guard stream == self.stream, outcome == nil else {
            return connection.consume(data.count, stream: stream)
        }
        receivedBytes += data.count
        var rest = data
        do {
            while let event = try deframer.next(&rest) {
                switch event {
                case .message(let message): sink.received(message)
                case .oversized(let start, let size): sink.receivedOversized(start, size: size)
                }
            }
        } catch {
            switch error {
            case .compressed:
                fail(
                    .unimplemented, .compressed,
                    "the server at \(place) sent a compressed message, which was not asked for and is not supported. "
                        + "Falco does not compress: is there a proxy in between?")
            case .malformed:
                fail(
                    .internal, .protocolViolation,
                    "the server at \(place) sent bytes that are no gRPC messages")
            }
        }
    }

    func connection(_ connection: HTTP2Connection, ended stream: Int32) {
        guard stream == self.stream else { return }
        fail(.internal, .protocolViolation, "the server at \(place) ended the call without a gRPC status")
    }

    func connection(_ connection: HTTP2Connection, closed stream: Int32, errorCode: UInt32) {
        guard stream == self.stream else { return }
        let code: FalcoRPCError.Code =
            switch errorCode {
            case 7: .unavailable
            case 8: .cancelled
            case 11: .resourceExhausted
            case 12: .permissionDenied
            default: .internal
            }
        let reason: FalcoRPCError.Reason = code == .internal ? .protocolViolation : .status
        let words =
            errorCode == 7 ? "did not take the call" : "broke off the call (HTTP/2 error \(errorCode))"
        fail(code, reason, "the server at \(place) \(words)")
    }

    func connection(_ connection: HTTP2Connection, goAway errorCode: UInt32, lastStream: Int32) {
        isGoingAway = true
        guard errorCode != 0 else { return }
        fail(
            errorCode == 11 ? .resourceExhausted : .unavailable, .connectionLost,
            "the server at \(place) closed the connection (HTTP/2 error \(errorCode))")
    }
}
