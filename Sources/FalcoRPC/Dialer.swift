internal import HTTP2

/// Connects to one endpoint, again and again.
struct Dialer {
    let endpoint: FalcoEndpoint
    let timeout: Duration
    /// Made at the first attempt and kept: certificates are read once.
    private var tls: TLSContext?
    /// The socket file that the last attempt met.
    private var met: UnixAddress.Identity?
    private let address: UnixAddress?

    init(_ endpoint: FalcoEndpoint, timeout: Duration) {
        self.endpoint = endpoint
        self.timeout = timeout
        guard case .unix(let path) = endpoint.kind else {
            address = nil
            return
        }
        // A path that no socket can have is refused by ``dial(_:isCancelled:)``.
        address = try? UnixAddress(path: path)
    }

    mutating func dial(
        _ wakeUp: WakeUp, isCancelled: () -> Bool
    ) throws(FalcoRPCError) -> Transport {
        do throws(HTTP2Error) {
            switch endpoint.kind {
            case .unix(let path):
                met = address?.identity
                return try Dial.unix(try UnixAddress(path: path))
            case .tcp(let host, let port, let ca, let certificate, let key):
                if tls == nil { tls = try TLSContext.client(ca: ca, certificate: certificate, key: key) }
                guard let context = tls else { throw HTTP2Error(.tls, "cannot set up TLS") }
                return try Dial.tcp(
                    host: host, port: port, tls: context, deadline: .now + timeout, wakeUp: wakeUp,
                    isCancelled: isCancelled)
            }
        } catch {
            throw FalcoRPCError(error)
        }
    }

    /// Whether the socket can be watched at all.
    var canWatch: Bool { address != nil }

    /// Whether there is a socket file that the last attempt to connect did not meet.
    var hasReappeared: Bool {
        guard let now = address?.identity else { return false }
        return now != met
    }

    /// Whether another file has taken the socket's place since it was connected to.
    var isReplaced: Bool {
        guard let met, let now = address?.identity else { return false }
        return !now.isSameFile(as: met)
    }
}
