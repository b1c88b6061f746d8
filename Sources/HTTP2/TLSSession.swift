internal import COpenSSL
internal import Glibc

/// TLS on one connection.
///
/// OpenSSL works on memory here; this type moves the cipher text between that memory and the socket, so that no
/// write can raise SIGPIPE.
final class TLSSession {
    private let session: OpaquePointer
    private let context: TLSContext
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private var cipherText = OutputBuffer()
    private let scratch: UnsafeMutableRawBufferPointer
    private var checkedProtocol = false

    /// - Parameter host: for clients, the name or address that the server's certificate must be for.
    init(_ context: TLSContext, host: String? = nil) throws(HTTP2Error) {
        guard let session = SSL_new(context.context), let incoming = BIO_new(BIO_s_mem()),
            let outgoing = BIO_new(BIO_s_mem())
        else { throw TLSContext.fault("cannot set up TLS") }
        self.session = session
        self.context = context
        self.incoming = incoming
        self.outgoing = outgoing
        scratch = .allocate(byteCount: 17 << 10, alignment: 16)
        // The session owns both from here on.
        SSL_set_bio(session, incoming, outgoing)
        if context.isServer {
            SSL_set_accept_state(session)
        } else {
            SSL_set_connect_state(session)
            try verify(host ?? "")
            // The client speaks first.
            SSL_do_handshake(session)
            collect()
        }
    }

    deinit {
        SSL_free(session)
        scratch.deallocate()
    }

    var hasCipherText: Bool { !cipherText.isEmpty }

    /// Who the other side is, by its certificate.
    var peer: HTTP2Peer { .ofSession(session) }

    /// Whether plain text may be sent.
    var isReady: Bool { SSL_is_init_finished(session) == 1 }

    func receive(
        _ buffer: UnsafeMutableRawBufferPointer, from number: Int32
    ) throws(HTTP2Error) -> Transport.Received {
        var filled = 0
        while filled < buffer.count {
            let room = buffer[filled...]
            ERR_clear_error()
            let count = SSL_read(
                session, UnsafeMutableRawBufferPointer(rebasing: room).baseAddress, Int32(room.count))
            collect()
            if count > 0 {
                filled += Int(count)
                continue
            }
            switch SSL_get_error(session, count) {
            case SSL_ERROR_WANT_READ:
                try agreeOnHTTP2()
                switch try Transport.read(number, scratch) {
                case .bytes(let count): BIO_write(incoming, scratch.baseAddress, Int32(count))
                case .nothing: return filled > 0 ? .bytes(filled) : .nothing
                case .end: return filled > 0 ? .bytes(filled) : .end
                }
            case SSL_ERROR_ZERO_RETURN:
                return filled > 0 ? .bytes(filled) : .end
            default:
                // What TLS wants to tell the other side about this is worth one try.
                try? flush(to: number)
                throw fault()
            }
        }
        try agreeOnHTTP2()
        return .bytes(filled)
    }

    func send(_ bytes: UnsafeRawBufferPointer, to number: Int32) throws(HTTP2Error) -> Int {
        try flush(to: number)
        guard cipherText.isEmpty, isReady else { return 0 }
        ERR_clear_error()
        let count = SSL_write(session, bytes.baseAddress, Int32(min(bytes.count, 64 << 10)))
        collect()
        try flush(to: number)
        if count > 0 { return Int(count) }
        guard SSL_get_error(session, count) == SSL_ERROR_WANT_READ else { throw fault() }
        return 0
    }

    func flush(to number: Int32) throws(HTTP2Error) {
        while !cipherText.isEmpty {
            let sent = try cipherText.withBytes { bytes throws(HTTP2Error) in
                try Transport.write(number, bytes)
            }
            if sent == 0 { return }
            cipherText.drop(sent)
        }
    }

    /// Takes over what OpenSSL wants to send.
    private func collect() {
        while true {
            let count = BIO_read(outgoing, scratch.baseAddress, Int32(scratch.count))
            guard count > 0 else { return }
            let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<Int(count)])
            cipherText.append(bytes.assumingMemoryBound(to: UInt8.self))
        }
    }

    private func verify(_ host: String) throws(HTTP2Error) {
        let parameters = SSL_get0_param(session)
        // An address is compared with the certificate's addresses, anything else with its names.
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return }
        ERR_clear_error()
        guard !host.isEmpty, X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1 else {
            throw HTTP2Error(.invalid, "\"\(host)\" is no host name")
        }
        _ = host.withCString {
            SSL_ctrl(
                session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
                UnsafeMutableRawPointer(mutating: $0))
        }
    }

    private func agreeOnHTTP2() throws(HTTP2Error) {
        guard !checkedProtocol, isReady else { return }
        checkedProtocol = true
        var chosen: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        SSL_get0_alpn_selected(session, &chosen, &length)
        guard length == 2, let chosen, chosen[0] == 0x68, chosen[1] == 0x32 else {
            throw HTTP2Error(.notHTTP2, "the other side speaks TLS but did not agree on HTTP/2")
        }
    }

    private func fault() -> HTTP2Error {
        let verdict = SSL_get_verify_result(session)
        if verdict != Int(X509_V_OK) {
            ERR_clear_error()
            let words = String(cString: X509_verify_cert_error_string(verdict))
            return HTTP2Error(.tls, "the other side's certificate is not accepted: \(words)")
        }
        return TLSContext.fault("TLS failed")
    }
}
