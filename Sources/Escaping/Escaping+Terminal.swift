extension Escaping {
    /// At most this many combining marks are shown on one character; the others are written out.
    private static let marksShown = 3

    /// `value` as one line that is safe on a terminal. Control characters, bidirectional controls, invisible characters
    /// and separators are written out (`\n`, `\x1b`, `\u{202e}`); a combining mark is written out when it would join
    /// text that is not the value's own, or when marks pile up; bytes that are not UTF-8 show as U+FFFD.
    package static func terminal(_ value: String, limit: Int = .max) -> String {
        string(value) { visible($0, limit: limit, into: &$1) }
    }

    /// The same for bytes.
    package static func terminal(bytes: [UInt8], limit: Int = .max) -> String {
        var out: [UInt8] = []
        bytes.withUnsafeBufferPointer { visible($0, limit: limit, into: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    /// Our words as they are, the values made safe and set apart: a value that could be read as words of ours, because
    /// it holds spaces or punctuation, stands in double quotes.
    package static func terminal(_ prose: Prose, limit: Int = .max) -> String {
        prose.pieces.reduce(into: "") { text, piece in
            switch piece.kind {
            case .words: text += terminal(piece.text)
            case .code: text += "`\(terminal(piece.text))`"
            case .value: text += quoted(piece.text, limit: limit)
            }
        }
    }

    /// A value for use inside a sentence of ours: safe on a terminal, in double quotes unless it is plainly one word.
    package static func quoted(_ value: String, limit: Int = .max) -> String {
        let plain = !value.isEmpty && value.utf8.allSatisfy { isWordByte($0) }
        if plain && value.utf8.count <= limit { return value }
        return string(value) { bytes, out in
            out.append(UInt8(ascii: "\""))
            visible(bytes, limit: limit, escaping: UInt8(ascii: "\""), into: &out)
            out.append(UInt8(ascii: "\""))
        }
    }

    /// Letters, digits and the punctuation of paths, addresses and names.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "-")...UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "+"),
            UInt8(ascii: "="), UInt8(ascii: "%"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ">"):
            true
        default: false
        }
    }

    /// Appends `bytes` with everything hidden written out. `quote` is preceded by a backslash.
    static func visible(
        _ bytes: UnsafeBufferPointer<UInt8>, limit: Int = .max, escaping quote: UInt8? = nil,
        into out: inout [UInt8]
    ) {
        let (kept, note) = cut(bytes, to: limit)
        var scalars = UTF8Scalars(kept)
        // A mark joins what stands before it: only the value's own visible characters may be joined.
        var marks = marksShown
        var plainStart = 0
        var position = 0
        func flush(_ out: inout [UInt8], to end: Int) {
            if end > plainStart { out.append(contentsOf: kept[plainStart..<end]) }
        }
        while let step = scalars.next() {
            position = step.range.upperBound
            if let scalar = step.scalar, shows(scalar, marks: &marks),
                scalar.value != quote.map({ UInt32($0) })
            {
                continue
            }
            flush(&out, to: step.range.lowerBound)
            plainStart = position
            guard let scalar = step.scalar else {
                marks = 0
                out.append(contentsOf: "\u{FFFD}".utf8)
                continue
            }
            writeOut(scalar, into: &out)
        }
        flush(&out, to: position)
        if let note { out.append(contentsOf: note.utf8) }
    }

    /// Whether `scalar` is shown as it is after what came before; `marks` counts the marks on one character.
    private static func shows(_ scalar: Unicode.Scalar, marks: inout Int) -> Bool {
        if scalar.value >= 0x20 && scalar.value < 0x7F {
            marks = 0
            return true
        }
        if scalar.isHidden || scalar.isUnclear {
            marks = marksShown
            return false
        }
        if scalar.isCombining {
            marks += 1
            return marks <= marksShown
        }
        marks = 0
        return true
    }

    private static func writeOut(_ scalar: Unicode.Scalar, into out: inout [UInt8]) {
        switch scalar {
        case "\n": out.append(contentsOf: "\\n".utf8)
        case "\r": out.append(contentsOf: "\\r".utf8)
        case "\t": out.append(contentsOf: "\\t".utf8)
        case "\"": out.append(contentsOf: "\\\"".utf8)
        case "\u{0}"..."\u{F}": out.append(contentsOf: "\\x0\(String(scalar.value, radix: 16))".utf8)
        case "\u{10}"..."\u{7F}": out.append(contentsOf: "\\x\(String(scalar.value, radix: 16))".utf8)
        default: out.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".utf8)
        }
    }
}
