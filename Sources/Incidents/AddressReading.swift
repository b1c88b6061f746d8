internal import Glibc

/// Addresses of peers, as Falco and command lines write them.
enum AddressReading {
    /// Whether two that talk to this address have something in common: not this machine itself, and not the address at
    /// which every cloud's machine asks about itself.
    static func isPeer(_ address: UnsafeRawBufferPointer) -> Bool {
        guard address.count >= 3, address.count <= 45 else { return false }
        for own: StaticString in ["127.", "0.0.0.0", "169.254.", "::1", "fe80:", "255.255.255.255"]
        where PathReading.begins(address, own) { return false }
        return !address.elementsEqual("::".utf8)
    }

    /// `10.0.0.5:443` and `::1:443` without the port.
    static func host(of end: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let colon = end.lastIndex(of: UInt8(ascii: ":")) else { return end }
        return UnsafeRawBufferPointer(rebasing: end[..<colon])
    }

    /// Calls `body` with each IPv4 address in a text.
    static func forEachAddress(
        in text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var index = 0
        while index < text.count {
            guard isDigit(text[index]) else {
                index += 1
                continue
            }
            var end = index
            var dots = 0
            while end < text.count, isDigit(text[end]) || text[end] == UInt8(ascii: ".") {
                if text[end] == UInt8(ascii: ".") { dots += 1 }
                end += 1
            }
            let isWhole = index == 0 || !isWord(text[index - 1])
            if isWhole, dots == 3, end - index <= 15, end - index >= 7 {
                body(UnsafeRawBufferPointer(rebasing: text[index..<end]))
            }
            index = end
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
    }
}
