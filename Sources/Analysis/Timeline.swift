internal import FalcoAlerts

/// Alerts over time. Stretches are kept only where alerts fell, so that a jump of a century costs one; when there are
/// too many, all become longer.
struct Timeline: Sendable {
    /// Lengths that a stretch may have, in seconds; each divides the next. Beyond the last they double.
    private static let steps: [Int64] = [
        1, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400, 604_800, 2_419_200,
    ]

    private let capacity: Int
    private var step: Int64 = 1
    private var counts: [Int64: Int] = [:]
    private var first = Int64.max
    private var last = Int64.min

    init(capacity: Int) {
        self.capacity = capacity
    }

    private static func next(after step: Int64) -> Int64 { steps.first { $0 > step } ?? step * 2 }

    /// - Parameter second: not negative.
    mutating func count(_ second: Int64, _ alerts: Int) {
        first = min(first, second)
        last = max(last, second)
        counts[second / step, default: 0] += alerts
        while counts.count > capacity { widen() }
    }

    private mutating func widen() {
        let wider = Timeline.next(after: step)
        var merged: [Int64: Int] = [:]
        for (stretch, count) in counts { merged[stretch * step / wider, default: 0] += count }
        counts = merged
        step = wider
    }

    /// At most `limit` equal stretches from the first alert to the last; `nil` without any.
    func line(limit: Int) -> (start: Timestamp, step: Int, counts: [Int])? {
        guard first <= last else { return nil }
        var width = step
        while last / width - first / width >= Int64(limit) { width = Timeline.next(after: width) }
        let start = first / width
        var line = [Int](repeating: 0, count: Int(last / width - start) + 1)
        for (stretch, count) in counts { line[Int(stretch * step / width - start)] += count }
        return (Timestamp(seconds: start * width), Int(width), line)
    }
}
