internal import Glibc
package import Inputs

/// An HTTP input as it was asked for: files are named, not yet read.
package struct HTTPInputPlan: Sendable {
    /// Files that are longer hold no token, certificate or key.
    private static let longestFile = 1 << 20

    package var address: ListenAddress
    /// A file with the token that requests must show.
    package var token: String?
    /// PEM files: a certificate with its key, and the authority that signed those of clients.
    package var certificate: String?
    package var key: String?
    package var clientAuthority: String?
    /// Whether other hosts may send without showing anything.
    package var isOpen = false
    package var timeout = Duration.seconds(30)

    package init(_ address: ListenAddress) {
        self.address = address
    }

    /// Why other hosts must not reach it; `nil` when they may.
    package var objection: String? {
        if isOpen || token != nil || clientAuthority != nil { return nil }
        return
            "whoever reaches it could send alerts: add --listen-http-token FILE or --listen-http-client-ca FILE, "
            + "or --listen-http-open if that is what you want"
    }

    /// Begins to listen.
    /// - Throws: `InputError`.
    func open(
        keepsOriginals: Bool, largestBody: Int, observer: @escaping @Sendable (InputEvent) -> Void
    ) throws(InputError) -> HTTPSource {
        var options = HTTPOptions()
        options.keepsOriginals = keepsOriginals
        options.largestBody = largestBody
        options.timeout = timeout
        if let token { options.token = try Self.token(token) }
        if let certificate, let key {
            options.tls = HTTPOptions.TLS(
                certificate: try Self.text(certificate), key: try Self.text(key),
                clientAuthority: try clientAuthority.map { (file) throws(InputError) in try Self.text(file) })
        }
        return try HTTPSource(try HTTPListener(address, objection: objection), options, observer: observer)
    }

    private static func token(_ file: String) throws(InputError) -> BearerToken {
        let bytes = try bytes(file)
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        if let token = BearerToken(line) { return token }
        throw InputError(
            code: .badConfiguration, input: file,
            message:
                "its first line is no token: that has at least \(BearerToken.shortest) characters and no spaces; "
                + "`openssl rand -hex 32` makes one")
    }

    private static func text(_ file: String) throws(InputError) -> String {
        String(decoding: try bytes(file), as: UTF8.self)
    }

    private static func bytes(_ file: String) throws(InputError) -> [UInt8] {
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(file, errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: longestFile)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(file, errno) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    private static func failure(_ file: String, _ number: Int32) -> InputError {
        let code: InputError.Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM: .noPermission
            default: .badConfiguration
            }
        return InputError(code: code, input: file, message: String(cString: strerror(number)).lowercased())
    }
}
