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
        return shown.isEmpty ? "(empty)" : spans(shown, inTable: inTable)
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
        // Only a line of nothing but backticks ends a block. GitHub's parser counts no more than 255 of them, so a
        // line of very many is moved in, where it ends nothing.
        var length = 3
        let lines = lines(text).map { line in
            let backticks = line.utf8.count { $0 == UInt8(ascii: "`") }
            let isFence =
                backticks > 0 && line.utf8.allSatisfy { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: " ") }
            if isFence, backticks > 80 { return "    " + line }
            if isFence { length = max(length, backticks + 1) }
            return line
        }
        let fence = String(repeating: "`", count: length)
        return "\(fence)\(language)\n\(lines.joined(separator: "\n"))\n\(fence)\n"
    }

    /// The lines of a text that may hold newlines, each made safe. A newline at the end makes no line.
    package static func lines(_ text: String) -> [String] {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { terminal(String($0) ?? "") }
    }

    /// Text that is already safe to show as code spans. One, as a rule; two things are written as entities between
    /// spans: a run of backticks so long that parsers take no longer one for a fence, and in a table a pipe behind a
    /// backslash, because they disagree on what `\\|` is there.
    private static func spans(_ shown: String, inTable: Bool) -> String {
        var out = ""
        var span: [UInt8] = []
        let bytes = Array(shown.utf8)
        func close() {
            if !span.isEmpty { out += self.span(String(decoding: span, as: UTF8.self)) }
            span.removeAll(keepingCapacity: true)
        }
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            let run = byte == UInt8(ascii: "`") ? bytes[position...].prefix { $0 == byte }.count : 1
            if run > longestFence {
                close()
                out += String(repeating: "&#96;", count: run)
            } else if inTable, byte == UInt8(ascii: "|"), position > 0,
                bytes[position - 1] == UInt8(ascii: "\\")
            {
                close()
                out += "&#124;"
            } else {
                if inTable, byte == UInt8(ascii: "|") { span.append(UInt8(ascii: "\\")) }
                span += bytes[position..<position + run]
            }
            position += run
        }
        close()
        return out
    }

    /// Runs of backticks that a fence is made longer than. GitHub's parser knows no fence beyond 80.
    private static let longestFence = 16

    private static func span(_ shown: String) -> String {
        let fence = String(repeating: "`", count: longestRun(of: UInt8(ascii: "`"), in: shown) + 1)
        let edges = [shown.utf8.first, shown.utf8.last]
        let padded = edges.contains(UInt8(ascii: "`")) || edges.contains(UInt8(ascii: " "))
        // A span of nothing but spaces is kept as it is; any other loses one space at each end.
        let blank = shown.utf8.allSatisfy { $0 == UInt8(ascii: " ") }
        return padded && !blank ? "\(fence) \(shown) \(fence)" : "\(fence)\(shown)\(fence)"
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
