/// How many columns text takes on a terminal: none for marks that join the character before, two for wide characters.
/// For text that has been made safe; control characters have no width here.
enum TextWidth {
    static func columns(_ text: some StringProtocol) -> Int {
        var count = 0
        for byte in text.utf8 {
            if byte >= 0x80 { return columnsBeyondASCII(text) }
            count += 1
        }
        return count
    }

    private static func columnsBeyondASCII(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns($1) }
    }

    static func columns(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return isWide(scalar) ? 2 : 1
        }
    }

    /// East Asian wide and full-width characters, and emoji that show as pictures.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x1100: false
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
            0xA960...0xA97C,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
            0xFFE0...0xFFE6,
            0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }

    /// `text` if it fits `width` columns, else as much as does with `…` at the end.
    static func fitted(_ text: String, to width: Int) -> String {
        if columns(text) <= width { return text }
        return prefix(text, columns: width - 1) + (width > 0 ? "…" : "")
    }

    /// `text` fitted and filled up with spaces.
    static func padded(_ text: String, to width: Int) -> String {
        let fitted = fitted(text, to: width)
        return fitted + spaces(width - columns(fitted))
    }

    /// As much from the start of `text` as takes at most that many columns.
    static func prefix(_ text: some StringProtocol, columns width: Int) -> String {
        var used = 0
        var end = text.startIndex
        for scalar in text.unicodeScalars {
            used += columns(scalar)
            if used > width { return String(text[..<end]) }
            end = text.unicodeScalars.index(after: end)
        }
        return String(text)
    }

    static func withoutTrailingSpaces(_ text: String) -> String {
        let count = text.utf8.reversed().drop { $0 == UInt8(ascii: " ") }.count
        return String(text.utf8.prefix(count)) ?? text
    }

    static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
