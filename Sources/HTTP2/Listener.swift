internal import CLinux
internal import Glibc

/// A socket that takes connections.
package final class Listener: Sendable {
    private let descriptor: Descriptor
    private let file: SocketFile?
    private let tls: TLSContext?
    /// The TCP port; 0 for a Unix socket.
    package let port: UInt16

    /// Listens on a Unix socket at a path where nothing is, or a socket that nobody listens on any more.
    ///
    /// - Parameters:
    ///   - mode: who may connect; only `mode` counts, not the process's umask.
    ///   - group: the number of the group that the file is given to.
    ///   - makesDirectory: whether the last directory of the path is made when there is none.
    package init(
        unix address: UnixAddress, mode: UInt16, group: UInt32? = nil, makesDirectory: Bool = false
    ) throws(HTTP2Error) {
        let number = socket(AF_UNIX, Dial.socketKind, 0)
        guard number >= 0 else { throw .system("cannot make a socket", errno) }
        let descriptor = Descriptor(owning: number)
        let file = try SocketFile(
            address, for: number, mode: mode, group: group, makesDirectory: makesDirectory)
        guard listen(number, 128) == 0 else {
            let failure = errno
            file.remove()
            throw Listener.cannotListen(address.path, failure)
        }
        self.descriptor = descriptor
        self.file = file
        tls = nil
        port = 0
    }

    /// Listens on a TCP port.
    ///
    /// - Parameters:
    ///   - port: 0 for any free one; see ``port``.
    ///   - tls: `nil` for connections without TLS.
    package init(host: String, port: UInt16, tls: TLSContext?) throws(HTTP2Error) {
        guard let address = try TCPAddress.all(host: host, port: port, passive: true).first else {
            throw HTTP2Error(.missing, "\(host) has no address")
        }
        let number = socket(address.family, Dial.socketKind, 0)
        guard number >= 0 else { throw .system("cannot make a socket", errno) }
        descriptor = Descriptor(owning: number)
        Dial.set(number, SOL_SOCKET, SO_REUSEADDR, 1)
        guard address.withAddress({ bind(number, $0, $1) }) == 0, listen(number, 128) == 0 else {
            throw Listener.cannotListen("\(host) port \(port)", errno)
        }
        self.port = Listener.boundPort(of: number)
        self.tls = tls
        file = nil
    }

    /// Takes over a stream socket that listens already, such as systemd passes. A file of it is not removed at the end.
    ///
    /// - Parameter tls: for a TCP socket; `nil` when there is none, and then it is refused.
    package init(adopting number: Int32, tls: TLSContext?) throws(HTTP2Error) {
        let place = "the passed descriptor \(number)"
        guard Listener.option(SO_ACCEPTCONN, of: number) == 1,
            Listener.option(SO_TYPE, of: number) == Int32(SOCK_STREAM.rawValue)
        else { throw HTTP2Error(.notASocket, "\(place) is not a stream socket that listens") }
        let isUnix = Listener.option(SO_DOMAIN, of: number) == AF_UNIX
        guard isUnix || tls != nil else {
            throw HTTP2Error(.invalid, "\(place) is a TCP socket, which is served with certificates only")
        }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        descriptor = Descriptor(owning: number)
        self.tls = isUnix ? nil : tls
        port = isUnix ? 0 : Listener.boundPort(of: number)
        file = nil
    }

    private static func option(_ option: Int32, of number: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(4)
        return getsockopt(number, SOL_SOCKET, option, &value, &size) == 0 ? value : nil
    }

    private static func boundPort(of number: Int32) -> UInt16 {
        var bound = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(number, $0, &size) }
        }
        // IPv4 and IPv6 addresses keep the port in the same place.
        return UInt16(bigEndian: bound.sin6_port)
    }

    /// For polling.
    package var number: Int32 { descriptor.number }

    /// A descriptor of its own for the same socket; -1 when the system has none left.
    package func duplicate() -> Int32 { fcntl(descriptor.number, F_DUPFD_CLOEXEC, 0) }

    /// Takes the next connection; `nil` when none waits.
    package func accept() throws(HTTP2Error) -> Transport? {
        while true {
            let number = linux_accept(descriptor.number)
            if number >= 0 {
                let accepted = Descriptor(owning: number)
                guard let tls else { return Transport(accepted) }
                Dial.tune(number)
                return Transport(accepted, tls: try TLSSession(tls))
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EAGAIN: return nil
            default: throw .system("cannot take a connection", errno)
            }
        }
    }

    /// Removes the socket file, unless another server has put its own there. May be called from any thread.
    package func removeFile() {
        file?.remove()
    }

    static func cannotListen(_ place: String, _ errorNumber: Int32) -> HTTP2Error {
        switch errorNumber {
        case EADDRINUSE: HTTP2Error(.inUse, "another server listens on \(place)", errorNumber: errorNumber)
        case EACCES, EPERM:
            HTTP2Error(
                .permissionDenied, "this user may not listen on \(place)", errorNumber: errorNumber)
        default: .system("cannot listen on \(place)", errorNumber)
        }
    }
}
