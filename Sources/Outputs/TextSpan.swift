internal import Escaping

/// A stretch of safe terminal text in one style.
struct TextSpan: Sendable, Hashable {
    var text: String
    var style: TextStyle

    init(_ text: String, _ style: TextStyle = .plain) {
        self.text = text
        self.style = style
    }

    /// Cuts spans into lines of at most `width` columns, at spaces where that is possible. The first line may be
    /// shorter by `used` columns. There is always at least one line.
    static func wrap(_ spans: [TextSpan], width: Int, used: Int = 0) -> [[TextSpan]] {
        var wrapping = Wrapping(width: max(1, width), used: used)
        for span in spans { wrapping.add(span) }
        return wrapping.finish()
    }

    static func columns(_ spans: [TextSpan]) -> Int { spans.reduce(0) { $0 + TextWidth.columns($1.text) } }
}

/// The state of cutting spans into lines: finished lines, the line being filled, and the word being read, which may be
/// made of several styles.
private struct Wrapping {
    let width: Int
    private var lines: [[TextSpan]] = []
    private var line: [TextSpan] = []
    private var column: Int
    private var lineStart: Int
    private var spaces = 0
    private var spaceStyle = TextStyle.plain
    private var word: [TextSpan] = []
    private var wordWidth = 0

    init(width: Int, used: Int) {
        self.width = width
        column = used
        lineStart = used
    }

    mutating func add(_ span: TextSpan) {
        var isFirst = true
        for part in span.text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
            if !isFirst {
                flushWord()
                spaces += 1
                spaceStyle = span.style
            }
            isFirst = false
            if part.isEmpty { continue }
            let text = String(Substring(part))
            word.append(TextSpan(text, span.style))
            wordWidth += TextWidth.columns(text)
        }
    }

    mutating func finish() -> [[TextSpan]] {
        flushWord()
        lines.append(line)
        return lines
    }

    private mutating func flushWord() {
        guard !word.isEmpty else { return }
        if column > lineStart, column + spaces + wordWidth > width { breakLine() }
        if spaces > 0, column > lineStart {
            put(TextSpan(TextWidth.spaces(min(spaces, width - column)), spaceStyle))
        }
        spaces = 0
        // A word wider than a line starts here and goes on over as many lines as it needs.
        for part in word { putBroken(part) }
        word = []
        wordWidth = 0
    }

    private mutating func putBroken(_ span: TextSpan) {
        if TextWidth.columns(span.text) <= width - column { return put(span) }
        var rest = Substring(span.text)
        while !rest.isEmpty {
            let fitting = TextWidth.prefix(rest, columns: width - column)
            if fitting.isEmpty {
                // Not even one character fits; on an empty line it is put down all the same.
                if column > 0 { breakLine() } else { return put(TextSpan(String(rest), span.style)) }
                continue
            }
            put(TextSpan(fitting, span.style))
            rest = Substring(rest.unicodeScalars.dropFirst(fitting.unicodeScalars.count))
            if !rest.isEmpty { breakLine() }
        }
    }

    private mutating func put(_ span: TextSpan) {
        column += TextWidth.columns(span.text)
        if let last = line.last, last.style == span.style {
            line[line.count - 1].text += span.text
        } else {
            line.append(span)
        }
    }

    private mutating func breakLine() {
        lines.append(line)
        line = []
        column = 0
        lineStart = 0
        spaces = 0
    }
}
