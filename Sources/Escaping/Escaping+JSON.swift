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
            out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<end]))
            position = end
            if position < bytes.count {
                position += copyScalar(UnsafeBufferPointer(rebasing: bytes[position...]), into: &out)
            }
        }
    }

    /// Whether none of the bytes needs escaping in JSON: printable ASCII without the quote and the backslash.
    package static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        plainPrefix(bytes) == bytes.count
    }

    package static func isPlain(_ text: String) -> Bool { withUTF8(text, isPlain) }

    /// How many bytes from the start need no escaping.
    package static func plainPrefix(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        plainPrefix(bytes, copyingTo: nil)
    }

    /// Copies the bytes from the start that need no escaping.
    /// - Parameter out: where there is room for all of `bytes`; what follows those that count is undefined.
    /// - Returns: how many those are.
    package static func copyPlainPrefix(
        of bytes: UnsafeBufferPointer<UInt8>, to out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        plainPrefix(bytes, copyingTo: UnsafeMutableRawPointer(out))
    }

    @inline(__always)
    private static func plainPrefix(
        _ bytes: UnsafeBufferPointer<UInt8>, copyingTo out: UnsafeMutableRawPointer?
    ) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        let raw = UnsafeRawPointer(start)
        var position = 0
        while position + 16 <= bytes.count {
            let plain = plainPrefix(ofSixteen: raw + position, copyingTo: out.map { $0 + position })
            position += plain
            if plain < 16 { return position }
        }
        if position == bytes.count { return position }
        // The last bytes once more together with some before them: most texts need no look at single bytes.
        if bytes.count >= 16 {
            let last = bytes.count - 16
            return last + plainPrefix(ofSixteen: raw + last, copyingTo: out.map { $0 + last })
        }
        if bytes.count >= 8 {
            let plain = plainPrefix(ofEight: raw, copyingTo: out)
            if plain < 8 { return plain }
            let last = bytes.count - 8
            return last + plainPrefix(ofEight: raw + last, copyingTo: out.map { $0 + last })
        }
        while position < bytes.count, isPlain(start[position]) {
            out?.storeBytes(of: start[position], toByteOffset: position, as: UInt8.self)
            position += 1
        }
        return position
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// How many of sixteen bytes come before the first that needs escaping or is not ASCII.
    @inline(__always)
    private static func plainPrefix(
        ofSixteen bytes: UnsafeRawPointer, copyingTo out: UnsafeMutableRawPointer?
    ) -> Int {
        let words = SIMD2(
            bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        out?.storeBytes(of: words, as: SIMD2<UInt64>.self)
        let found = special(SIMD2(words[0].littleEndian, words[1].littleEndian))
        if found[0] != 0 { return found[0].trailingZeroBitCount >> 3 }
        return 8 + (found[1].trailingZeroBitCount >> 3)
    }

    /// The same of eight bytes.
    @inline(__always)
    private static func plainPrefix(
        ofEight bytes: UnsafeRawPointer, copyingTo out: UnsafeMutableRawPointer?
    ) -> Int {
        let word = bytes.loadUnaligned(as: UInt64.self)
        out?.storeBytes(of: word, as: UInt64.self)
        return special(SIMD2(word.littleEndian, 0x2020_2020_2020_2020))[0].trailingZeroBitCount >> 3
    }

    /// The top bit of the first byte in each half that needs escaping or is not ASCII, and perhaps of others above it.
    ///
    /// A byte below `n` borrows into its top bit when `n` is taken from each; a byte equal to another is zero after
    /// exclusive or; 0x7F and what is beyond ASCII has its top bit set before or after one is added. A carry or borrow can
    /// only come from a byte before it that is special itself, so the first is right.
    @inline(__always)
    private static func special(_ words: SIMD2<UInt64>) -> SIMD2<UInt64> {
        typealias Words = SIMD2<UInt64>
        let ones = Words(repeating: 0x0101_0101_0101_0101)
        let quote = words ^ Words(repeating: 0x2222_2222_2222_2222)
        let backslash = words ^ Words(repeating: 0x5C5C_5C5C_5C5C_5C5C)
        let low = (words &- Words(repeating: 0x2020_2020_2020_2020)) & ~words
        let equal = ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        return (words | (words &+ ones) | low | equal) & Words(repeating: 0x8080_8080_8080_8080)
    }

    /// The most bytes that `jsonCharacter` writes.
    package static let longestJSONCharacter = 12

    /// Writes the first character of `bytes`, which are not none, for a JSON string.
    /// - Returns: how many bytes it has there, and how many it takes in JSON.
    package static func jsonCharacter(
        _ bytes: UnsafeBufferPointer<UInt8>, to out: UnsafeMutablePointer<UInt8>
    ) -> (read: Int, written: Int) {
        if bytes[0] < 0x80 { return (1, escape(bytes[0], to: out)) }
        var scalars = UTF8Scalars(bytes)
        guard let step = scalars.next() else { return (0, 0) }
        guard let scalar = step.scalar else {
            for (index, byte) in "\u{FFFD}".utf8.enumerated() { out[index] = byte }
            return (step.range.count, 3)
        }
        if scalar.isHidden {
            var written = 0
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                written += escape(unit, to: out + written)
            }
            return (step.range.count, written)
        }
        for index in step.range { out[index] = bytes[index] }
        return (step.range.count, step.range.count)
    }

    /// Writes one ASCII byte; gives how many bytes it takes.
    @inline(__always)
    private static func escape(_ byte: UInt8, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let letter: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
        case 0x08: letter = UInt8(ascii: "b")
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0C: letter = UInt8(ascii: "f")
        case 0x0D: letter = UInt8(ascii: "r")
        case 0x20..<0x7F:
            out[0] = byte
            return 1
        default: return escape(UInt16(byte), to: out)
        }
        out[0] = UInt8(ascii: "\\")
        out[1] = letter
        return 2
    }

    private static func escape(_ unit: UInt16, to out: UnsafeMutablePointer<UInt8>) -> Int {
        out[0] = UInt8(ascii: "\\")
        out[1] = UInt8(ascii: "u")
        for place in 0..<4 {
            let digit = UInt8(unit >> (12 - 4 * UInt16(place)) & 0xF)
            out[2 + place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
        return 6
    }

    /// Appends the first character of `bytes` for a JSON string; gives its length.
    private static func copyScalar(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) -> Int {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longestJSONCharacter) { room in
            guard let start = room.baseAddress else { return bytes.count }
            let (read, written) = jsonCharacter(bytes, to: start)
            out.append(contentsOf: UnsafeBufferPointer(start: start, count: written))
            return read
        }
    }
}
