/// Walks over bytes that should be UTF-8, scalar by scalar. Ill-formed bytes come out one maximal piece at a time, as
/// the Unicode standard recommends for replacing them.
struct UTF8Scalars {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    struct Step {
        /// `nil` when the bytes are not UTF-8.
        var scalar: Unicode.Scalar?
        var range: Range<Int>
    }

    mutating func next() -> Step? {
        guard position < bytes.count else { return nil }
        let start = position
        let lead = bytes[start]
        position += 1
        if lead < 0x80 { return Step(scalar: Unicode.Scalar(lead), range: start..<position) }

        // The second byte's range rules out overlong forms, surrogates and anything above U+10FFFF.
        let following: Int
        var allowed: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: following = 1
        case 0xE0...0xEF:
            following = 2
            if lead == 0xE0 { allowed = 0xA0...0xBF }
            if lead == 0xED { allowed = 0x80...0x9F }
        case 0xF0...0xF4:
            following = 3
            if lead == 0xF0 { allowed = 0x90...0xBF }
            if lead == 0xF4 { allowed = 0x80...0x8F }
        default: return Step(scalar: nil, range: start..<position)
        }

        var value = UInt32(lead) & (0x3F >> UInt32(following))
        for _ in 0..<following {
            guard position < bytes.count, allowed.contains(bytes[position]) else {
                return Step(scalar: nil, range: start..<position)
            }
            value = value << 6 | UInt32(bytes[position] & 0x3F)
            allowed = 0x80...0xBF
            position += 1
        }
        return Step(scalar: Unicode.Scalar(value), range: start..<position)
    }
}
