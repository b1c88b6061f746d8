internal import CNGHTTP2

/// One HTTP/2 connection, as client or server. It belongs to one thread.
///
/// The owner waits until ``transportNumber`` is ready, then calls ``receive(with:)`` or ``flush()``; what arrives goes to the
/// delegate. After submitting, resuming or consuming outside of ``receive(with:)``, call ``flush()``. The window is the
/// owner's to manage: bytes count against it until ``consume(_:stream:)`` gives them back.
package final class HTTP2Connection {
    /// Which side of the connection this is.
    package enum Role: Sendable { case client, server }

    /// What ``receive(with:)`` found.
    package enum Received: Sendable {
        /// There was nothing to read.
        case nothing
        /// Everything there was is read.
        case all
        /// More may be there to read now.
        case more
        /// The other side closed the connection (see ``HTTP2Connection/isClosed``), or nothing it says counts any more.
        case end

        /// Whether reading again at once would bring nothing.
        package var isLast: Bool {
            switch self {
            case .nothing, .end: true
            case .all, .more: false
            }
        }
    }

    let role: Role
    let transport: Transport
    private(set) var session: OpaquePointer?
    var output = OutputQueue()
    private(set) weak var delegate: (any HTTP2ConnectionDelegate)?

    /// Streams that are not closed.
    var streams: [Int32: HTTP2Stream] = [:]
    /// Whether the other side has shown settings, and so speaks HTTP/2.
    package internal(set) var hasSettings = false
    /// What nghttp2 said about the other side's last fault.
    var complaint: String?
    /// Set when this side had to give up the connection because of such a fault.
    var violation: HTTP2Error?

    /// A connection over `transport`; its settings go out with the first ``flush()``.
    ///
    /// - Parameters:
    ///   - window: bytes that the other side may send before some are consumed, for each stream and for all of
    ///     them together, 65,535 to 2^31 - 1.
    ///   - delegate: hears what arrives. It is not kept alive.
    package init(
        _ role: Role, over transport: Transport, window: Int, delegate: any HTTP2ConnectionDelegate
    ) throws(HTTP2Error) {
        self.role = role
        self.transport = transport
        self.delegate = delegate
        session = try HTTP2Connection.makeSession(role, owner: Unmanaged.passUnretained(self).toOpaque())
        try announce(window: window)
    }

    deinit {
        nghttp2_session_del(session)
    }

    /// Whether the other side closed the connection.
    package private(set) var isClosed = false

    /// For polling.
    package var transportNumber: Int32 { transport.number }

    package var isEncrypted: Bool { transport.isEncrypted }

    /// Who is on the other side.
    package var peer: HTTP2Peer { transport.peer }

    /// Whether to wait for room to write.
    package var wantsWrite: Bool { transport.wantsWrite(plainText: !output.isEmpty) }

    /// Whether nothing more will be read or written: both sides are done.
    package var isFinished: Bool {
        output.isEmpty && nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
    }

    /// Whether bytes wait to be sent.
    package var hasOutput: Bool { !output.isEmpty || nghttp2_session_want_write(session) != 0 }

    /// Reads once from the socket and hands what came to the delegate.
    /// - Throws: `HTTP2Error` when the connection is of no more use.
    package func receive(with buffer: ReadBuffer) throws(HTTP2Error) -> Received {
        let count: Int
        switch try transport.receive(buffer.bytes) {
        case .nothing:
            do throws(HTTP2Error) {
                try flush()
            } catch  where error.code == .closed {
                // The other side closed just now, perhaps with words of farewell: the next call reads them, and the end.
            }
            return .nothing
        case .end:
            isClosed = true
            return .end
        case .bytes(let received): count = received
        }
        let used = nghttp2_session_mem_recv(
            session, buffer.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count)
        do throws(HTTP2Error) {
            try flush()
        } catch  where error.code == .closed {
            // The other side closed. What it said before is still to be read, and then the end.
        }
        if let violation { throw violation }
        if used < 0 { throw fault(Int32(used)) }
        if nghttp2_session_want_read(session) == 0 { return .end }
        return count == buffer.bytes.count ? .more : .all
    }

    /// Sends what is to be sent, as far as the socket takes it.
    /// - Throws: `HTTP2Error` when the connection is of no more use.
    package func flush() throws(HTTP2Error) {
        while true {
            if output.isEmpty { try gather() }
            if output.isEmpty { break }
            let wanted = output.nextCount
            let sent = try output.withBytes { stretches throws(HTTP2Error) in try transport.send(stretches) }
            output.drop(sent)
            // The socket is full.
            if sent < wanted { break }
        }
        try transport.flush()
    }

    /// Bytes gathered before they are sent.
    static let gathered = 64 << 10

    /// Lets nghttp2 write frames, 64 KB or a little more at a time.
    private func gather() throws(HTTP2Error) {
        while output.count < HTTP2Connection.gathered {
            var bytes: UnsafePointer<UInt8>?
            let count = nghttp2_session_mem_send(session, &bytes)
            if count < 0 { throw fault(Int32(count)) }
            if count == 0 { return }
            output.append(UnsafeBufferPointer(start: bytes, count: count))
        }
    }

    func fault(_ code: Int32) -> HTTP2Error {
        let words = complaint ?? String(cString: nghttp2_strerror(code))
        guard hasSettings || role == .server else {
            return HTTP2Error(.notHTTP2, "the other side does not speak HTTP/2 (\(words))")
        }
        return HTTP2Error(.violation, "the other side broke the rules of HTTP/2 (\(words))")
    }

    private func announce(window: Int) throws(HTTP2Error) {
        let window = min(max(window, 65_535), Int(Int32.max))
        var settings = [
            (NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window),
            (NGHTTP2_SETTINGS_MAX_FRAME_SIZE, min(max(window / 4, 16_384), 1 << 20)),
            (NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, HTTP2Stream.maximumHeaderBytes),
        ]
        switch role {
        case .client: settings.append((NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
        case .server: settings.append((NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 100))
        }
        let entries = settings.map {
            nghttp2_settings_entry(settings_id: Int32($0.0.rawValue), value: UInt32($0.1))
        }
        let flags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
        guard nghttp2_submit_settings(session, flags, entries, entries.count) == 0,
            nghttp2_session_set_local_window_size(session, flags, 0, Int32(window)) == 0
        else { throw HTTP2Error(.system, "cannot begin HTTP/2: out of memory") }
    }
}
