internal import CNGHTTP2

// nghttp2 calls these on the connection's thread, while it reads or writes. The connection is alive then, since it
// is the one that called nghttp2.

extension HTTP2Connection {
    static func makeSession(_ role: Role, owner: UnsafeMutableRawPointer) throws(HTTP2Error) -> OpaquePointer
    {
        var callbacks: OpaquePointer?
        var options: OpaquePointer?
        defer {
            nghttp2_session_callbacks_del(callbacks)
            nghttp2_option_del(options)
        }
        guard nghttp2_session_callbacks_new(&callbacks) == 0, nghttp2_option_new(&options) == 0 else {
            throw HTTP2Error(.system, "cannot begin HTTP/2: out of memory")
        }
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, headersBegan)
        nghttp2_session_callbacks_set_on_header_callback(callbacks, headerCame)
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frameCame)
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, dataCame)
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, streamClosed)
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, frameSent)
        nghttp2_session_callbacks_set_error_callback2(callbacks, complained)
        nghttp2_session_callbacks_set_send_data_callback(callbacks, sendLent)
        nghttp2_option_set_no_auto_window_update(options, 1)
        // One read may bring 4,000 PINGs or SETTINGS, and all are answered; a peer that never reads its answers is cut
        // off when so many wait.
        nghttp2_option_set_max_outbound_ack(options, 10_000)
        var session: OpaquePointer?
        let outcome =
            role == .client
            ? nghttp2_session_client_new2(&session, callbacks, owner, options)
            : nghttp2_session_server_new2(&session, callbacks, owner, options)
        guard outcome == 0, let session else {
            throw HTTP2Error(.system, "cannot begin HTTP/2: out of memory")
        }
        return session
    }
}

private func connection(_ owner: UnsafeMutableRawPointer?) -> HTTP2Connection? {
    owner.map { Unmanaged<HTTP2Connection>.fromOpaque($0).takeUnretainedValue() }
}

private let refused = Int32(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)

private func headersBegan(
    _: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard let frame, let connection = connection(owner) else { return 0 }
    let id = frame.pointee.hd.stream_id
    if connection.streams[id] == nil { connection.streams[id] = HTTP2Stream() }
    connection.streams[id]?.beginHeaders()
    return 0
}

private func headerCame(
    _: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ name: UnsafePointer<UInt8>?,
    _ nameLength: Int,
    _ value: UnsafePointer<UInt8>?, _ valueLength: Int, _: UInt8, _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard let frame, let stream = connection(owner)?.streams[frame.pointee.hd.stream_id] else { return 0 }
    let header = HTTP2Header(
        String(decoding: UnsafeBufferPointer(start: name, count: nameLength), as: UTF8.self),
        String(decoding: UnsafeBufferPointer(start: value, count: valueLength), as: UTF8.self))
    return stream.add(header, size: nameLength + valueLength) ? 0 : refused
}

private func frameCame(
    _: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard let frame, let connection = connection(owner) else { return 0 }
    let head = frame.pointee.hd
    let id = head.stream_id
    let ends = head.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
    switch UInt32(head.type) {
    case NGHTTP2_DATA.rawValue where ends:
        connection.streams[id]?.hasEnded = true
        connection.delegate?.connection(connection, ended: id)
    case NGHTTP2_HEADERS.rawValue:
        guard let stream = connection.streams[id] else { return 0 }
        if ends { stream.hasEnded = true }
        connection.delegate?.connection(connection, stream: id, received: stream.headers, end: ends)
    case NGHTTP2_SETTINGS.rawValue where head.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) == 0:
        guard !connection.hasSettings else { return 0 }
        connection.hasSettings = true
        connection.delegate?.connectionReceivedSettings(connection)
    case NGHTTP2_GOAWAY.rawValue:
        let goAway = frame.pointee.goaway
        connection.delegate?.connection(
            connection, goAway: goAway.error_code, lastStream: goAway.last_stream_id)
    default: break
    }
    return 0
}

private func dataCame(
    _: OpaquePointer?, _: UInt8, _ stream: Int32, _ bytes: UnsafePointer<UInt8>?, _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard let connection = connection(owner) else { return 0 }
    connection.delegate?.connection(
        connection, stream: stream, received: UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

private func streamClosed(
    _: OpaquePointer?, _ stream: Int32, _ errorCode: UInt32, _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard let connection = connection(owner) else { return 0 }
    connection.delegate?.connection(connection, closed: stream, errorCode: errorCode)
    connection.streams[stream] = nil
    return 0
}

private func frameSent(
    _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard let frame, let connection = connection(owner) else { return 0 }
    let head = frame.pointee.hd
    switch UInt32(head.type) {
    case NGHTTP2_GOAWAY.rawValue where frame.pointee.goaway.error_code != NGHTTP2_NO_ERROR.rawValue:
        // nghttp2 gave the connection up, and often says why in the frame.
        let goAway = frame.pointee.goaway
        if connection.complaint == nil, goAway.opaque_data_len > 0 {
            connection.complaint = String(
                decoding: UnsafeBufferPointer(
                    start: goAway.opaque_data, count: min(goAway.opaque_data_len, 200)),
                as: UTF8.self)
        }
        connection.violation = connection.fault(Int32(NGHTTP2_ERR_PROTO.rawValue))
    case NGHTTP2_HEADERS.rawValue, NGHTTP2_DATA.rawValue:
        // A server that has answered does not wait for the rest of the request.
        guard connection.role == .server, head.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0,
            let stream = connection.streams[head.stream_id], !stream.hasEnded
        else { return 0 }
        connection.reset(stream: head.stream_id, errorCode: NGHTTP2_NO_ERROR.rawValue)
    default: break
    }
    return 0
}

private func complained(
    _: OpaquePointer?, _: Int32, _ words: UnsafePointer<CChar>?, _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard let words, let connection = connection(owner) else { return 0 }
    connection.complaint = String(
        decoding: UnsafeRawBufferPointer(start: words, count: min(count, 200)), as: UTF8.self)
    return 0
}

/// Fills a DATA frame from the stream's body.
func fillBody(
    _ session: OpaquePointer?, _ stream: Int32, _ bytes: UnsafeMutablePointer<UInt8>?, _ room: Int,
    _ flags: UnsafeMutablePointer<UInt32>?, _: UnsafeMutablePointer<nghttp2_data_source>?,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    guard let flags, let body = connection(owner)?.streams[stream]?.body else { return Int(refused) }
    let part = body.fill(UnsafeMutableRawBufferPointer(start: bytes, count: room))
    return announce(part, session, stream, flags)
}

/// Announces a DATA frame that the stream's body will give.
func offerBody(
    _ session: OpaquePointer?, _ stream: Int32, _: UnsafeMutablePointer<UInt8>?, _ room: Int,
    _ flags: UnsafeMutablePointer<UInt32>?, _: UnsafeMutablePointer<nghttp2_data_source>?,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    guard let flags, let body = connection(owner)?.streams[stream]?.lendingBody else { return Int(refused) }
    let count = announce(body.offer(room), session, stream, flags)
    if count > 0 { flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue }
    return count
}

/// Tells nghttp2 what a body has.
private func announce(
    _ part: HTTP2BodyPart, _ session: OpaquePointer?, _ stream: Int32, _ flags: UnsafeMutablePointer<UInt32>
) -> Int {
    switch part {
    case .bytes(let count): return count
    case .pause: return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    case .end(let count):
        flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
        return count
    case .trailers(let count, let trailers):
        flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue | NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
        let outcome = HTTP2Connection.withFields(trailers) {
            nghttp2_submit_trailer(session, stream, $0, $1)
        }
        return outcome == 0 ? count : Int(refused)
    }
}

/// Sends a DATA frame that was announced: its nine bytes of head, and its bytes from where they are.
private func sendLent(
    _: OpaquePointer?, _ frame: UnsafeMutablePointer<nghttp2_frame>?, _ head: UnsafePointer<UInt8>?,
    _ count: Int, _: UnsafeMutablePointer<nghttp2_data_source>?, _ owner: UnsafeMutableRawPointer?
) -> Int32 {
    guard let frame, let connection = connection(owner),
        let body = connection.streams[frame.pointee.hd.stream_id]?.lendingBody
    else { return refused }
    // There is more to send than is gathered at a time: the frame waits.
    if connection.output.count >= HTTP2Connection.gathered {
        return Int32(NGHTTP2_ERR_WOULDBLOCK.rawValue)
    }
    connection.output.append(UnsafeBufferPointer(start: head, count: 9))
    body.give(count) { bytes, owner in
        if let owner {
            connection.output.lend(bytes, owner: owner)
        } else {
            connection.output.append(bytes.assumingMemoryBound(to: UInt8.self))
        }
    }
    return 0
}
