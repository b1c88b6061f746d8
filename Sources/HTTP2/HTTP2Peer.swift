internal import COpenSSL
internal import Glibc

/// Who is on the other side of a connection, as far as the system or TLS vouches for it.
package enum HTTP2Peer: Sendable, Hashable {
    /// On a Unix socket: the number of the user who connected.
    case user(UInt32)
    /// With TLS: the subject of the other side's certificate, in the form of RFC 2253, ASCII only.
    case certificate(subject: String)
    case unknown

    /// Who connected to a Unix socket.
    static func ofUnixSocket(_ number: Int32) -> HTTP2Peer {
        // Process, user and group. The process has no number here when it lives in another PID namespace.
        var credentials: (pid_t, uid_t, gid_t) = (0, 0, 0)
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(number, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0,
            Int(size) == MemoryLayout.size(ofValue: credentials)
        else { return .unknown }
        return .user(credentials.1)
    }

    /// Whose certificate it is.
    static func ofSession(_ session: OpaquePointer) -> HTTP2Peer {
        guard let certificate = SSL_get1_peer_certificate(session) else { return .unknown }
        defer { X509_free(certificate) }
        guard let text = BIO_new(BIO_s_mem()) else { return .unknown }
        defer { BIO_free(text) }
        X509_NAME_print_ex(text, X509_get_subject_name(certificate), 0, openssl_rfc2253())
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = BIO_read(text, &bytes, Int32(bytes.count))
        // One that does not fit would pass for every other with the same beginning.
        return count > 0 && Int(count) < bytes.count
            ? .certificate(subject: String(decoding: bytes[..<Int(count)], as: UTF8.self)) : .unknown
    }
}
