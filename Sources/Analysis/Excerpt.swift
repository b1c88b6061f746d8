/// Values as sentences show them: a value of a mebibyte must not stand in twenty sentences.
enum Excerpt {
    /// In bytes.
    static let longest = 512

    /// The value, cut between two characters and marked with `…` when it is longer than that.
    static func of(_ value: String, longest: Int = longest) -> String {
        if value.utf8.count <= longest { return value }
        var end = value.utf8.index(value.startIndex, offsetBy: longest)
        while end > value.startIndex, value.utf8[end] & 0xC0 == 0x80 { end = value.utf8.index(before: end) }
        return String(value[..<end]) + "…"
    }
}
