/// An IPv4 or IPv6 address, and what part of the world it belongs to.
package struct IPAddress: Sendable, Hashable {
    /// 16 bytes; IPv4 as IPv4-mapped IPv6 (`::ffff:a.b.c.d`).
    package let bytes: [UInt8]
    /// Whether it was written as IPv4.
    package let isIPv4: Bool

    package enum Scope: Sendable, Hashable {
        case unspecified, loopback, linkLocal, metadata, platform, privateNetwork, shared, documentation
        case multicast, broadcast, benchmark, reserved, global
    }

    /// Parses the usual forms: `10.0.0.1`, `fe80::1`, `::ffff:10.0.0.1`; a zone (`%eth0`) is left out.
    package init?(_ text: some StringProtocol) {
        var text = Array(text.utf8.prefix(64))
        if let zone = text.firstIndex(of: UInt8(ascii: "%")) { text.removeSubrange(zone...) }
        if let four = IPAddress.parseIPv4(text[...]) {
            bytes = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + four
            isIPv4 = true
        } else if let sixteen = IPAddress.parseIPv6(text) {
            bytes = sixteen
            isIPv4 = false
        } else {
            return nil
        }
    }

    /// IPv4, or IPv6 that carries it.
    private var ipv4: ArraySlice<UInt8>? {
        bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF ? bytes[12...] : nil
    }

    package var scope: Scope { ipv4.map { IPAddress.scope(ipv4: Array($0)) } ?? scopeIPv6 }

    /// Whether it may be somewhere on the internet. Addresses set aside for documentation count: they stand for such.
    package var isPublic: Bool { scope == .global || scope == .documentation }

    private static func scope(ipv4 part: [UInt8]) -> Scope {
        switch (part[0], part[1], part[2], part[3]) {
        case (0, 0, 0, 0): .unspecified
        case (0, _, _, _): .reserved
        case (127, _, _, _): .loopback
        // The clouds' own, Alibaba's, and those that hand containers their credentials (ECS, EKS).
        case (169, 254, 169, 254), (100, 100, 100, 200), (169, 254, 170, 2), (169, 254, 170, 23): .metadata
        case (168, 63, 129, 16): .platform
        case (169, 254, _, _): .linkLocal
        case (10, _, _, _), (172, 16...31, _, _), (192, 168, _, _): .privateNetwork
        case (100, 64...127, _, _): .shared
        case (192, 0, 2, _), (198, 51, 100, _), (203, 0, 113, _): .documentation
        case (198, 18...19, _, _): .benchmark
        case (192, 0, 0, _): .reserved
        case (255, 255, 255, 255): .broadcast
        case (224...239, _, _, _): .multicast
        case (240...255, _, _, _): .reserved
        default: .global
        }
    }

    private var scopeIPv6: Scope {
        if bytes[..<15].allSatisfy({ $0 == 0 }) {
            return bytes[15] == 0 ? .unspecified : bytes[15] == 1 ? .loopback : .reserved
        }
        // fd00:ec2::254 is the metadata service of EC2, fd00:ec2::23 hands EKS pods their credentials.
        if bytes[..<4].elementsEqual([0xFD, 0x00, 0x0E, 0xC2]), bytes[4..<14].allSatisfy({ $0 == 0 }) {
            switch (bytes[14], bytes[15]) {
            case (0x02, 0x54), (0x00, 0x23): return .metadata
            default: break
            }
        }
        switch (bytes[0], bytes[1]) {
        case (0xFE, 0x80...0xBF): return .linkLocal
        case (0xFC...0xFD, _): return .privateNetwork
        case (0xFF, _): return .multicast
        case (0x20, 0x01) where bytes[2] == 0x0D && bytes[3] == 0xB8: return .documentation
        case (0x3F, 0xFF) where bytes[2] < 0x10: return .documentation
        case (0x20...0x3F, _): return .global
        default: return .reserved
        }
    }

    private static func parseIPv4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard let byte = UInt8(String(decoding: part, as: UTF8.self)), part.first != UInt8(ascii: "+")
            else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }

    private static func parseIPv6(_ text: [UInt8]) -> [UInt8]? {
        guard text.count >= 2 else { return nil }
        guard let gap = gap(in: text) else {
            guard let all = groups(text[...]), all.count == 16 else { return nil }
            return all
        }
        guard let left = groups(text[..<gap], mayEndInIPv4: false), let right = groups(text[(gap + 2)...])
        else { return nil }
        guard left.count + right.count <= 14 else { return nil }
        return left + [UInt8](repeating: 0, count: 16 - left.count - right.count) + right
    }

    /// Where `::` stands.
    private static func gap(in text: [UInt8]) -> Int? {
        text.indices.dropLast().first { text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":") }
    }

    /// The bytes of groups between colons; the last may be dotted IPv4.
    private static func groups(_ text: ArraySlice<UInt8>, mayEndInIPv4: Bool = true) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            if mayEndInIPv4, place == parts.count - 1, let four = parseIPv4(part) {
                bytes += four
            } else if let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16), part.count <= 4,
                part.first != UInt8(ascii: "+")
            {
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            } else {
                return nil
            }
        }
        return bytes
    }
}

extension IPAddress.Scope {
    /// What it is, as the end of a sentence.
    var words: String {
        switch self {
        case .unspecified: "no address in particular: all of this host's"
        case .loopback: "this host or container itself (loopback)"
        case .linkLocal: "an address of the local link, not routed"
        case .metadata:
            "the cloud's metadata service, which hands out credentials of the machine or the container"
        case .platform:
            "Azure's platform address, at which its agent, DNS and health checks reach each machine"
        case .privateNetwork: "a private address, not routed on the internet"
        case .shared: "a shared address of a provider's or cloud's inner network (100.64.0.0/10)"
        case .documentation: "an address set aside for documentation: an example or a lab"
        case .multicast: "a multicast address"
        case .broadcast: "the broadcast address"
        case .benchmark: "an address set aside for benchmarks"
        case .reserved: "a reserved address"
        case .global: "a public address on the internet"
        }
    }
}
