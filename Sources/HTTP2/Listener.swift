internal import CLinux
internal import Glibc

/// A socket that takes connections.
package final class Listener: Sendable {
    private let descriptor: Descriptor
    private let unix: (address: UnixAddress, identity: UnixAddress.Identity?)?
    private let tls: TLSContext?
    /// The TCP port; 0 for a Unix socket.
    package let port: UInt16

    /// Listens on a Unix socket at a path where nothing is, or a socket that nobody listens on any more.
    ///
    /// - Parameter mode: who may connect; only `mode` counts, not the process's umask.
    package init(unix address: UnixAddress, mode: UInt16) throws(HTTP2Error) {
        try Listener.clear(address)
        let number = socket(AF_UNIX, Dial.socketKind, 0)
        guard number >= 0 else { throw .system("cannot make a socket", errno) }
        descriptor = Descriptor(owning: number)
        // The file is made with the socket's own mode, so that at no time more than `mode` allows is open.
        fchmod(number, mode_t(mode) & 0o7777)
        guard address.withAddress({ bind(number, $0, $1) }) == 0 else {
            throw Listener.cannotListen(address.path, errno)
        }
        guard chmod(address.path, mode_t(mode) & 0o7777) == 0, listen(number, 128) == 0 else {
            let failure = errno
            unlink(address.path)
            throw Listener.cannotListen(address.path, failure)
        }
        unix = (address, address.identity)
        tls = nil
        port = 0
    }

    /// Listens on a TCP port with TLS.
    ///
    /// - Parameter port: 0 for any free one; see ``port``.
    package init(host: String, port: UInt16, tls: TLSContext) throws(HTTP2Error) {
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
        var bound = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(number, $0, &size) }
        }
        // IPv4 and IPv6 addresses keep the port in the same place.
        self.port = UInt16(bigEndian: bound.sin6_port)
        self.tls = tls
        unix = nil
    }

    /// For polling.
    package var number: Int32 { descriptor.number }

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
        guard let unix, let now = unix.address.identity, let made = unix.identity, now.isSameFile(as: made)
        else { return }
        unlink(unix.address.path)
    }

    /// Removes a socket that nobody listens on any more.
    private static func clear(_ address: UnixAddress) throws(HTTP2Error) {
        do throws(HTTP2Error) {
            _ = try Dial.unix(address)
        } catch {
            switch error.code {
            case .missing: return
            case .refused where error.errorNumber == ECONNREFUSED:
                unlink(address.path)
                return
            default: throw error
            }
        }
        throw HTTP2Error(.inUse, "another server listens on \(address.path)", errorNumber: EADDRINUSE)
    }

    private static func cannotListen(_ place: String, _ errorNumber: Int32) -> HTTP2Error {
        switch errorNumber {
        case EADDRINUSE: HTTP2Error(.inUse, "another server listens on \(place)", errorNumber: errorNumber)
        case EACCES, EPERM:
            HTTP2Error(
                .permissionDenied, "this user may not listen on \(place)", errorNumber: errorNumber)
        default: .system("cannot listen on \(place)", errorNumber)
        }
    }
}
