/// How long to wait before the next attempt to connect: longer each time, up to a limit, and never quite the same.
struct Backoff {
    static let first = Duration.milliseconds(100)
    static let limit = Duration.seconds(5)

    private(set) var attempts = 0

    /// The wait before the next attempt.
    ///
    /// - Parameter random: 0 up to 1.
    mutating func next(random: Double) -> Duration {
        let full = min(Backoff.first * (1 << min(attempts, 16)), Backoff.limit)
        attempts += 1
        return full * (0.5 + random / 2)
    }

    mutating func reset() {
        attempts = 0
    }
}
