extension Escaping {
    /// Appends `text` as a JSON string: ASCII controls, DEL, C1, separators, bidirectional and invisible characters as
    /// `\u` escapes, so that the line is inert on a terminal too and still means exactly `text`.
    package static func jsonString(_ text: String, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        withUTF8(text) { json($0, into: &out) }
        out.append(UInt8(ascii: "\""))
    }

    /// The same for bytes; what is not UTF-8 becomes U+FFFD.
    package static func jsonString(_ bytes: UnsafeRawBufferPointer, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        bytes.withMemoryRebound(to: UInt8.self) { json($0, into: &out) }
        out.append(UInt8(ascii: "\""))
    }

    /// Appends JSON that is already well formed as one line that is inert on a terminal, with the same meaning.
    ///
    /// In well-formed JSON characters beyond ASCII and DEL stand in strings only, never behind a backslash.
    package static func jsonLine(_ json: UnsafeRawBufferPointer, into out: inout [UInt8]) {
        json.withMemoryRebound(to: UInt8.self) { bytes in
            var position = 0
            while position < bytes.count {
                let byte = bytes[position]
                if byte < 0x7F {
                    // Between the parts of a text any white space is a space.
                    out.append(max(byte, UInt8(ascii: " ")))
                    position += 1
                } else {
                    position += copyScalar(UnsafeBufferPointer(rebasing: bytes[position...]), into: &out)
                }
            }
        }
    }

    private static func json(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        var position = 0
        while position < bytes.count {
            let end = position + plainPrefix(UnsafeBufferPointer(rebasing: bytes[position...]))
            if end > position {
                out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<end]))
                position = end
            } else if bytes[position] < 0x80 {
                escape(bytes[position], into: &out)
                position += 1
            } else {
                position += copyScalar(UnsafeBufferPointer(rebasing: bytes[position...]), into: &out)
            }
        }
    }

    /// How many bytes from the start need no escaping: printable ASCII without the quote and the backslash.
    package static func plainPrefix(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        let raw = UnsafeRawPointer(start)
        var position = 0
        if bytes.count >= 16 {
            while position + 16 <= bytes.count, !hasSpecial(raw + position) { position += 16 }
            // The last bytes once more together with some before them: most texts need no look at single bytes.
            if position + 16 > bytes.count, !hasSpecial(raw + bytes.count - 16) { return bytes.count }
        }
        while position < bytes.count, isPlain(start[position]) { position += 1 }
        return position
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Whether one of sixteen bytes needs escaping or is not ASCII.
    ///
    /// Eight bytes at a time in each half. A byte below `n` borrows into its top bit when `n` is taken from each; a byte
    /// equal to another is zero after exclusive or; 0x7F and what is beyond ASCII has its top bit set before or after one
    /// is added. A carry or borrow can only come from a byte that is special itself.
    @inline(__always)
    private static func hasSpecial(_ bytes: UnsafeRawPointer) -> Bool {
        typealias Words = SIMD2<UInt64>
        let words = bytes.loadUnaligned(as: Words.self)
        let ones = Words(repeating: 0x0101_0101_0101_0101)
        let quote = words ^ Words(repeating: 0x2222_2222_2222_2222)
        let backslash = words ^ Words(repeating: 0x5C5C_5C5C_5C5C_5C5C)
        let low = (words &- Words(repeating: 0x2020_2020_2020_2020)) & ~words
        let equal = ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        let found = words | (words &+ ones) | low | equal
        return (found[0] | found[1]) & 0x8080_8080_8080_8080 != 0
    }

    /// Writes one ASCII byte that a string may not hold as it is.
    private static func escape(_ byte: UInt8, into out: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): out.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): out.append(contentsOf: "\\\\".utf8)
        case 0x08: out.append(contentsOf: "\\b".utf8)
        case 0x09: out.append(contentsOf: "\\t".utf8)
        case 0x0A: out.append(contentsOf: "\\n".utf8)
        case 0x0C: out.append(contentsOf: "\\f".utf8)
        case 0x0D: out.append(contentsOf: "\\r".utf8)
        default: escape(UInt16(byte), into: &out)
        }
    }

    /// Appends the first scalar of `bytes` for a JSON string; gives its length.
    private static func copyScalar(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) -> Int {
        var scalars = UTF8Scalars(bytes)
        guard let step = scalars.next() else { return 0 }
        guard let scalar = step.scalar else {
            out.append(contentsOf: "\u{FFFD}".utf8)
            return step.range.count
        }
        if scalar.isHidden {
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { escape(unit, into: &out) }
        } else {
            out.append(contentsOf: bytes[step.range])
        }
        return step.range.count
    }

    private static func escape(_ unit: UInt16, into out: inout [UInt8]) {
        out.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(unit >> shift & 0xF)
            out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
