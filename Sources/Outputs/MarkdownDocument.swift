internal import Escaping

/// Markdown being written block by block, each followed by an empty line. Text must have been escaped before.
struct MarkdownDocument {
    private var bytes: [UInt8]

    /// Goes on at the end of `buffer`, which is left empty until ``finish(into:)`` gives it back.
    init(taking buffer: inout [UInt8]) {
        bytes = []
        swap(&bytes, &buffer)
    }

    mutating func finish(into buffer: inout [UInt8]) {
        // A document ends with one newline, not with an empty line.
        if bytes.suffix(2).elementsEqual("\n\n".utf8) { bytes.removeLast() }
        swap(&bytes, &buffer)
    }

    mutating func heading(_ level: Int, _ text: String) {
        block(String(repeating: "#", count: level) + " " + text)
    }

    mutating func paragraph(_ text: String) {
        block(text)
    }

    /// One line of a list; ``endList()`` ends the list.
    mutating func item(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func endList() {
        bytes.append(UInt8(ascii: "\n"))
    }

    /// A list; `false` when there is nothing to list.
    @discardableResult
    mutating func bullets(_ items: [Prose]) -> Bool {
        if items.isEmpty { return false }
        for item in items { self.item("- \(Escaping.markdown(item))") }
        endList()
        return true
    }

    mutating func table(_ header: [String], _ rows: [[String]]) {
        item("| \(header.joined(separator: " | ")) |")
        item("|\(String(repeating: "---|", count: header.count))")
        for row in rows { item("| \(row.joined(separator: " | ")) |") }
        endList()
    }

    mutating func fence(_ text: String, language: String = "") {
        bytes.append(contentsOf: Escaping.markdownFence(text, language: language).utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func block(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(contentsOf: "\n\n".utf8)
    }
}
