package import Analysis
package import FalcoAlerts

/// What is worked out from a summary, once for all its forms, so that they show the same numbers.
package struct SummaryFigures: Sendable {
    package var total: Int
    /// Name and count of each priority, most severe first; `Unknown` only when there are any.
    package var priorities: [(priority: Priority?, name: String, count: Int)]
    /// From the first to the last alert, in whole milliseconds; `nil` without a timed alert.
    package var span: Int64?
    /// Timed alerts a second with three decimals; `nil` when all came at one moment.
    package var rate: String?
    /// Whether every message that was received went somewhere: `received = delivered + filtered + duplicates + undecodable`.
    package var balances: Bool

    package init(_ summary: Summary) {
        total = summary.total
        priorities = zip(Priority.known, summary.byPriority).map { ($0, $0.name, $1) }
        if summary.unknownPriorities > 0 { priorities.append((nil, "Unknown", summary.unknownPriorities)) }
        if let first = summary.first, let last = summary.last {
            let milliseconds =
                (last.seconds - first.seconds) * 1000 + Int64(last.nanoseconds - first.nanoseconds)
                / 1_000_000
            span = milliseconds
            if milliseconds > 0 {
                let timed = Int64(max(0, summary.total - summary.untimed))
                // Saturates long before a count of alerts could overflow it.
                let scaled = timed.multipliedReportingOverflow(by: 1_000_000)
                rate = Self.thousandths((scaled.overflow ? Int64.max : scaled.partialValue) / milliseconds)
            }
        }
        let accounting = summary.accounting
        balances =
            accounting.received == accounting.delivered + accounting.filtered + accounting.duplicates
            + accounting.undecodable
    }

    private static func thousandths(_ value: Int64) -> String {
        let fraction = String(value % 1000)
        return "\(value / 1000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
    }

    /// A length of time for people: `250 ms`, `12.5 s`, `4 min 2 s`, `3 h 10 min`, `2 d 4 h`.
    package static func duration(milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<1: return "\(milliseconds) ms"
        case ..<60:
            return milliseconds % 1000 < 100 ? "\(seconds) s" : "\(seconds).\(milliseconds % 1000 / 100) s"
        case ..<3600: return "\(seconds / 60) min" + (seconds % 60 > 0 ? " \(seconds % 60) s" : "")
        case ..<86_400:
            return "\(seconds / 3600) h" + (seconds / 60 % 60 > 0 ? " \(seconds / 60 % 60) min" : "")
        default: return "\(seconds / 86_400) d" + (seconds / 3600 % 24 > 0 ? " \(seconds / 3600 % 24) h" : "")
        }
    }
}
