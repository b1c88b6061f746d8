/// The one place where text from an alert is made safe for where it goes: a terminal, a shell, a document, a page, a
/// spreadsheet, JSON, YAML. Every function takes text as it came and gives back text that only shows, and never acts.
///
/// Two layers: first whatever cannot be seen or would act on a terminal is written out visibly (`\x1b`, `\u{202e}`);
/// then the target's own syntax is escaped. `limit` is in bytes of the original; what is cut is counted: `…(+N bytes)`.
package enum Escaping {
    /// Escapes `text` through `body`, which gets its UTF-8 and appends to the buffer, and gives the result.
    static func string(
        _ text: String, _ body: (UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Void
    ) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count + 16)
        withUTF8(text) { body($0, &out) }
        return String(decoding: out, as: UTF8.self)
    }

    /// Calls `body` with the UTF-8 of `text`.
    @inline(__always)
    static func withUTF8<R>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
        var text = text
        return text.withUTF8(body)
    }

    /// `bytes` up to `limit`, cut between two scalars, and the note that says how much is missing.
    static func cut(
        _ bytes: UnsafeBufferPointer<UInt8>, to limit: Int
    ) -> (kept: UnsafeBufferPointer<UInt8>, note: String?) {
        guard bytes.count > limit else { return (bytes, nil) }
        var end = max(0, limit)
        while end > 0, limit - end < 3, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return (UnsafeBufferPointer(rebasing: bytes[..<end]), "…(+\(bytes.count - end) bytes)")
    }
}
