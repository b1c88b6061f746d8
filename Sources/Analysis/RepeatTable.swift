internal import FalcoAlerts

/// How often each fingerprint came. Bounded: when full, the quarter that was not met for longest is forgotten, so that
/// a flood of distinct alerts cannot fill memory.
struct RepeatTable: Sendable {
    private struct Row: Sendable {
        var count: Int
        var first: Timestamp?
        /// The number of the alert that last had it.
        var last: Int
    }

    private let capacity: Int
    private var rows: [AlertDigest: Row] = [:]
    private var number = 0

    init(capacity: Int = 1 << 16) {
        self.capacity = capacity
    }

    /// Counts one more alert of this fingerprint.
    mutating func count(_ fingerprint: AlertDigest, at time: Timestamp?) -> Report.Occurrence {
        number += 1
        if var row = rows[fingerprint] {
            row.count += 1
            row.last = number
            rows[fingerprint] = row
            return Report.Occurrence(count: row.count, first: row.first)
        }
        if rows.count >= capacity { forgetOldest() }
        rows[fingerprint] = Row(count: 1, first: time, last: number)
        return Report.Occurrence(count: 1, first: time)
    }

    private mutating func forgetOldest() {
        let order = rows.values.map(\.last).sorted()
        let bound = order[order.count / 4]
        rows = rows.filter { $0.value.last > bound }
    }
}
