/// A sentence or more in which our own words and values taken from an alert are kept apart, so that every renderer
/// can pass the first through and escape the second.
package struct Prose: Sendable, Hashable {
    /// Everything in order, unescaped. Never write this anywhere: ask `Escaping` for a rendering.
    package private(set) var text: Text

    /// Where a value begins and ends, in bytes. Marks are the text's trailer, the first one last.
    private typealias Mark = SIMD2<Int32>

    private var marks: Int { Int(text.trailer) / MemoryLayout<Mark>.size }

    /// Our own words alone.
    package init(_ words: String = "") {
        text = Text(words)
    }

    /// The same for words that lie somewhere already.
    package init(_ words: Text) {
        text = words
    }

    /// Makes room for that many bytes and values, so that adding them one by one costs less.
    package mutating func reserve(bytes: Int, values: Int) {
        text.reserve(bytes + values * MemoryLayout<Mark>.size)
    }

    /// Adds our own words. They may hold `code` in backticks, which renderers set as code.
    @_disfavoredOverload
    package mutating func append(_ words: String) { text.append(words) }

    /// The same for words of the program itself: literals are this.
    package mutating func append(_ words: StaticString) { text.append(words) }

    /// The same for words of which it is known whether JSON takes them as they are.
    package mutating func append(_ words: UnsafeBufferPointer<UInt8>, isPlain: Bool) {
        text.append(words, isPlain: isPlain)
    }

    /// Adds text that came from an alert.
    package mutating func append(value: String) {
        let before = text.count
        text.append(value)
        text.prependToTrailer(Mark(Int32(before), Int32(text.count)))
    }

    /// Adds another piece with its values.
    @_disfavoredOverload
    package mutating func append(_ other: Prose) {
        let before = Int32(text.count)
        text.append(other.text)
        for index in 0..<other.marks {
            text.prependToTrailer(other.mark(index) &+ Mark(repeating: before))
        }
    }

    package var isEmpty: Bool { text.isEmpty }

    /// The text as a string.
    package var raw: String { text.string }

    /// The stretches of the text, in bytes and in ascending order, that came from an alert.
    package var values: [Range<Int>] {
        (0..<marks).map { index in
            let mark = mark(index)
            return Int(mark[0])..<Int(mark[1])
        }
    }

    private func mark(_ index: Int) -> Mark { text.trailing(index, as: Mark.self) ?? Mark() }

    /// Whether one of the others is the same.
    package func isAmong(_ others: [Prose]) -> Bool {
        others.withUnsafeBufferPointer { others in
            for index in others.indices where others[index].text.count == text.count && others[index] == self
            {
                return true
            }
            return false
        }
    }

    package static func == (a: Prose, b: Prose) -> Bool {
        a.text == b.text && a.marks == b.marks && (0..<a.marks).allSatisfy { a.mark($0) == b.mark($0) }
    }
}

extension Prose: ExpressibleByStringInterpolation {
    package init(stringLiteral words: StaticString) { text = Text(words) }

    package init(stringInterpolation: Interpolation) { self = stringInterpolation.prose }

    /// `"text \(value: untrusted) \(ours: word)"`: only marked pieces may be interpolated.
    package struct Interpolation: StringInterpolationProtocol {
        var prose = Prose()

        package init(literalCapacity: Int, interpolationCount: Int) {
            prose.reserve(bytes: literalCapacity + 24 * interpolationCount, values: interpolationCount)
        }
        package mutating func appendLiteral(_ literal: StaticString) { prose.append(literal) }
        package mutating func appendInterpolation(value: String) { prose.append(value: value) }
        package mutating func appendInterpolation(ours: String) { prose.append(ours) }
        package mutating func appendInterpolation(_ other: Prose) { prose.append(other) }
        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            prose.append(String(number))
        }
    }
}

extension Prose: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: ["raw": raw, "values": values]) }
}
