internal import Glibc

/// An IPv4 or IPv6 address, or a network of them, as conditions write them.
struct NetworkAddress: Sendable, Hashable {
    /// 4 or 16.
    let bytes: [UInt8]
    /// Bits that all members of the network share; as many as there are for a single address.
    let prefix: Int

    /// `nil` for text that is no address.
    init?(address text: UnsafeRawBufferPointer) {
        guard (2...45).contains(text.count), !text.contains(0) else { return nil }
        let text = String(decoding: text, as: UTF8.self)
        // Falco goes by the dot, also where an IPv6 address ends in an IPv4 one.
        if text.utf8.contains(UInt8(ascii: ".")) {
            var four = in_addr()
            guard inet_pton(AF_INET, text, &four) == 1 else { return nil }
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else {
            var six = in6_addr()
            guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
            bytes = withUnsafeBytes(of: six) { Array($0) }
        }
        prefix = bytes.count * 8
    }

    /// An address, `/` and the length of the prefix.
    init?(network text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(Substring(parts[1])), length >= 0,
            let address = Array(parts[0]).withUnsafeBytes({ NetworkAddress(address: $0) }),
            length <= address.bytes.count * 8
        else { return nil }
        bytes = address.bytes
        prefix = length
    }

    /// Whether an address lies in this network.
    func holds(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == bytes.count else { return false }
        var left = prefix
        for (mine, theirs) in zip(bytes, address.bytes) {
            if left <= 0 { return true }
            let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
            if (mine ^ theirs) & mask != 0 { return false }
            left -= 8
        }
        return true
    }
}
