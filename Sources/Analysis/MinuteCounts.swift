internal import FalcoAlerts

/// Finds the minute with most alerts. Minutes that are far from the lead are forgotten when there are too many.
struct MinuteCounts: Sendable {
    private let capacity: Int
    private var counts: [Int64: Int] = [:]
    private var current: Int64 = -1
    private var pending = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func count(_ time: Timestamp?) {
        guard let time, Timeline.credible.contains(time.seconds) else { return }
        let minute = time.seconds / 60
        if minute != current {
            settle()
            current = minute
        }
        pending += 1
    }

    private mutating func settle() {
        guard pending > 0 else { return }
        counts[current, default: 0] += pending
        pending = 0
        guard counts.count > capacity else { return }
        let order = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        counts = Dictionary(uniqueKeysWithValues: order.prefix(capacity / 2).map { ($0.key, $0.value) })
    }

    /// Of equal ones the earliest.
    var busiest: (start: Timestamp, count: Int)? {
        var settled = self
        settled.settle()
        let best = settled.counts.max { $0.value != $1.value ? $0.value < $1.value : $0.key > $1.key }
        return best.map { (Timestamp(seconds: $0.key * 60), $0.value) }
    }
}
