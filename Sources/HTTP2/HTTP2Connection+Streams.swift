internal import CNGHTTP2

extension HTTP2Connection {
    /// Sends a request and returns its stream.
    ///
    /// - Parameters:
    ///   - headers: pseudo headers first.
    ///   - body: kept until the stream is closed.
    package func request(_ headers: [HTTP2Header], body: any HTTP2Body) throws(HTTP2Error) -> Int32 {
        var provider = HTTP2Connection.provider(fillBody)
        let stream = HTTP2Connection.withFields(headers) {
            nghttp2_submit_request(session, nil, $0, $1, &provider, nil)
        }
        guard stream > 0 else { throw fault(stream) }
        let state = HTTP2Stream()
        state.body = body
        streams[stream] = state
        return stream
    }

    /// Answers a request: headers, which are the end.
    package func respond(to stream: Int32, _ headers: [HTTP2Header]) throws(HTTP2Error) {
        let outcome = HTTP2Connection.withFields(headers) {
            nghttp2_submit_response(session, stream, $0, $1, nil)
        }
        guard outcome == 0 else { throw fault(outcome) }
    }

    /// Answers a request: headers, and what comes after them.
    package func respond(
        to stream: Int32, _ headers: [HTTP2Header], body: any HTTP2Body
    ) throws(HTTP2Error) {
        streams[stream]?.body = body
        try respond(to: stream, headers, HTTP2Connection.provider(fillBody))
    }

    /// Answers a request: headers, and what comes after them, which is sent from where it is.
    package func respond(
        to stream: Int32, _ headers: [HTTP2Header], lending body: any HTTP2LendingBody
    ) throws(HTTP2Error) {
        streams[stream]?.lendingBody = body
        try respond(to: stream, headers, HTTP2Connection.provider(offerBody))
    }

    private func respond(
        to stream: Int32, _ headers: [HTTP2Header], _ provider: nghttp2_data_provider
    ) throws(HTTP2Error) {
        var provider = provider
        let outcome = HTTP2Connection.withFields(headers) {
            nghttp2_submit_response(session, stream, $0, $1, &provider)
        }
        guard outcome == 0 else { throw fault(outcome) }
    }

    /// A body that paused has more to say.
    package func resume(stream: Int32) {
        // Fails only when the body is not paused, and is then no failure.
        nghttp2_session_resume_data(session, stream)
    }

    /// Gives `count` received bytes back to the other side's window.
    package func consume(_ count: Int, stream: Int32) {
        guard count > 0 else { return }
        // Fails only for lack of memory, which the next flush reports. Bytes of a stream that is closed by now count
        // for the connection alone; nghttp2 knows.
        nghttp2_session_consume(session, stream, count)
    }

    /// Ends a stream at once. `errorCode` is HTTP/2's: 0 is no error, 8 is cancel.
    package func reset(stream: Int32, errorCode: UInt32) {
        nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream, errorCode)
    }

    /// Tells the other side to begin no more streams.
    package func goAway() {
        nghttp2_submit_goaway(
            session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nghttp2_session_get_last_proc_stream_id(session), 0,
            nil, 0)
    }

    /// Says good-bye: the last frame, after which this side reads and writes no more.
    package func terminate() {
        nghttp2_session_terminate_session(session, 0)
    }

    private static func provider(_ read: nghttp2_data_source_read_callback) -> nghttp2_data_provider {
        var provider = nghttp2_data_provider()
        provider.read_callback = read
        return provider
    }

    /// Calls `body` with the fields as nghttp2 wants them.
    static func withFields(
        _ headers: [HTTP2Header], _ body: (UnsafePointer<nghttp2_nv>?, Int) -> Int32
    ) -> Int32 {
        var text: [UInt8] = []
        for header in headers {
            text += header.name.utf8
            text += header.value.utf8
        }
        return text.withUnsafeMutableBufferPointer { text in
            var place = 0
            var fields: [nghttp2_nv] = []
            for header in headers {
                let name = header.name.utf8.count
                let value = header.value.utf8.count
                let start = text.baseAddress
                fields.append(
                    nghttp2_nv(
                        name: start.map { $0 + place }, value: start.map { $0 + place + name }, namelen: name,
                        valuelen: value, flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)))
                place += name + value
            }
            return body(fields, fields.count)
        }
    }
}
