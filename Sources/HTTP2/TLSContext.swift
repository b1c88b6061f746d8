internal import COpenSSL
internal import Glibc

/// The certificates and rules for TLS connections: TLS 1.2 at least, HTTP/2 agreed by ALPN.
package final class TLSContext: @unchecked Sendable {
    // An SSL_CTX is reference counted and may make sessions on any thread once it is set up; `init` sets it up.
    let context: OpaquePointer
    let isServer: Bool

    /// For clients: the server must show a certificate for its name, signed by an authority in `ca`.
    ///
    /// - Parameters:
    ///   - ca: a file of trusted authorities, PEM.
    ///   - certificate: this side's certificate and chain, PEM.
    ///   - key: its private key, PEM.
    package static func client(ca: String, certificate: String, key: String) throws(HTTP2Error) -> TLSContext
    {
        try TLSContext(isServer: false, ca: ca, certificate: certificate, key: key)
    }

    /// For servers: clients must show a certificate signed by an authority in `ca`.
    package static func server(ca: String, certificate: String, key: String) throws(HTTP2Error) -> TLSContext
    {
        try TLSContext(isServer: true, ca: ca, certificate: certificate, key: key)
    }

    private init(isServer: Bool, ca: String, certificate: String, key: String) throws(HTTP2Error) {
        guard let context = SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else {
            throw TLSContext.fault("cannot set up TLS")
        }
        self.context = context
        self.isServer = isServer
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        try TLSContext.load(ca: ca, certificate: certificate, key: key, into: context)
        if isServer {
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
            SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
        } else {
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
            _ = TLSContext.protocols.withUnsafeBufferPointer {
                SSL_CTX_set_alpn_protos(context, $0.baseAddress, UInt32($0.count))
            }
        }
    }

    deinit {
        SSL_CTX_free(context)
    }

    /// Whether files can be used, for those who hand them to somebody else; `nil` for what there is none of.
    ///
    /// - Throws: `HTTP2Error` of code `invalid`, with what is wrong with which.
    package static func check(ca: String?, certificate: String?, key: String?) throws(HTTP2Error) {
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw fault("cannot set up TLS") }
        defer { SSL_CTX_free(context) }
        try load(ca: ca, certificate: certificate, key: key, into: context)
    }

    private static func load(
        ca: String?, certificate: String?, key: String?, into context: OpaquePointer
    ) throws(HTTP2Error) {
        for file in [ca, certificate, key] {
            guard let file, access(file, R_OK) != 0 else { continue }
            throw HTTP2Error(
                .invalid, "cannot read \(file): \(SystemError.words(errno))", errorNumber: errno)
        }
        if let ca, SSL_CTX_load_verify_locations(context, ca, nil) != 1 {
            throw fault("\(ca) holds no certificate authority in PEM form", .invalid)
        }
        guard let certificate, let key else { return }
        guard SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
            throw fault("\(certificate) holds no certificate in PEM form", .invalid)
        }
        guard SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
            throw fault("\(key) holds no key in PEM form that goes with \(certificate)", .invalid)
        }
        guard SSL_CTX_check_private_key(context) == 1 else {
            throw fault("the key \(key) does not belong to the certificate \(certificate)", .invalid)
        }
    }

    /// `h2`, as ALPN writes it.
    fileprivate static let protocols: [UInt8] = [2, 0x68, 0x32]

    /// An error with what OpenSSL has to say, whose queue of errors is then empty.
    static func fault(_ what: String, _ code: HTTP2Error.Code = .tls) -> HTTP2Error {
        let number = ERR_get_error()
        ERR_clear_error()
        guard number != 0, let reason = ERR_reason_error_string(number) else { return HTTP2Error(code, what) }
        return HTTP2Error(code, "\(what) (\(String(cString: reason)))")
    }
}

/// The server's side of ALPN: `h2` or no connection at all.
private func selectProtocol(
    _ session: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let chosen, let chosenLength, let offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    var place = 0
    while place < Int(offeredLength) {
        let length = Int(offered[place])
        guard place + 1 + length <= Int(offeredLength) else { break }
        if length == 2, offered[place + 1] == 0x68, offered[place + 2] == 0x32 {
            chosen.pointee = offered + place + 1
            chosenLength.pointee = 2
            return SSL_TLSEXT_ERR_OK
        }
        place += 1 + length
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
