import Foundation

/// Certificates for mutual TLS on localhost, made by `openssl` and gone with this object. Paths of PEM files.
public final class Certificates: Sendable {
    private let directory: TemporaryDirectory

    /// Signs the server's and the client's certificates.
    public var authority: String { directory("authority.pem") }
    /// The server's, for localhost and 127.0.0.1.
    public var serverCertificate: String { directory("server.pem") }
    /// Its key.
    public var serverKey: String { directory("server.key") }
    /// The client's.
    public var clientCertificate: String { directory("client.pem") }
    /// Its key.
    public var clientKey: String { directory("client.key") }
    /// An authority that signed neither.
    public var strangeAuthority: String { directory("strange-authority.pem") }
    /// A client that it signed.
    public var strangeCertificate: String { directory("stranger.pem") }
    /// That client's key.
    public var strangeKey: String { directory("stranger.key") }

    /// Makes them all.
    public init() async throws {
        directory = try TemporaryDirectory()
        try await makeAuthority("authority")
        try await makeAuthority("strange-authority")
        try await sign("server", by: "authority", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        try await sign("client", by: "authority", "subjectAltName=DNS:falconer")
        try await sign("stranger", by: "strange-authority", "subjectAltName=DNS:stranger")
    }

    private func makeAuthority(_ name: String) async throws {
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj",
            "/CN=\(name)", "-keyout", directory("\(name).key"), "-out", directory("\(name).pem"), "-addext",
            "basicConstraints=critical,CA:TRUE")
    }

    private func sign(_ name: String, by authority: String, _ `extension`: String) async throws {
        let extensions = directory("\(name).ext")
        try `extension`.write(toFile: extensions, atomically: true, encoding: .utf8)
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
            "-keyout",
            directory("\(name).key"), "-out", directory("\(name).csr"))
        try await openssl(
            "x509", "-req", "-in", directory("\(name).csr"), "-CA", directory("\(authority).pem"), "-CAkey",
            directory("\(authority).key"), "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out",
            directory("\(name).pem"))
    }

    private func openssl(_ arguments: String...) async throws {
        let result = try await Tool.run("openssl", arguments)
        guard result.exit?.succeeded == true else { throw LaunchError(description: result.errorText) }
    }
}
