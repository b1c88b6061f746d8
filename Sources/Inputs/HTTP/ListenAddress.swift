internal import Glibc

/// A host and a port to listen on, as people write them: `127.0.0.1:2801`, `[::1]:2801`, or `:2801` for this host alone.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// What an address may look like, for help and errors.
    package static let forms = "HOST:PORT, [IPv6]:PORT, or :PORT for this host alone"

    package let host: String
    /// 0 for any free one.
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `nil` when `text` is none of the forms.
    package init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]"), host.utf8.count > 2 {
            host = host.dropFirst().dropLast()
        } else if host.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "[") }) {
            return nil
        }
        if host.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "/") || $0 >= 0x7F }) { return nil }
        self.init(host: host.isEmpty ? "127.0.0.1" : String(host), port: port)
    }

    /// Whether only programs of this host reach it; `nil` when that takes a look-up of the name.
    package var isLoopback: Bool? {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        if inet_pton(AF_INET6, host, &six) == 1 { return withUnsafeBytes(of: &six) { Self.isLoopback($0) } }
        return nil
    }

    /// Whether 16 bytes are IPv6's own loopback address, or one of IPv4's within IPv6.
    static func isLoopback(_ six: UnsafeRawBufferPointer) -> Bool {
        let zeros = six.prefix { $0 == 0 }.count
        return zeros == 15 && six[15] == 1
            || zeros == 10 && six[10] == 0xFF && six[11] == 0xFF && six[12] == 127
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
