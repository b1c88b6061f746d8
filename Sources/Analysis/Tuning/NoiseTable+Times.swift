internal import FalcoAlerts

/// Which times count.
extension NoiseTable {
    /// Times before 1970 and after 2199 are no times that a clock in use shows.
    static func nanoseconds(_ view: AlertView) -> Int64? {
        guard view.hasTime, (0..<7_258_118_400).contains(view.seconds) else { return nil }
        return view.seconds * 1_000_000_000 + Int64(view.nanoseconds)
    }

    /// Leaves out times of the first alerts that turned out not to fit.
    mutating func forgetStrayTimes() {
        let range = range
        for place in rules.indices { rules[place].rhythm.forgetTimes(outside: range) }
        for place in doers.indices { doers[place].rhythm.forgetTimes(outside: range) }
        for place in activities.indices { activities[place].rhythm.forgetTimes(outside: range) }
        for place in shapes.indices { shapes[place].forgetTimes(outside: range) }
    }
}
