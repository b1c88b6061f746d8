/// A word that shows that a request may bring alerts.
package struct BearerToken: Sendable {
    /// Shorter ones can be guessed.
    package static let shortest = 16

    private let secret: [UInt8]

    /// - Parameter text: printable characters without spaces, at least `shortest`; `nil` otherwise.
    package init?(_ text: some Sequence<UInt8>) {
        let secret = [UInt8](text)
        guard secret.count >= Self.shortest, secret.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.secret = secret
    }

    /// Whether the value of an `Authorization` field shows the token: as `Bearer TOKEN` or, because Falco can send a
    /// password with its URL but no field of its own, as the password of whatever user in `Basic`.
    func isShown(by value: [UInt8]) -> Bool {
        guard let space = value.firstIndex(of: UInt8(ascii: " ")) else { return false }
        let shown = value[space...].drop { $0 == UInt8(ascii: " ") }
        switch String(decoding: value[..<space], as: UTF8.self).lowercased() {
        case "bearer": return isEqual(shown)
        case "basic":
            guard let pair = Self.base64(shown), let colon = pair.firstIndex(of: UInt8(ascii: ":")) else {
                return false
            }
            return isEqual(pair[(colon + 1)...])
        default: return false
        }
    }

    /// Takes the same time whatever the difference, so that answers do not tell how much of a guess was right.
    private func isEqual(_ shown: ArraySlice<UInt8>) -> Bool {
        var difference = shown.count ^ secret.count
        for (index, byte) in shown.enumerated() { difference |= Int(byte ^ secret[index % secret.count]) }
        return difference == 0
    }

    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var out: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in text {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="): continue
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return out
    }
}
