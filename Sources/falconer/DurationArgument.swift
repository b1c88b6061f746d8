internal import ArgumentParser

/// A stretch of time as people write it: `500ms`, `30s`, `5m`, `2h`, `1d`. A bare number means seconds.
struct DurationArgument: ExpressibleByArgument {
    let value: Duration

    init?(argument: String) {
        let units: [(String, Double)] = [
            ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("", 1),
        ]
        for (suffix, seconds) in units where argument.hasSuffix(suffix) {
            guard let number = Double(argument.dropLast(suffix.count)) else { continue }
            guard number >= 0, number * seconds <= 86_400 * 3650 else { return nil }
            value = .seconds(number * seconds)
            return
        }
        return nil
    }

    var defaultValueDescription: String { "\(value)" }
}
