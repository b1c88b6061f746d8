/// Reads one JSON object from bytes, in one pass and without recursion, and tells its members.
///
/// The structure must be flawless: anything that is no JSON object from the first byte to the last is refused, and so
/// is nesting deeper than ``depthLimit``. What strings hold is read as it comes; ``isClean`` tells whether it is
/// beyond reproach too.
struct JSONObjectScanner {
    /// How deep objects and arrays may nest.
    static let depthLimit = 128

    /// Whether everything read so far is valid UTF-8 on one line, without raw control characters and without halves
    /// of surrogate pairs.
    private(set) var isClean = true

    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Calls `body` with each member of the outermost object: where its key stands, between the quotes, and where its
    /// value does, with them. False as soon as the bytes turn out to be no JSON object; what was told until then
    /// counts for nothing.
    mutating func readObject(_ body: (_ key: Range<Int>, _ value: Range<Int>) -> Void) -> Bool {
        skipSpace()
        guard take("{") else { return false }
        skipSpace()
        if !take("}") {
            repeat {
                skipSpace()
                guard let key = readString() else { return false }
                skipSpace()
                guard take(":") else { return false }
                skipSpace()
                let start = at
                guard readValue() else { return false }
                body(key, start..<at)
                skipSpace()
            } while take(",")
            guard take("}") else { return false }
        }
        skipSpace()
        return at == bytes.count
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next, UInt32(next) == character.value else { return false }
        at += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        guard bytes.count - at >= word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[at + index] != word.utf8Start[index] {
            return false
        }
        at += word.utf8CodeUnitCount
        return true
    }

    private mutating func skipSpace() {
        while let next {
            switch next {
            case 0x20: break
            case 0x09, 0x0a, 0x0d: isClean = false
            default: return
            }
            at += 1
        }
    }

    /// One value of any kind. Open objects and arrays stand in `kinds`, one bit each, the innermost lowest.
    private mutating func readValue() -> Bool {
        var kinds: UInt128 = 0
        var depth = 1  // the outermost object
        while true {
            // A value begins here.
            skipSpace()
            if take("{") {
                guard depth < Self.depthLimit else { return false }
                skipSpace()
                if !take("}") {
                    (kinds, depth) = (kinds << 1 | 1, depth + 1)
                    guard readKey() else { return false }
                    continue
                }
            } else if take("[") {
                guard depth < Self.depthLimit else { return false }
                skipSpace()
                if !take("]") {
                    (kinds, depth) = (kinds << 1, depth + 1)
                    continue
                }
            } else {
                guard readScalar() else { return false }
            }
            // A value ended: go on in what holds it, or end that too.
            while true {
                if depth == 1 { return true }
                let isObject = kinds & 1 == 1
                skipSpace()
                if take(",") {
                    skipSpace()
                    guard !isObject || readKey() else { return false }
                    break
                }
                guard take(isObject ? "}" : "]") else { return false }
                (kinds, depth) = (kinds >> 1, depth - 1)
            }
        }
    }

    private mutating func readKey() -> Bool {
        guard readString() != nil else { return false }
        skipSpace()
        return take(":")
    }

    private mutating func readScalar() -> Bool {
        switch next {
        case UInt8(ascii: "\""): readString() != nil
        case UInt8(ascii: "t"): take(word: "true")
        case UInt8(ascii: "f"): take(word: "false")
        case UInt8(ascii: "n"): take(word: "null")
        default: readNumber()
        }
    }

    private mutating func readDigits() -> Bool {
        let start = at
        while let next, next >= 0x30, next <= 0x39 { at += 1 }
        return at > start
    }

    private mutating func readNumber() -> Bool {
        _ = take("-")
        if !take("0") {
            guard readDigits() else { return false }
        }
        if take(".") {
            guard readDigits() else { return false }
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard readDigits() else { return false }
        }
        return true
    }

    /// One string: where it stands between its quotes.
    private mutating func readString() -> Range<Int>? {
        guard take("\"") else { return nil }
        let start = at
        while true {
            skipPlain()
            guard let next else { return nil }
            switch next {
            case UInt8(ascii: "\""):
                at += 1
                return start..<at - 1
            case UInt8(ascii: "\\"):
                guard readEscape() else { return nil }
            case ..<0x80:
                isClean = false
                at += 1
            default:
                readMultibyte(next)
            }
        }
    }

    /// Passes over printable ASCII but quotes and backslashes, eight bytes at a time while all of them are such.
    private mutating func skipPlain() {
        var place = at
        while bytes.count - place >= 8 {
            let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let ones: UInt64 = 0x0101_0101_0101_0101
            // Subtracting borrows into a byte's high bit when the byte is too small. What a borrow from one byte does
            // to the next is a false alarm at worst, and the loop below looks again.
            let small = word &- ones &* 0x20
            let quote = (word ^ ones &* 0x22) &- ones
            let backslash = (word ^ ones &* 0x5c) &- ones
            let delete = (word ^ ones &* 0x7f) &- ones
            guard (word | small | quote | backslash | delete) & (ones &* 0x80) == 0 else { break }
            place += 8
        }
        while place < bytes.count {
            let byte = bytes[place]
            guard byte >= 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else {
                break
            }
            place += 1
        }
        at = place
    }

    private mutating func readEscape() -> Bool {
        at += 1
        guard let kind = next else { return false }
        switch kind {
        case UInt8(ascii: "u"):
            guard let unit = JSONEscapes.unit(in: bytes, at: at + 1) else { return false }
            at += 5
            if unit & 0xfc00 == 0xd800, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u"), let low = JSONEscapes.unit(in: bytes, at: at + 2),
                low & 0xfc00 == 0xdc00
            {
                at += 6
            } else if unit & 0xf800 == 0xd800 {
                isClean = false
            }
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 1
        default:
            return false
        }
        return true
    }

    /// A character of two to four bytes, or one stray byte.
    private mutating func readMultibyte(_ first: UInt8) {
        let (length, lowest): (Int, UInt32) =
            switch first {
            case 0xc2...0xdf: (2, 0xa0)  // U+0080 to U+009F are control characters
            case 0xe0...0xef: (3, 0x800)
            case 0xf0...0xf4: (4, 0x10000)
            default: (1, .max)
            }
        var scalar = UInt32(first) & (0x7f >> UInt32(length))
        for offset in 1..<max(length, 1) {
            guard at + offset < bytes.count, bytes[at + offset] & 0xc0 == 0x80 else {
                isClean = false
                at += 1
                return
            }
            scalar = scalar << 6 | UInt32(bytes[at + offset] & 0x3f)
        }
        if scalar < lowest || Unicode.Scalar(scalar) == nil { isClean = false }
        at += length
    }
}
