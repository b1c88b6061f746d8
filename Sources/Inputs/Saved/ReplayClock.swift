internal import FalcoAlerts

/// Says when an alert is due so that alerts come as they once came, or faster by a factor.
struct ReplayClock: Sendable {
    private let pace: Double
    /// When the first alert came, in nanoseconds since 1970, and when it was handed on.
    private var origin: (came: Int, now: ContinuousClock.Instant)?

    /// - Parameter pace: above 0; 2 is twice as fast.
    init(pace: Double) {
        self.pace = pace
    }

    /// When an alert is due; `nil` when that is at once.
    /// - Parameter received: nanoseconds since 1970; its event's time counts when there is none.
    mutating func due(_ alert: Alert, received: UInt64?) -> ContinuousClock.Instant? {
        guard let came = received.map({ Int(clamping: $0) }) ?? alert.time?.nanosecondsSince1970 else {
            return nil
        }
        guard let origin else {
            origin = (came, .now)
            return nil
        }
        // Alerts may say any time at all.
        let seconds = (Double(came) - Double(origin.came)) / 1e9 / pace
        guard seconds > 0 else { return nil }
        return origin.now + .seconds(min(seconds, Self.longest))
    }

    /// Ten years, beyond which no wait makes sense.
    private static let longest = 3.2e8
}

extension Timestamp {
    fileprivate var nanosecondsSince1970: Int {
        let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? Int.max : product.addingReportingOverflow(Int(nanoseconds)).partialValue
    }
}
