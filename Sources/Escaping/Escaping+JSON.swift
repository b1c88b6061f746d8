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
            copy(bytes, into: &out, isSafe: { $0 >= 0x20 && $0 < 0x7F }) { lead, out in
                // Between the parts of a text any white space is a space.
                if lead < 0x20 { out.append(UInt8(ascii: " ")) }
                return lead < 0x20
            }
        }
    }

    private static func json(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        copy(
            bytes, into: &out,
            isSafe: { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        ) { lead, out in
            switch lead {
            case UInt8(ascii: "\""): out.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): out.append(contentsOf: "\\\\".utf8)
            case 0x08: out.append(contentsOf: "\\b".utf8)
            case 0x09: out.append(contentsOf: "\\t".utf8)
            case 0x0A: out.append(contentsOf: "\\n".utf8)
            case 0x0C: out.append(contentsOf: "\\f".utf8)
            case 0x0D: out.append(contentsOf: "\\r".utf8)
            default: return false
            }
            return true
        }
    }

    /// Copies runs of safe bytes at once. `special` may write one ASCII byte its own way; all other bytes are taken as
    /// UTF-8 and copied, escaped when hidden, or replaced when ill-formed.
    @inline(__always)
    private static func copy(
        _ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8], isSafe: (UInt8) -> Bool,
        special: (UInt8, inout [UInt8]) -> Bool
    ) {
        var position = 0
        while position < bytes.count {
            var end = position
            while end < bytes.count, isSafe(bytes[end]) { end += 1 }
            if end > position {
                out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<end]))
                position = end
                continue
            }
            if bytes[position] < 0x80, special(bytes[position], &out) {
                position += 1
                continue
            }
            position += copyScalar(UnsafeBufferPointer(rebasing: bytes[position...]), into: &out)
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
