/// How an HTTP input treats those who send to it.
package struct HTTPOptions: Sendable {
    /// Certificates, as the PEM text that they are made of.
    package struct TLS: Sendable {
        package var certificate: String
        package var key: String
        /// Clients must show a certificate that it signed; `nil` when they need none.
        package var clientAuthority: String?

        package init(certificate: String, key: String, clientAuthority: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.clientAuthority = clientAuthority
        }
    }

    /// What every request that brings alerts must show.
    package var token: BearerToken?
    package var tls: TLS?
    /// The longest body, in bytes, packed and unpacked; also the longest alert.
    package var largestBody = 8 << 20
    /// Connections at a time. Who comes then takes the place of one that brings nothing, or waits.
    package var connections = 512
    /// How long a connection that brings nothing keeps its place from others.
    package var respite = Duration.seconds(1)
    /// Connections at a time from one address that is not this host's own; more are closed.
    package var connectionsPerAddress = 128
    /// How long a request may take to come, from its header to its last byte, however busy its sender is.
    package var timeout = Duration.seconds(30)
    /// How long a connection may stay without a whole header coming.
    package var idle = Duration.seconds(60)
    /// How long requests that are being answered may take when the input is stopped.
    package var grace = Duration.seconds(2)
    /// Whether alerts keep the bytes they came as.
    package var keepsOriginals = false

    package init() {}
}
