import Testing

@testable import Escaping

@Suite struct TextTests {
    @Test func copiesStayAsTheyAre() {
        var text = Text("one")
        let copy = text
        text.append(" two")
        #expect(copy.string == "one" && text.string == "one two")
        var other = text
        other.append(" three")
        text.append(" four")
        #expect(other.string == "one two three" && text.string == "one two four")
    }

    @Test func textOfTheProgramIsNeverWrittenTo() {
        var text = Text("literal" as StaticString)
        text.append("!")
        #expect(text.string == "literal!" && Text("literal" as StaticString).string == "literal")
    }

    /// Held here as well, so that it is no leak to those who look for them.
    nonisolated(unsafe) private static let lasting: TextBuffer = {
        let buffer = TextBuffer.make(Array("to be or not to be".utf8))
        buffer.lastForever()
        return buffer
    }()

    @Test(arguments: [true, false]) func partsOfABufferLeaveItAlone(isCounted: Bool) {
        let buffer = isCounted ? TextBuffer.make(Array("to be or not to be".utf8)) : Self.lasting
        func part(_ first: Int, _ count: Int) -> Text {
            Text(
                sharing: UnsafeBufferPointer(start: buffer.start + first, count: count),
                of: isCounted ? buffer : nil, isPlain: true)
        }
        var text = part(0, 5)
        text.append(", that is")
        #expect(text.string == "to be, that is")
        #expect(part(6, 2).string == "or")
    }

    @Test func oneMayBeAddedToItself() {
        var text = Text("ab")
        for _ in 0..<10 { text.append(text) }
        #expect(text.count == 2048 && text.string == String(repeating: "ab", count: 1024))
        var prose: Prose = "\(value: "x")-"
        for _ in 0..<6 { prose.append(prose) }
        #expect(prose.values == (0..<64).map { $0 * 2..<$0 * 2 + 1 })
    }

    @Test(arguments: [
        ("", true), ("plain ASCII: 'all' <of> it ~", true), ("a\"b", false), ("a\\b", false), ("é", false),
        ("a\n", false), ("\u{7F}", false), ("1234567890123456\"", false), ("\u{1F}234567890123456", false),
    ])
    func knowsWhatJSONTakes(text: String, isPlain: Bool) {
        #expect(Text(text).isPlain == isPlain)
        var joined = Text("before ")
        joined.append(text)
        joined.append(" after")
        #expect(joined.isPlain == isPlain)
    }

    /// Values stay where they are however a sentence grows.
    @Test func proseKeepsItsValues() {
        let letters = ["a", "é", "\"", "🦅"]
        for _ in 0..<300 {
            var (prose, raw, values) = (Prose(), "", [Range<Int>]())
            var copies: [(Prose, String)] = []
            for _ in 0..<Int.random(in: 0...40) {
                let text = String(repeating: letters[.random(in: 0...3)], count: .random(in: 0...30))
                switch Int.random(in: 0...3) {
                case 0: prose.append(text)
                case 1:
                    values.append(raw.utf8.count..<raw.utf8.count + text.utf8.count)
                    prose.append(value: text)
                case 2:
                    values.append(raw.utf8.count..<raw.utf8.count + text.utf8.count)
                    prose.append("\(value: text)" as Prose)
                default:
                    prose.reserve(bytes: .random(in: 0...200), values: .random(in: 0...5))
                    copies.append((prose, raw))
                    continue
                }
                raw += text
            }
            #expect(prose.raw == raw && prose.values == values)
            for (copy, raw) in copies { #expect(copy.raw == raw) }
        }
    }
}
