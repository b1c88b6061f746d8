/// Where a Falco's gRPC server is.
public struct FalcoEndpoint: Sendable, Hashable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        case unix(path: String)
        case tcp(host: String, port: UInt16, ca: String, certificate: String, key: String)
    }
    let kind: Kind

    /// A Unix socket, by default `/run/falco/falco.sock` on a host with Falco.
    public static func unix(path: String) -> FalcoEndpoint {
        FalcoEndpoint(kind: .unix(path: path))
    }

    /// A TCP port with mutual TLS, as Falco's `grpc.bind_address` with a port gives it. TLS is version 1.2 at least, and
    /// the server must show a certificate for `host`.
    ///
    /// - Parameters:
    ///   - host: a name or an address.
    ///   - port: mostly 5060.
    ///   - ca: the path of a PEM file with the authorities that may have signed the server's certificate.
    ///   - certificate: the path of a PEM file with the client's certificate, and the chain to its authority.
    ///   - key: the path of a PEM file with the client's private key.
    public static func tcp(
        host: String, port: UInt16, ca: String, certificate: String, key: String
    ) -> FalcoEndpoint {
        FalcoEndpoint(kind: .tcp(host: host, port: port, ca: ca, certificate: certificate, key: key))
    }

    /// The path, or host and port.
    public var description: String {
        switch kind {
        case .unix(let path): path
        case .tcp(let host, let port, _, _, _): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
