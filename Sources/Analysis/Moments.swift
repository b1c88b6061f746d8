internal import FalcoAlerts

/// When alerts happened, in bounded memory, whatever times they claim.
///
/// Alerts of one second are gathered before they are put anywhere: under load there are thousands of them.
struct Moments: Sendable {
    /// Times before 1970 and after 2199 are no times that a clock in use shows: they count as none.
    private static let credible: Range<Int64> = 0..<7_258_118_400

    private(set) var timeline: Timeline
    private(set) var minutes: MinuteCounts
    private(set) var untimed = 0
    private(set) var first: Timestamp?
    private(set) var last: Timestamp?
    /// The second at hand: its alerts and their earliest and latest nanosecond.
    private var second: Int64 = -1
    private var alerts = 0
    private var earliest: Int32 = 0
    private var latest: Int32 = 0

    init(capacity: Int) {
        timeline = Timeline(capacity: capacity)
        minutes = MinuteCounts(capacity: capacity)
    }

    @inline(__always)
    mutating func count(_ alert: AlertView) {
        if alert.hasTime && alert.seconds == second {
            alerts &+= 1
            earliest = min(earliest, alert.nanoseconds)
            latest = max(latest, alert.nanoseconds)
        } else {
            begin(alert)
        }
    }

    private mutating func begin(_ alert: AlertView) {
        guard alert.hasTime, Moments.credible.contains(alert.seconds) else {
            untimed += 1
            return
        }
        settle()
        second = alert.seconds
        alerts = 1
        earliest = alert.nanoseconds
        latest = alert.nanoseconds
    }

    private mutating func settle() {
        guard alerts > 0 else { return }
        let (from, to) = (
            Timestamp(seconds: second, nanoseconds: earliest), Timestamp(seconds: second, nanoseconds: latest)
        )
        first = first.map { min($0, from) } ?? from
        last = last.map { max($0, to) } ?? to
        timeline.count(second, alerts)
        minutes.count(second, alerts)
        alerts = 0
        second = -1
    }

    /// The same with nothing left to put away.
    func settled() -> Moments {
        var settled = self
        settled.settle()
        return settled
    }
}
