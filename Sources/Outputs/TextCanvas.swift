internal import Escaping

/// Terminal text being written: lines of spans, wrapped to a width, in so many colours. All that is put on it must have
/// been made safe before.
struct TextCanvas {
    private(set) var bytes: [UInt8]
    let width: Int
    let colors: ColorDepth

    /// Goes on at the end of `buffer`, which is left empty until ``finish(into:)`` gives it back.
    init(taking buffer: inout [UInt8], width: Int, colors: ColorDepth) {
        bytes = []
        swap(&bytes, &buffer)
        self.width = width
        self.colors = colors
    }

    mutating func finish(into buffer: inout [UInt8]) {
        swap(&bytes, &buffer)
    }

    /// An empty one of the same width and colours.
    static func empty(like other: TextCanvas) -> TextCanvas {
        var nothing: [UInt8] = []
        return TextCanvas(taking: &nothing, width: other.width, colors: other.colors)
    }

    mutating func append(_ other: TextCanvas) {
        bytes += other.bytes
    }

    mutating func blank() {
        bytes.append(UInt8(ascii: "\n"))
    }

    /// One line as it is, however long, but for spaces at its end.
    mutating func line(_ spans: [TextSpan], indent: Int = 0) {
        let end = (spans.lastIndex { $0.text.utf8.contains { $0 != UInt8(ascii: " ") } } ?? -1) + 1
        if end == 0 { return blank() }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
        for (index, span) in spans[..<end].enumerated() {
            put(index == end - 1 ? TextSpan(TextWidth.withoutTrailingSpaces(span.text), span.style) : span)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Spans wrapped to the width. `label` opens the first line; the other lines hang below the text after it.
    mutating func paragraph(_ spans: [TextSpan], indent: Int = 0, label: [TextSpan] = [], hang: Int? = nil) {
        let labelWidth = TextSpan.columns(label)
        let hang = hang ?? labelWidth
        let measure = min(width - indent - hang, Self.longestMeasure)
        let lines = TextSpan.wrap(spans, width: measure, used: max(0, labelWidth - hang))
        for (index, line) in lines.enumerated() {
            if index == 0 {
                self.line(label + [TextSpan(TextWidth.spaces(hang - labelWidth))] + line, indent: indent)
            } else {
                self.line(line, indent: indent + hang)
            }
        }
    }

    /// Short pieces side by side, as many to a line as fit; a piece is broken only when it alone is too long.
    mutating func packed(_ pieces: [TextSpan], separator: TextSpan, indent: Int = 0) {
        var row: [TextSpan] = []
        for piece in pieces {
            let next = row.isEmpty ? [piece] : [separator, piece]
            if !row.isEmpty, indent + TextSpan.columns(row + next) > width {
                paragraph(row, indent: indent)
                row = [piece]
            } else {
                row += next
            }
        }
        if !row.isEmpty { paragraph(row, indent: indent) }
    }

    /// A title with a line drawn from it to the right edge.
    mutating func heading(_ title: String) {
        let rest = max(3, width - TextWidth.columns(title) - 1)
        blank()
        line([
            TextSpan(title, .heading), TextSpan(" "), TextSpan(String(repeating: "─", count: rest), .faint),
        ])
    }

    private mutating func put(_ span: TextSpan) {
        let start = colors.start(span.style)
        if start.isEmpty || span.text.isEmpty {
            bytes.append(contentsOf: span.text.utf8)
        } else {
            bytes.append(contentsOf: start.utf8)
            bytes.append(contentsOf: span.text.utf8)
            bytes.append(contentsOf: colors.end.utf8)
        }
    }

    /// A sentence: code and values stand out by colour, and without colours by backticks and quotes.
    func spans(_ prose: Prose, style: TextStyle = .plain) -> [TextSpan] {
        prose.pieces.map { piece in
            switch piece.kind {
            case .words: TextSpan(Escaping.terminal(piece.text), style)
            case .code:
                colors == .none
                    ? TextSpan("`\(Escaping.terminal(piece.text))`", style)
                    : TextSpan(Escaping.terminal(piece.text), .code)
            case .value:
                TextSpan(Escaping.quoted(piece.text, limit: TextCanvas.longestValueInSentence), .value)
            }
        }
    }

    /// Longer lines of running text are hard to read, however wide the terminal.
    private static let longestMeasure = 110

    /// Bytes of a value shown inside a sentence; the field table shows more.
    static let longestValueInSentence = 300
}
