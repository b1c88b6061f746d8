/// Values as sentences show them: a value of a mebibyte must not stand in twenty sentences.
enum Excerpt {
    /// In bytes.
    static let longest = 512

    /// The value, cut between two characters and marked with `…` when it is longer than that.
    @inline(__always)
    static func of(_ value: String, longest: Int = longest) -> String {
        value.utf8.count <= longest ? value : cut(value, longest)
    }

    private static func cut(_ value: String, _ longest: Int) -> String {
        var end = value.utf8.index(value.startIndex, offsetBy: longest)
        while end > value.startIndex, value.utf8[end] & 0xC0 == 0x80 { end = value.utf8.index(before: end) }
        return String(value[..<end]) + "…"
    }
}
