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

    /// Sends what fits and returns how much that was.
    func send(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) -> Int {
        if let tls { return try tls.send(bytes, to: descriptor.number) }
        return try Transport.write(descriptor.number, bytes)
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

    static func write(_ number: Int32, _ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) -> Int {
        while true {
            let count = Glibc.send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return 0
            case EPIPE, ECONNRESET:
                throw HTTP2Error(.closed, "the other side closed the connection", errorNumber: errno)
            default: throw .system("cannot write to the connection", errno)
            }
        }
    }
}
