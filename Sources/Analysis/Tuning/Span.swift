/// Lengths of time in words.
enum Span {
    private static let units: [(name: String, seconds: Double)] = [
        ("days", 86_400), ("hours", 3600), ("minutes", 60),
    ]

    /// `less than 0.1 ms`, `2.5 ms`, `0.2 s`, `9.0 s`, `112 s`, `13 minutes`, `2.0 hours`.
    static func text(seconds: Double) -> String {
        if seconds < 0.000_1 { return "less than 0.1 ms" }
        if seconds < 0.095 { return "\(number(seconds * 1000)) ms" }
        for (name, length) in units where seconds >= 2 * length {
            return "\(number(seconds / length)) \(name)"
        }
        return "\(number(seconds)) s"
    }

    static func text(nanoseconds: Int64) -> String { text(seconds: Double(nanoseconds) / 1e9) }

    /// Two digits or more, one behind the point below 10.
    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "very many" }
        if abs(value) >= 9.95 { return String(Int(value.rounded())) }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// `25 %`, `0.8 %`, `under 0.1 %`.
    static func percent(_ share: Double) -> String {
        if share > 0, share < 0.001 { return "under 0.1 %" }
        return "\(number(share * 100)) %"
    }
}

extension Int {
    /// `1 alert`, `2 alerts`.
    func of(_ one: String, _ many: String? = nil) -> String {
        "\(self) \(self == 1 ? one : many ?? one + "s")"
    }
}
