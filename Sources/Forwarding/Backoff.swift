/// How long to wait before the next try: longer each time, up to a limit, and never quite the same.
struct Backoff {
    private let first: Duration
    private let limit: Duration
    private(set) var tries = 0

    init(first: Duration, limit: Duration) {
        self.first = first
        self.limit = limit
    }

    /// - Parameter random: 0 up to 1.
    mutating func next(random: Double) -> Duration {
        let full = min(first * (1 << min(tries, 16)), limit)
        tries += 1
        return full * (0.5 + random / 2)
    }

    mutating func reset() {
        tries = 0
    }
}
