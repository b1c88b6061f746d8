extension Prose {
    /// A stretch of text of one kind.
    package struct Piece: Sendable, Hashable {
        package enum Kind: Sendable { case words, code, value }
        package var kind: Kind
        /// As it is in `raw`; the backticks around code are left out.
        package var text: String

        package var isValue: Bool { kind == .value }
    }

    /// The text cut into our words, `code` within them, and values. Empty values are kept, empty words are not. A
    /// backtick without a second one in the same stretch of words is an ordinary character.
    package var pieces: [Piece] {
        let bytes = text.withUTF8(Array.init)
        var pieces: [Piece] = []
        func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        func addWords(_ range: Range<Int>) {
            var start = range.lowerBound
            while let open = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "`")),
                let close = bytes[(open + 1)..<range.upperBound].firstIndex(of: UInt8(ascii: "`"))
            {
                if open > start { pieces.append(Piece(kind: .words, text: string(start..<open))) }
                if close > open + 1 { pieces.append(Piece(kind: .code, text: string(open + 1..<close))) }
                start = close + 1
            }
            if start < range.upperBound {
                pieces.append(Piece(kind: .words, text: string(start..<range.upperBound)))
            }
        }
        var position = 0
        for range in values {
            addWords(position..<range.lowerBound)
            pieces.append(Piece(kind: .value, text: string(range)))
            position = range.upperBound
        }
        addWords(position..<bytes.count)
        return pieces
    }
}
