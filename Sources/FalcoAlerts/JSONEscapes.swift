internal import Glibc

/// What stands between the quotes of a JSON string, as the bytes it means.
enum JSONEscapes {
    /// The UTF-16 unit that four hexadecimal digits at `place` write; `nil` when there are no four.
    static func unit(in bytes: UnsafeRawBufferPointer, at place: Int) -> UInt32? {
        guard bytes.count - place >= 4 else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - 0x57)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - 0x37)
            default: return nil
            }
        }
        return unit
    }

    /// The string at `range`, which ``JSONObjectScanner`` read, without its escapes. Bytes that are not UTF-8 stay;
    /// half a surrogate pair becomes U+FFFD.
    static func decoded(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            let run = backslash(in: bytes, at..<range.upperBound) ?? range.upperBound
            result.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[at..<run]))
            at = run
            guard at + 1 < range.upperBound else { break }
            let kind = bytes[at + 1]
            at += 2
            switch kind {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0c)
            case UInt8(ascii: "n"): result.append(0x0a)
            case UInt8(ascii: "r"): result.append(0x0d)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"): appendScalar(from: bytes, &at, to: &result)
            default: result.append(kind)
            }
        }
        return result
    }

    private static func backslash(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        guard let start = bytes.baseAddress, !range.isEmpty else { return nil }
        return memchr(start + range.lowerBound, 0x5c, range.count).map { UnsafeRawPointer($0) - start }
    }

    /// The character whose four digits stand at `at`, and the second half of its pair if there is one.
    private static func appendScalar(
        from bytes: UnsafeRawBufferPointer, _ at: inout Int, to result: inout [UInt8]
    ) {
        var value = unit(in: bytes, at: at) ?? 0xfffd
        at += 4
        if value & 0xfc00 == 0xd800, bytes.count - at >= 6, bytes[at] == UInt8(ascii: "\\"),
            bytes[at + 1] == UInt8(ascii: "u"), let low = unit(in: bytes, at: at + 2), low & 0xfc00 == 0xdc00
        {
            value = 0x10000 + ((value & 0x3ff) << 10 | (low & 0x3ff))
            at += 6
        }
        result.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{fffd}").utf8)
    }
}
