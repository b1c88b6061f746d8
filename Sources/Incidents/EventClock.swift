/// The time of the stream, as its alerts tell it.
struct EventClock {
    /// A leap ahead by more is believed once several alerts agree: one wrong clock must not end all that is open.
    private static let longestLeap: Int64 = 86_400 * 1_000_000_000
    private static let witnesses = 8

    /// Nanoseconds since 1970, of the latest alert that is believed.
    private(set) var now: Int64 = 0
    /// The first alert's.
    private(set) var start: Int64 = 0
    private var isSet = false
    private var doubted = 0

    /// - Returns: the time to take for the alert: its own, or the stream's where it has none.
    mutating func advance(to time: Int64?) -> Int64 {
        guard let time else { return now }
        if !isSet {
            isSet = true
            start = time
            now = time
            return time
        }
        if time > now + Self.longestLeap {
            doubted += 1
            if doubted < Self.witnesses { return time }
        }
        if time > now {
            now = time
            doubted = 0
        }
        return time
    }
}
