internal import Glibc

/// A connected stream socket, with TLS or without. It never blocks, and raises no SIGPIPE.
package final class Transport {
    /// What a read gave.
    enum Received {
        /// That many bytes. Fewer than asked for mean that nothing is left to read now.
        case bytes(Int)
        case nothing
        /// The other side closed.
        case end
    }

    private let descriptor: Descriptor
    private let tls: TLSSession?

    /// Takes over a connected, non-blocking socket.
    init(_ descriptor: consuming Descriptor, tls: TLSSession? = nil) {
        self.descriptor = descriptor
        self.tls = tls
    }

    /// For polling.
    package var number: Int32 { descriptor.number }

    /// Whether the connection is encrypted.
    package var isEncrypted: Bool { tls != nil }

    /// Who is on the other side; with TLS known once the first bytes have been received.
    package var peer: HTTP2Peer { tls?.peer ?? .ofUnixSocket(descriptor.number) }

    /// Whether to wait for room to write, given that there is plain text to send.
    func wantsWrite(plainText: Bool) -> Bool {
        guard let tls else { return plainText }
        return tls.hasCipherText || (plainText && tls.isReady)
    }

    func receive(_ buffer: UnsafeMutableRawBufferPointer) throws(HTTP2Error) -> Received {
        if let tls { return try tls.receive(buffer, from: descriptor.number) }
        return try Transport.read(descriptor.number, buffer)
    }

    /// Sends as much of the stretches, in order, as fits, and returns how much that was.
    func send(_ stretches: UnsafeMutableBufferPointer<iovec>) throws(HTTP2Error) -> Int {
        guard let tls else { return try Transport.write(descriptor.number, stretches) }
        var sent = 0
        for stretch in stretches {
            let bytes = UnsafeRawBufferPointer(start: stretch.iov_base, count: stretch.iov_len)
            let part = try tls.send(bytes, to: descriptor.number)
            sent += part
            if part < bytes.count { break }
        }
        return sent
    }

    /// Sends as much of the bytes as fits and returns how much that was.
    func send(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) -> Int {
        var stretch = iovec(
            iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
        return try withUnsafeMutablePointer(to: &stretch) { pointer throws(HTTP2Error) in
            try send(UnsafeMutableBufferPointer(start: pointer, count: 1))
        }
    }

    /// Sends what TLS itself has to say.
    func flush() throws(HTTP2Error) {
        try tls?.flush(to: descriptor.number)
    }

    static func read(_ number: Int32, _ buffer: UnsafeMutableRawBufferPointer) throws(HTTP2Error) -> Received
    {
        while true {
            let count = recv(number, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothing
            case ECONNRESET: throw HTTP2Error(.closed, "the connection was reset", errorNumber: ECONNRESET)
            case ETIMEDOUT:
                throw HTTP2Error(.timedOut, "the other side no longer answers", errorNumber: ETIMEDOUT)
            default: throw .system("cannot read from the connection", errno)
            }
        }
    }

    private static func write(
        _ number: Int32, _ stretches: UnsafeMutableBufferPointer<iovec>
    ) throws(HTTP2Error) -> Int {
        var message = msghdr()
        message.msg_iov = stretches.baseAddress
        message.msg_iovlen = stretches.count
        while true {
            let count = sendmsg(number, &message, Int32(MSG_NOSIGNAL))
            if count >= 0 { return count }
            if try mayWriteLater(errno) { return 0 }
        }
    }

    static func write(_ number: Int32, _ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) -> Int {
        while true {
            let count = Glibc.send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return count }
            if try mayWriteLater(errno) { return 0 }
        }
    }

    /// Whether there is no room now; false when the write is to be tried again at once.
    private static func mayWriteLater(_ errorNumber: Int32) throws(HTTP2Error) -> Bool {
        switch errorNumber {
        case EINTR: return false
        case EAGAIN: return true
        case EPIPE, ECONNRESET:
            throw HTTP2Error(.closed, "the other side closed the connection", errorNumber: errorNumber)
        default: throw .system("cannot write to the connection", errorNumber)
        }
    }
}
