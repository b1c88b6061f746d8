internal import Escaping

/// From when to when a history goes, whatever a few wrong clocks say.
///
/// A machine that starts without a clock says 1970, a broken one 2100. One such alert would make a day of history a
/// century, in which nothing goes on for long enough to be a habit.
struct HistoryRange: Sendable {
    /// Different times at either end that may turn out to be wrong.
    private static let mostStrays = 7
    /// A leap counts as a clock's fault when it is longer than this, in nanoseconds, and than ten times the rest.
    private static let leastLeap: Int64 = 400 * 86_400 * 1_000_000_000
    private static let leastRatio: Int64 = 10
    /// From this part of the history on, or this long, a step back says that files came in the wrong order.
    private static let leastStepBack = 0.1
    private static let leastStepBackEver: Int64 = 60 * 1_000_000_000

    /// The earliest times, ascending, and the latest ones, descending; each once.
    private var earliest: [Int64] = []
    private var latest: [Int64] = []
    private var before: Int64?
    private var longestStepBack: Int64 = 0

    mutating func note(_ time: Int64) {
        if let before, time < before { longestStepBack = max(longestStepBack, before - time) }
        before = time
        Self.insert(time, into: &earliest) { $0 < $1 }
        Self.insert(time, into: &latest) { $0 > $1 }
    }

    private static func insert(_ time: Int64, into times: inout [Int64], by isBefore: (Int64, Int64) -> Bool)
    {
        if times.count > mostStrays, let last = times.last, !isBefore(time, last) { return }
        let place = times.firstIndex { !isBefore($0, time) } ?? times.count
        if place < times.count, times[place] == time { return }
        if times.count > mostStrays { times.removeLast() }
        times.insert(time, at: place)
    }

    /// The first time that fits the others.
    var first: Int64? { range?.first }
    /// The last one.
    var last: Int64? { range?.last }

    /// Whether some times do not fit, so that they were left out.
    var hasStrays: Bool { first != earliest.first || last != latest.first }

    /// Whether what came later in the stream is much older.
    var isOutOfOrder: Bool {
        guard let range, !hasStrays else { return false }
        return longestStepBack >= Self.leastStepBackEver
            && Double(longestStepBack) >= Self.leastStepBack * Double(range.last - range.first)
    }

    /// What a reader should know of it.
    var remarks: [Prose] {
        var remarks: [Prose] = []
        if hasStrays {
            remarks.append(
                "A few alerts say times that are years away from all others, as machines without a clock do. The history is taken to go from the first to the last of the others."
            )
        }
        if isOutOfOrder {
            remarks.append(
                "Later alerts are much older than earlier ones. Habits show only in alerts in the order in which they came: give the oldest file first."
            )
        }
        return remarks
    }

    private var range: (first: Int64, last: Int64)? {
        guard var first = earliest.last, var last = latest.last else { return nil }
        // Too few different times to tell which of them are wrong.
        if first >= last { return (min(first, earliest[0]), max(last, latest[0])) }
        func isLeap(_ gap: Int64) -> Bool {
            gap > Self.leastLeap && gap / Self.leastRatio > last - first
        }
        for time in earliest.reversed() {
            if isLeap(first - time) { break }
            first = time
        }
        for time in latest.reversed() {
            if isLeap(time - last) { break }
            last = time
        }
        return (first, last)
    }
}
