internal import ArgumentParser

/// How many times as fast as they came alerts are taken: a number, or `max`.
struct PaceArgument: ExpressibleByArgument {
    /// `nil` is as fast as can be.
    let value: Double?

    init(value: Double?) {
        self.value = value
    }

    init?(argument: String) {
        if argument == "max" {
            value = nil
            return
        }
        let digits = argument.hasSuffix("x") ? String(argument.dropLast()) : argument
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
            let number = Double(digits), (0.001...1_000_000).contains(number)
        else { return nil }
        value = number
    }

    var defaultValueDescription: String { value.map { "\($0)" } ?? "max" }
}
