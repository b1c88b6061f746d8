import Testing

@testable import Outputs

@Suite struct TextSpanTests {
    private func wrapped(_ text: String, width: Int, used: Int = 0) -> [String] {
        TextSpan.wrap([TextSpan(text)], width: width, used: used).map { $0.map(\.text).joined() }
    }

    @Test func breaksAtSpaces() {
        #expect(wrapped("one two three", width: 8) == ["one two", "three"])
        #expect(wrapped("one two three", width: 8, used: 4) == ["one", "two", "three"])
        #expect(wrapped("a  b", width: 8) == ["a  b"])
        #expect(wrapped("", width: 8) == [""])
    }

    @Test func longWordsAreCut() {
        #expect(wrapped("abcdefghij", width: 4) == ["abcd", "efgh", "ij"])
        #expect(wrapped("x abcdefghij", width: 4) == ["x", "abcd", "efgh", "ij"])
        #expect(wrapped("日本語", width: 4) == ["日本", "語"])
        #expect(wrapped("日本", width: 1) == ["日本"])
    }

    @Test func stylesSurviveBreaks() {
        let lines = TextSpan.wrap([TextSpan("say "), TextSpan("big words", .value), TextSpan(".")], width: 7)
        #expect(
            lines == [
                [TextSpan("say "), TextSpan("big", .value)], [TextSpan("words", .value), TextSpan(".")],
            ])
    }

    @Test(arguments: [
        ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👍", 2), ("ｆ", 2), ("é", 1), ("─█▁", 3), ("한글", 4),
    ])
    func widths(text: String, columns: Int) {
        #expect(TextWidth.columns(text) == columns)
    }

    @Test func fitting() {
        #expect(TextWidth.fitted("abcdef", to: 4) == "abc…")
        #expect(TextWidth.fitted("日本語", to: 4) == "日…")
        #expect(TextWidth.padded("ab", to: 4) == "ab  ")
        #expect(TextWidth.padded("日本語", to: 4) == "日… ")
        #expect(TextWidth.fitted("ab", to: 0) == "")
    }
}
