extension Escaping {
    /// `value` for Markdown (CommonMark and GFM): a code span, which neither formats, links, mentions nor breaks out.
    /// Plain words, such as a rule's name, stay plain. For a table cell say so: there a pipe ends the cell even in code.
    package static func markdown(_ value: String, limit: Int = .max, inTable: Bool = false) -> String {
        isPlainWords(value) && value.utf8.count <= limit
            ? value : markdownCode(value, limit: limit, inTable: inTable)
    }

    /// `value` as a code span, its fence longer than any run of backticks inside. An empty value gives `(empty)`.
    package static func markdownCode(_ value: String, limit: Int = .max, inTable: Bool = false) -> String {
        let shown = terminal(value, limit: limit)
        if shown.isEmpty { return "(empty)" }
        return inTable ? cell(shown) : span(shown)
    }

    /// Our words with their Markdown characters escaped (`code` stays code), and the values as code spans, `limit`
    /// bytes of each at most.
    package static func markdown(_ prose: Prose, limit: Int = 1024, inTable: Bool = false) -> String {
        var out = ""
        for piece in prose.pieces {
            var next: String
            switch piece.kind {
            case .words: next = words(piece.text, first: out.isEmpty)
            case .code: next = markdownCode(piece.text, inTable: inTable)
            case .value: next = markdownCode(piece.text, limit: limit, inTable: inTable)
            }
            // Two spans that touch would become one fence: keep them apart.
            if out.utf8.last == UInt8(ascii: "`"), next.utf8.first == UInt8(ascii: "`") {
                next = "&#8203;" + next
            }
            out += next
        }
        return out
    }

    /// One of our own references: a web address becomes a link, anything else is words.
    package static func markdownReference(_ reference: String) -> String {
        let isAddress =
            reference.hasPrefix("https://")
            && reference.utf8.allSatisfy { isAlphanumeric($0) || "-._~:/?#@!$&'()*+,;=%".utf8.contains($0) }
        return isAddress ? "<\(reference)>" : markdown(Prose(reference))
    }

    /// `text` as a fenced block of its own lines, ended by a newline. Each line is safe to show; the lines stay lines.
    package static func markdownFence(_ text: String, language: String = "") -> String {
        let fence = String(repeating: "`", count: max(3, longestRun(of: UInt8(ascii: "`"), in: text) + 1))
        return "\(fence)\(language)\n\(lines(text).joined(separator: "\n"))\n\(fence)\n"
    }

    /// The lines of a text that may hold newlines, each made safe. A newline at the end makes no line.
    package static func lines(_ text: String) -> [String] {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { terminal(String($0) ?? "") }
    }

    /// A code span around text that is already safe to show.
    private static func span(_ shown: String) -> String {
        let fence = String(repeating: "`", count: longestRun(of: UInt8(ascii: "`"), in: shown) + 1)
        let edges = [shown.utf8.first, shown.utf8.last]
        let padded = edges.contains(UInt8(ascii: "`")) || edges.contains(UInt8(ascii: " "))
        // A span of nothing but spaces is kept as it is; any other loses one space at each end.
        let blank = shown.utf8.allSatisfy { $0 == UInt8(ascii: " ") }
        return padded && !blank ? "\(fence) \(shown) \(fence)" : "\(fence)\(shown)\(fence)"
    }

    /// A code span for a table. A pipe is escaped; but after a backslash parsers disagree on what `\\|` is, so there
    /// the span is closed and the pipe written as an entity.
    private static func cell(_ shown: String) -> String {
        var parts: [String] = []
        var part: [UInt8] = []
        for byte in shown.utf8 {
            if byte == UInt8(ascii: "|"), part.last == UInt8(ascii: "\\") {
                parts.append(span(String(decoding: part, as: UTF8.self)))
                part = []
            } else {
                if byte == UInt8(ascii: "|") { part.append(UInt8(ascii: "\\")) }
                part.append(byte)
            }
        }
        if !part.isEmpty { parts.append(span(String(decoding: part, as: UTF8.self))) }
        let text = parts.joined(separator: "&#124;")
        return part.isEmpty ? text + "&#124;" : text
    }

    /// Our words: what Markdown would take for syntax gets a backslash. `first`: they open a block.
    private static func words(_ text: String, first: Bool) -> String {
        let bytes = Array(terminal(text).utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 8)
        for (index, byte) in bytes.enumerated() {
            let atStart = first && index == 0
            let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "["),
                UInt8(ascii: "]"),
                UInt8(ascii: "|"), UInt8(ascii: "~"), UInt8(ascii: "$"):
                out.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "<") where isAlphanumeric(next) || "/!?".utf8.contains(next),
                UInt8(ascii: "&")
            where isAlphanumeric(next) && isEntity(bytes[(index + 1)...]) || next == UInt8(ascii: "#"),
                UInt8(ascii: "_") where !isBetweenLetters(bytes, index):
                out.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "#"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "="),
                UInt8(ascii: ">"):
                if atStart { out.append(UInt8(ascii: "\\")) }
            case UInt8(ascii: "."), UInt8(ascii: ")"):
                // "1. " opens a list.
                let number = first && index > 0 && bytes[..<index].allSatisfy { isDigit($0) }
                if number && next == UInt8(ascii: " ") { out.append(UInt8(ascii: "\\")) }
            case UInt8(ascii: " "):
                if atStart { continue }
            default: break
            }
            out.append(byte)
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Whether an ampersand before `rest` makes an entity: a name, then a semicolon.
    private static func isEntity(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.first { !isAlphanumeric($0) } == UInt8(ascii: ";")
    }

    private static func isBetweenLetters(_ bytes: [UInt8], _ index: Int) -> Bool {
        index > 0 && index + 1 < bytes.count && isAlphanumeric(bytes[index - 1])
            && isAlphanumeric(bytes[index + 1])
    }

    /// Words of letters and digits with single spaces, commas, parentheses, slashes and hyphens between them, none of
    /// which a renderer could take for a number, a link, an issue or a commit.
    private static func isPlainWords(_ value: String) -> Bool {
        var previous = UInt8(ascii: " ")
        var letters = 0
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): letters += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if letters == 0 || previous == UInt8(ascii: "-") { return false }
            case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "/"),
                UInt8(ascii: "-"):
                if previous == UInt8(ascii: " "), byte != UInt8(ascii: "(") { return false }
                letters = 0
            default: return false
            }
            previous = byte
        }
        let words = value.utf8.split { !isAlphanumeric($0) }
        let looksLikeCommit = words.contains { $0.count >= 7 && $0.allSatisfy(isHexDigit) }
        return !words.isEmpty && isAlphanumericOrClosing(previous) && !looksLikeCommit
    }

    private static func isAlphanumericOrClosing(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: ")")
    }

    static func longestRun(of byte: UInt8, in text: String) -> Int {
        var longest = 0
        var run = 0
        for next in text.utf8 {
            run = next == byte ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
