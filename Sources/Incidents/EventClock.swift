/// The time of the stream, as its alerts tell it.
///
/// A machine that starts without a clock says 1970, a broken one 2100: one wrong clock must neither end all that is open
/// nor make a minute of stream a century, and the first alert's must do so no more than any other's.
struct EventClock {
    private static let day: Int64 = 86_400 * 1_000_000_000
    /// A leap ahead or back by more is believed once several alerts in a row agree on it.
    private static let longestLeap = day
    private static let witnesses = 8
    /// No stream is silent for so long: what leaps further had a wrong clock before, or has one now.
    private static let clockFault = 400 * day

    /// Nanoseconds since 1970, of the alerts that are believed: the latest one, or, where a stream is told from its end,
    /// one of the latest day.
    private(set) var now: Int64 = 0
    /// The first alert's.
    private var start: Int64 = 0
    /// The smallest and the largest time that is believed.
    private var earliest: Int64 = 0
    private var latest: Int64 = 0
    private var isSet = false
    /// The latest time that is not believed yet, and the alerts in a row that agree on it.
    private var doubted: Int64 = 0
    private var doubts = 0

    /// How long the stream has gone on.
    var elapsed: Int64 { latest - earliest }

    /// - Returns: the time to take for the alert: its own, or the stream's where it has none.
    mutating func advance(to time: Int64?) -> Int64 {
        guard let time else { return now }
        if !isSet {
            isSet = true
            (now, start, earliest, latest) = (time, time, time, time)
            return time
        }
        if abs(time - now) > Self.longestLeap {
            doubts = doubts > 0 && abs(time - doubted) <= Self.longestLeap ? doubts + 1 : 1
            doubted = time
            if doubts < Self.witnesses { return time }
            leap(by: time - now)
        }
        doubts = 0
        now = max(now, time)
        earliest = min(earliest, time)
        latest = max(latest, time)
        return time
    }

    private mutating func leap(by distance: Int64) {
        now += distance
        guard abs(distance) > Self.clockFault else { return }
        // The time in between never was.
        start += distance
        earliest += distance
        latest += distance
    }

    /// How far into the stream a time is; no further than the stream has come where a wrong clock tells it.
    func sinceStart(_ time: Int64) -> Int64 {
        max(0, (time - latest > Self.clockFault ? latest : time) - start)
    }

    /// How much of the stream lies between two times.
    func stretch(_ one: Int64, _ other: Int64) -> Int64 {
        abs(max(earliest, min(one, latest)) - max(earliest, min(other, latest)))
    }
}
