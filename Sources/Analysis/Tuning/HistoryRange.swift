internal import Escaping

/// From when to when a history goes, whatever a few wrong clocks say.
///
/// A machine that starts without a clock says 1970, a broken one 2100. One such alert would make a day of history a
/// century, in which nothing goes on for long enough to be a habit.
struct HistoryRange: Sendable {
    /// Different times at either end that may turn out to be wrong.
    private static let mostStrays = 7
    /// A leap counts as a clock's fault when it is longer than this, in nanoseconds, and than ten times the rest.
    static let leastLeap: Int64 = 400 * 86_400 * 1_000_000_000
    private static let leastRatio: Int64 = 10
    /// From this part of the history on, or this long, a step back says that files came in the wrong order.
    private static let leastStepBack = 0.1
    private static let leastStepBackEver: Int64 = 60 * 1_000_000_000
    /// So many alerts in a row must be older than as many before them: one wrong clock makes no order.
    private static let leastInARow = 4

    /// What a time tells.
    struct Reading: Sendable {
        /// Whether it fits those known so far.
        var fits: Bool
        /// Whether it shows that some of those do not.
        var leavesOthersOut: Bool
    }

    /// The earliest times, ascending, and the latest ones, descending; each once.
    private var earliest: [Int64] = []
    private var latest: [Int64] = []
    private var range: (first: Int64, last: Int64)?
    /// The last times that fit, twice as many as count in a row, and where the next one goes.
    private var recent: [Int64] = []
    private var next = 0
    private var longestStepBack: Int64 = 0

    @discardableResult
    mutating func note(_ time: Int64) -> Reading {
        Self.insert(time, into: &earliest) { $0 < $1 }
        Self.insert(time, into: &latest) { $0 > $1 }
        let before = range
        guard let range = fitting else { return Reading(fits: true, leavesOthersOut: false) }
        self.range = range
        let reading = Reading(
            fits: time >= range.first && time <= range.last,
            leavesOthersOut: before.map { $0.first < range.first || $0.last > range.last } ?? false)
        if reading.leavesOthersOut { recent.removeAll(keepingCapacity: true) }
        if reading.fits { noteOrder(time) }
        return reading
    }

    private mutating func noteOrder(_ time: Int64) {
        let count = Self.leastInARow
        if recent.count < 2 * count {
            // Once it is full, the first one is the oldest.
            next = 0
            recent.append(time)
        } else {
            recent[next] = time
            next = (next + 1) % (2 * count)
        }
        guard recent.count == 2 * count, time < recent[(next + count - 1) % (2 * count)] else { return }
        var (earlier, later) = (Int64.max, Int64.min)
        for offset in 0..<count {
            earlier = min(earlier, recent[(next + offset) % (2 * count)])
            later = max(later, recent[(next + count + offset) % (2 * count)])
        }
        if later < earlier { longestStepBack = max(longestStepBack, earlier - later) }
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

    /// From when to when something went on, as far as that fits; `nil` when it was at other times only.
    func part(from first: Int64?, to last: Int64?) -> (first: Int64, last: Int64)? {
        guard let range, let first, let last, first <= range.last, last >= range.first else { return nil }
        return (max(first, range.first), min(last, range.last))
    }

    /// Whether some times do not fit, so that they were left out.
    var hasStrays: Bool { first != earliest.first || last != latest.first }

    /// Whether what came later in the stream is much older.
    var isOutOfOrder: Bool {
        guard let range else { return false }
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

    private var fitting: (first: Int64, last: Int64)? {
        guard var first = earliest.last, var last = latest.last else { return nil }
        // Too few different times to tell which of them are wrong.
        if first >= last { return (earliest[0], latest[0]) }
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
