internal import Glibc
package import Inputs

/// An HTTP input as it was asked for: files are named, not yet read.
package struct HTTPInputPlan: Sendable {
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
        let line: [UInt8]
        do throws(SmallFileError) { line = try SmallFile.firstLine(file) } catch { throw failure(error) }
        if let token = BearerToken(line) { return token }
        throw InputError(
            code: .badConfiguration, input: file,
            message:
                "its first line is no token: that has at least \(BearerToken.shortest) characters and no spaces; "
                + "`openssl rand -hex 32` makes one")
    }

    private static func text(_ file: String) throws(InputError) -> String {
        do throws(SmallFileError) {
            return String(decoding: try SmallFile.bytes(file), as: UTF8.self)
        } catch {
            throw failure(error)
        }
    }

    private static func failure(_ error: SmallFileError) -> InputError {
        let code: InputError.Code =
            switch error.number {
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM: .noPermission
            default: .badConfiguration
            }
        return InputError(code: code, input: error.path, message: error.reason)
    }
}
