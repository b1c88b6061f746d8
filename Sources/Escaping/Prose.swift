/// A sentence or more in which our own words and values taken from an alert are kept apart, so that every renderer
/// can pass the first through and escape the second.
package struct Prose: Sendable, Hashable {
    /// Everything in order, unescaped. Never write this anywhere: ask `Escaping` for a rendering.
    package private(set) var raw: String
    /// The stretches of `raw`, as UTF-8 offsets in ascending order, that came from an alert.
    package private(set) var values: [Range<Int>]

    /// Our own words alone.
    package init(_ words: String = "") {
        raw = words
        values = []
    }

    /// Makes room for that many bytes and values, so that adding them one by one costs less.
    package mutating func reserve(bytes: Int, values count: Int) {
        raw.reserveCapacity(bytes)
        values.reserveCapacity(count)
    }

    /// Adds our own words. They may hold `code` in backticks, which renderers set as code.
    package mutating func append(_ words: String) {
        raw += words
    }

    /// Adds text that came from an alert.
    package mutating func append(value: String) {
        let start = raw.utf8.count
        raw += value
        values.append(start..<raw.utf8.count)
    }

    /// Adds another piece with its values.
    package mutating func append(_ other: Prose) {
        let start = raw.utf8.count
        raw += other.raw
        for range in other.values { values.append(range.lowerBound + start..<range.upperBound + start) }
    }

    package var isEmpty: Bool { raw.isEmpty }
}

extension Prose: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(value) }

    package init(stringInterpolation: Interpolation) { self = stringInterpolation.prose }

    /// `"text \(value: untrusted) \(ours: word)"`: only marked pieces may be interpolated.
    package struct Interpolation: StringInterpolationProtocol {
        var prose = Prose()

        package init(literalCapacity: Int, interpolationCount: Int) {}
        package mutating func appendLiteral(_ literal: String) { prose.append(literal) }
        package mutating func appendInterpolation(value: String) { prose.append(value: value) }
        package mutating func appendInterpolation(ours: String) { prose.append(ours) }
        package mutating func appendInterpolation(_ other: Prose) { prose.append(other) }
        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            prose.append(String(number))
        }
    }
}
