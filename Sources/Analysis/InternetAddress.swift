internal import Glibc

/// How far an IP address reaches.
enum InternetAddress: Sendable {
    /// Reachable over the internet.
    case global
    /// Private, loopback, link-local, multicast or unspecified.
    case local
    /// Neither: set aside for documentation, benchmarks or later use, or the address at which Azure serves each of its
    /// machines.
    case reserved

    /// `nil` for text that is no IPv4 or IPv6 address.
    init?(_ text: Substring) {
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        let text = String(text)
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = InternetAddress.reach(of: UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self = withUnsafeBytes(of: six) { InternetAddress.reach(of: Array($0)) }
    }

    private static let localNetworks: [(UInt32, Int)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
        (0xAC10_0000, 12), (0xC0A8_0000, 16), (0xE000_0000, 4),
    ]
    private static let reservedNetworks: [(UInt32, Int)] = [
        (0xC000_0200, 24), (0xC633_6400, 24), (0xCB00_7100, 24), (0xC612_0000, 15), (0xF000_0000, 4),
        (0xA83F_8110, 32),
    ]

    private static func reach(of address: UInt32) -> InternetAddress {
        func isIn(_ networks: [(UInt32, Int)]) -> Bool {
            networks.contains { (address ^ $0.0) >> (32 - $0.1) == 0 }
        }
        return isIn(localNetworks) ? .local : isIn(reservedNetworks) ? .reserved : .global
    }

    private static func reach(of bytes: [UInt8]) -> InternetAddress {
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return reach(of: bytes[12...].reduce(0) { $0 << 8 | UInt32($1) })
        }
        if bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) { return .reserved }
        // Unspecified and loopback, unique local, link-local, multicast.
        let isLocal =
            bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] <= 1 || bytes[0] & 0xFE == 0xFC
            || bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 || bytes[0] == 0xFF
        return isLocal ? .local : .global
    }
}
