/// Base64 as Falco's `b64()` reads it: with padding or without, nothing else in it.
enum Base64 {
    static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var count = text.count
        if count == 0 { return [] }
        for _ in 0..<2 where count > 0 && text[count - 1] == UInt8(ascii: "=") { count -= 1 }
        guard count > 0, count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        var (bits, width): (UInt32, Int) = (0, 0)
        for place in 0..<count {
            guard let digit = value(text[place]) else { return nil }
            bits = bits << 6 | UInt32(digit)
            width += 6
            if width >= 8 {
                width -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(width)))
            }
        }
        // What is left over of the last digit must say nothing.
        return bits & (1 << UInt32(width) - 1) == 0 ? bytes : nil
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
