internal import FalcoAlerts

/// Finds the minute with most alerts. When there are too many minutes, those with the fewest are forgotten.
struct MinuteCounts: Sendable {
    private let capacity: Int
    private var counts: [Int64: Int] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func count(_ second: Int64, _ alerts: Int) {
        counts[second / 60, default: 0] += alerts
        guard counts.count > capacity else { return }
        let order = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        counts = Dictionary(uniqueKeysWithValues: order.prefix(capacity / 2).map { ($0.key, $0.value) })
    }

    /// Of equal ones the earliest.
    var busiest: (start: Timestamp, count: Int)? {
        let best = counts.max { $0.value != $1.value ? $0.value < $1.value : $0.key > $1.key }
        return best.map { (Timestamp(seconds: $0.key * 60), $0.value) }
    }
}
