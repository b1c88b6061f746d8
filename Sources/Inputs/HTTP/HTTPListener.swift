internal import Glibc
internal import HTTP2

/// A TCP socket that waits for connections. What comes before anybody takes it waits in the system's queue.
package struct HTTPListener: ~Copyable, Sendable {
    /// Where it listens, with the port that it got.
    package let address: ListenAddress
    /// Whether only programs of this host can reach it.
    package let isLoopback: Bool
    private let descriptor: Descriptor

    /// Begins to listen.
    ///
    /// - Parameter objection: why other hosts must not be able to reach it; `nil` when they may.
    /// - Throws: `InputError`: `unavailable` when that cannot be done there, `noPermission` when this user may not,
    ///   `badConfiguration` for the objection.
    package init(_ wanted: ListenAddress, objection: String? = nil) throws(InputError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo(wanted.host, String(wanted.port), &hints, &found)
        guard failure == 0, let entry = found?.pointee else {
            throw InputError(
                code: .unavailable, input: "http://\(wanted)",
                message: "there is no such host: \(String(cString: gai_strerror(failure)))")
        }
        defer { freeaddrinfo(found) }
        let isLoopback = Self.isLoopback(entry.ai_addr)
        if !isLoopback, let objection {
            throw InputError(code: .badConfiguration, input: "http://\(wanted)", message: objection)
        }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = socket(entry.ai_family, kind, 0)
        guard number >= 0 else { throw Self.failure(wanted, errno) }
        let descriptor = Descriptor(owning: number)
        // A port that connections of an earlier run still linger on may be used at once.
        var one: Int32 = 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        guard bind(number, entry.ai_addr, entry.ai_addrlen) == 0, listen(number, SOMAXCONN) == 0 else {
            throw Self.failure(wanted, errno)
        }
        self.isLoopback = isLoopback
        address = ListenAddress(host: wanted.host, port: Self.port(of: number))
        self.descriptor = descriptor
    }

    /// A descriptor of its own for the same socket; -1 when the system has none left.
    borrowing func duplicate() -> Int32 { fcntl(descriptor.number, F_DUPFD_CLOEXEC, 0) }

    private static func port(of number: Int32) -> UInt16 {
        var bound = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(number, $0, &size) }
        }
        // IPv4 and IPv6 addresses keep the port in the same place.
        return UInt16(bigEndian: bound.sin6_port)
    }

    private static func isLoopback(_ address: UnsafePointer<sockaddr>) -> Bool {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let four = raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr
            return UInt32(bigEndian: four) >> 24 == 127
        case AF_INET6:
            var six = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return withUnsafeBytes(of: &six) { ListenAddress.isLoopback($0) }
        default: return false
        }
    }

    private static func failure(_ wanted: ListenAddress, _ number: Int32) -> InputError {
        let input = "http://\(wanted)"
        return switch number {
        case EADDRINUSE:
            InputError(
                code: .unavailable, input: input,
                message: "another program listens there; `ss -ltnp 'sport = :\(wanted.port)'` says which")
        case EADDRNOTAVAIL:
            InputError(code: .unavailable, input: input, message: "this host does not have that address")
        case EACCES, EPERM:
            InputError(
                code: .noPermission, input: input,
                message: wanted.port > 0 && wanted.port < 1024
                    ? "this user may not listen on ports below 1024; take a higher one, such as 2801"
                    : "this user may not listen there")
        default:
            InputError(
                code: .unavailable, input: input,
                message: "cannot listen there: \(String(cString: strerror(number)).lowercased())")
        }
    }
}
