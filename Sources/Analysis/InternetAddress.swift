internal import Glibc

/// How far an IP address reaches.
enum InternetAddress: Sendable {
    /// Reachable over the internet.
    case global
    /// Private, loopback, link-local, multicast or unspecified.
    case local

    /// `nil` for text that is no IPv4 or IPv6 address.
    init?(_ text: Substring) {
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        let text = String(text)
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = InternetAddress.isLocal(UInt32(bigEndian: four.s_addr)) ? .local : .global
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self = withUnsafeBytes(of: six) { InternetAddress.isLocal(Array($0)) ? .local : .global }
    }

    private static func isLocal(_ address: UInt32) -> Bool {
        let networks: [(UInt32, Int)] = [
            (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
            (0xAC10_0000, 12), (0xC0A8_0000, 16), (0xE000_0000, 3),
        ]
        return networks.contains { address >> (32 - $0.1) == $0.0 >> (32 - $0.1) }
    }

    private static func isLocal(_ bytes: [UInt8]) -> Bool {
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return isLocal(bytes[12...].reduce(0) { $0 << 8 | UInt32($1) })
        }
        // Unspecified and loopback, unique local, link-local, multicast.
        return bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] <= 1 || bytes[0] & 0xFE == 0xFC
            || bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 || bytes[0] == 0xFF
    }
}
