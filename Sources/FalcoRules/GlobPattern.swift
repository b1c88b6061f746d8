/// A pattern as the C library's `fnmatch` reads it without flags, which is what Falco's `glob` asks: `*` and `?` stand for
/// any bytes (also `/`), `[…]` for one of a set, `\` takes the next byte as it is. Takes at most pattern × value steps.
package struct GlobPattern: Sendable, Hashable {
    private enum Piece: Sendable, Hashable {
        case byte(UInt8)
        case any
        case run
        case set(ByteSet)
    }

    /// Bytes, each in or out.
    private struct ByteSet: Sendable, Hashable {
        private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

        subscript(byte: UInt8) -> Bool {
            get { word(byte >> 6) & (1 << UInt64(byte & 63)) != 0 }
            set {
                let bit: UInt64 = 1 << UInt64(byte & 63)
                switch byte >> 6 {
                case 0: words.0 = newValue ? words.0 | bit : words.0 & ~bit
                case 1: words.1 = newValue ? words.1 | bit : words.1 & ~bit
                case 2: words.2 = newValue ? words.2 | bit : words.2 & ~bit
                default: words.3 = newValue ? words.3 | bit : words.3 & ~bit
                }
            }
        }

        private func word(_ index: UInt8) -> UInt64 {
            switch index {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        }

        static func == (a: ByteSet, b: ByteSet) -> Bool { a.words == b.words }
        func hash(into hasher: inout Hasher) {
            hasher.combine(words.0)
            hasher.combine(words.1)
            hasher.combine(words.2)
            hasher.combine(words.3)
        }
    }

    private var pieces: [Piece] = []
    private let ignoresCase: Bool

    package init(_ pattern: String, ignoringCase: Bool = false) {
        ignoresCase = ignoringCase
        let bytes = Array(pattern.utf8.prefix { $0 != 0 })
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "*"): if pieces.last != .run { pieces.append(.run) }
            case UInt8(ascii: "?"): pieces.append(.any)
            case UInt8(ascii: "\\") where index < bytes.count:
                pieces.append(.byte(folded(bytes[index])))
                index += 1
            // A backslash at the end matches nothing.
            case UInt8(ascii: "\\"): pieces.append(.set(ByteSet()))
            case UInt8(ascii: "["):
                if let (set, end) = Self.set(bytes, from: index, ignoresCase) {
                    pieces.append(.set(set))
                    index = end
                } else {
                    pieces.append(.byte(byte))
                }
            default: pieces.append(.byte(folded(byte)))
            }
        }
    }

    private func folded(_ byte: UInt8) -> UInt8 { ignoresCase ? ASCII.lowered(byte) : byte }

    /// What stands in brackets; `nil` when they are never closed, so that `[` stands for itself.
    private static func set(_ bytes: [UInt8], from start: Int, _ ignoresCase: Bool) -> (ByteSet, end: Int)? {
        var index = start
        let isNegated =
            index < bytes.count && (bytes[index] == UInt8(ascii: "!") || bytes[index] == UInt8(ascii: "^"))
        if isNegated { index += 1 }
        var set = ByteSet()
        // The C library does not fold these.
        var classes = ByteSet()
        var isFirst = true
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "]"), !isFirst {
                var result = ByteSet()
                for byte in UInt8.min...UInt8.max {
                    var holds = set[byte]
                    if ignoresCase { holds = holds || set[ASCII.lowered(byte)] || set[ASCII.raised(byte)] }
                    result[byte] = (holds || classes[byte]) != isNegated && byte != 0
                }
                return (result, index + 1)
            }
            isFirst = false
            if let (name, end) = className(bytes, at: index) {
                for byte in UInt8.min...127 where ASCII.belongs(byte, to: name) { classes[byte] = true }
                index = end
                continue
            }
            guard let low = member(bytes, &index) else { return nil }
            let isRange =
                index + 1 < bytes.count && bytes[index] == UInt8(ascii: "-")
                && bytes[index + 1] != UInt8(ascii: "]")
            guard isRange else {
                set[low] = true
                continue
            }
            index += 1
            guard let high = member(bytes, &index) else { return nil }
            if low <= high { for byte in low...high { set[byte] = true } }
        }
        return nil
    }

    private static func member(_ bytes: [UInt8], _ index: inout Int) -> UInt8? {
        if bytes[index] == UInt8(ascii: "\\") { index += 1 }
        guard index < bytes.count else { return nil }
        index += 1
        return bytes[index - 1]
    }

    /// `[:digit:]` within brackets.
    private static func className(_ bytes: [UInt8], at start: Int) -> (name: String, end: Int)? {
        guard start + 1 < bytes.count, bytes[start] == UInt8(ascii: "["),
            bytes[start + 1] == UInt8(ascii: ":")
        else { return nil }
        let rest = bytes[(start + 2)...]
        let letters = rest.prefix { (0x61...0x7A).contains($0) }
        guard rest.dropFirst(letters.count).starts(with: ":]".utf8) else { return nil }
        return (String(decoding: letters, as: UTF8.self), letters.endIndex + 2)
    }

    /// Whether the whole value fits.
    package func matches(_ value: UnsafeRawBufferPointer) -> Bool {
        var (piece, place) = (0, 0)
        var retry: (piece: Int, place: Int)?
        while place < value.count {
            if piece < pieces.count, pieces[piece] == .run {
                retry = (piece + 1, place)
                piece += 1
            } else if piece < pieces.count, fits(pieces[piece], value[place]) {
                piece += 1
                place += 1
            } else if let last = retry {
                retry = (last.piece, last.place + 1)
                (piece, place) = (last.piece, last.place + 1)
            } else {
                return false
            }
        }
        while piece < pieces.count, pieces[piece] == .run { piece += 1 }
        return piece == pieces.count
    }

    private func fits(_ piece: Piece, _ byte: UInt8) -> Bool {
        switch piece {
        case .byte(let wanted): wanted == folded(byte)
        case .any: true
        case .run: false
        case .set(let set): set[byte]
        }
    }
}

/// What the C library's functions say of single bytes in its own language.
enum ASCII {
    static func lowered(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }
    static func raised(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "a") < 26 ? byte & ~0x20 : byte }

    static func belongs(_ byte: UInt8, to name: String) -> Bool {
        let isDigit = byte &- UInt8(ascii: "0") < 10
        let isLower = byte &- UInt8(ascii: "a") < 26
        let isUpper = byte &- UInt8(ascii: "A") < 26
        let isGraphic = byte > 0x20 && byte < 0x7F
        return switch name {
        case "alnum": isDigit || isLower || isUpper
        case "alpha": isLower || isUpper
        case "blank": byte == 0x20 || byte == 0x09
        case "cntrl": byte < 0x20 || byte == 0x7F
        case "digit": isDigit
        case "graph": isGraphic
        case "lower": isLower
        case "print": isGraphic || byte == 0x20
        case "punct": isGraphic && !isDigit && !isLower && !isUpper
        case "space": byte == 0x20 || (0x09...0x0D).contains(byte)
        case "upper": isUpper
        case "xdigit": isDigit || (byte | 0x20) &- UInt8(ascii: "a") < 6
        default: false
        }
    }
}
