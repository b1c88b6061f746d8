internal import ArgumentParser

/// A stretch of time as people write it: `500ms`, `30s`, `1h30m`, `2d`. A bare number means seconds.
struct DurationArgument: ExpressibleByArgument {
    /// The forms it may have, for help and errors.
    static let forms = "500ms, 30s, 5m, 1h30m or 2d; a bare number means seconds"

    let value: Duration

    private static let units: [(name: String, seconds: Double)] = [
        ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400),
    ]
    /// Ten years.
    private static let longest = 86_400.0 * 3650

    init?(argument: String) {
        if let seconds = Self.number(argument[...]) {
            guard seconds <= Self.longest else { return nil }
            value = .seconds(seconds)
            return
        }
        var rest = argument[...]
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let behind = rest.dropFirst(digits.count)
            let unit = behind.prefix { $0.isASCII && $0.isLetter }
            guard let number = Self.number(digits), let known = Self.units.first(where: { $0.name == unit })
            else { return nil }
            total += number * known.seconds
            rest = behind.dropFirst(unit.count)
        }
        guard !argument.isEmpty, total <= Self.longest else { return nil }
        value = .seconds(total)
    }

    /// Digits with at most one point; none of the other forms that `Double` reads.
    private static func number(_ text: Substring) -> Double? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
        return Double(text)
    }

    var defaultValueDescription: String { "\(value)" }
}
