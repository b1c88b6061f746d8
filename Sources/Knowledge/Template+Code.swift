/// Backticks in prose: our words may hold `code`.
extension Template {
    /// The template with the code in each stretch of words whole: of `` `kill {pid}` `` the words become `` `kill` ``
    /// and the place stands outside, since every value is set apart already.
    var withWholeCode: Template {
        var isCode = false
        let whole = segments.compactMap { segment -> Segment? in
            guard case .words(let words) = segment else { return segment }
            guard isCode || words.utf8.contains(UInt8(ascii: "`")) else { return segment }
            var text = ""
            for (index, part) in words.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { isCode.toggle() }
                text += isCode ? Template.code(part) : String(part)
            }
            return text.isEmpty ? nil : .words(text)
        }
        return Template(segments: whole)
    }

    /// A part of code in backticks of its own, spaces at its ends outside.
    private static func code(_ part: Substring) -> String {
        let start = part.drop { $0 == " " }
        let before = part.prefix(part.count - start.count)
        let middle = start.reversed().drop { $0 == " " }.reversed()
        if middle.isEmpty { return String(part) }
        return before + "`\(String(middle))`" + start.suffix(start.count - middle.count)
    }

    /// Whether a backtick has no counterpart.
    var hasOpenCode: Bool {
        !segments.reduce(0) { count, segment in
            if case .words(let words) = segment {
                count + words.utf8.count { $0 == UInt8(ascii: "`") }
            } else {
                count
            }
        }.isMultiple(of: 2)
    }
}
