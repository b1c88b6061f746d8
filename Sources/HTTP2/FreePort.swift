internal import Glibc

/// Whether a port can be had.
package enum FreePort {
    /// Whether this process could listen on that port of this host now. It does so for a moment, without taking a connection.
    package static func isFree(host: String, port: UInt16) -> Bool {
        guard let address = try? TCPAddress.all(host: host, port: port, passive: true).first else {
            return false
        }
        let number = socket(address.family, Dial.socketKind, 0)
        guard number >= 0 else { return false }
        let descriptor = Descriptor(owning: number)
        Dial.set(descriptor.number, SOL_SOCKET, SO_REUSEADDR, 1)
        return address.withAddress { bind(descriptor.number, $0, $1) } == 0
            && listen(descriptor.number, 0) == 0
    }
}
