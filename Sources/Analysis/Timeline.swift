internal import FalcoAlerts

/// Alerts over time in bounded memory, whatever times they claim.
///
/// Stretches are kept only where alerts fell, so that a jump of centuries costs one. When there are too many, all
/// become longer. Times before 1970 and after 2199 are no times that a clock in use shows: they count as none.
struct Timeline: Sendable {
    /// Lengths that a stretch may have, in seconds; each divides the next. Beyond the last they double.
    private static let steps: [Int64] = [
        1, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400, 604_800, 2_419_200,
    ]
    static let credible: Range<Int64> = 0..<7_258_118_400

    private let capacity: Int
    private var step: Int64 = 1
    private var counts: [Int64: Int] = [:]
    /// Alerts of the stretch at hand, not yet in `counts`.
    private var current: Int64 = -1
    private var pending = 0
    private(set) var first: Timestamp?
    private(set) var last: Timestamp?
    private(set) var untimed = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    static func next(after step: Int64) -> Int64 { steps.first { $0 > step } ?? step * 2 }

    mutating func count(_ time: Timestamp?) {
        guard let time, Timeline.credible.contains(time.seconds) else {
            untimed += 1
            return
        }
        if let earliest = first { if time < earliest { first = time } } else { first = time }
        if let latest = last { if latest < time { last = time } } else { last = time }
        let stretch = time.seconds / step
        if stretch != current {
            settle()
            current = time.seconds / step
        }
        pending += 1
    }

    private mutating func settle() {
        guard pending > 0 else { return }
        counts[current, default: 0] += pending
        pending = 0
        while counts.count > capacity { widen() }
    }

    private mutating func widen() {
        let wider = Timeline.next(after: step)
        var merged: [Int64: Int] = [:]
        for (stretch, count) in counts { merged[stretch * step / wider, default: 0] += count }
        counts = merged
        step = wider
    }

    /// At most `limit` equal stretches from the first alert to the last.
    func line(limit: Int) -> (start: Timestamp, step: Int, counts: [Int])? {
        guard let first, let last else { return nil }
        var settled = self
        settled.settle()
        var width = settled.step
        while last.seconds / width - first.seconds / width >= Int64(limit) {
            width = Timeline.next(after: width)
        }
        let start = first.seconds / width
        var line = [Int](repeating: 0, count: Int(last.seconds / width - start) + 1)
        for (stretch, count) in settled.counts {
            // A widened stretch may begin before the first alert.
            line[max(0, min(line.count - 1, Int(stretch * settled.step / width - start)))] += count
        }
        return (Timestamp(seconds: start * width), Int(width), line)
    }
}
