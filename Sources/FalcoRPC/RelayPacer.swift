/// Whether the input is to wait for the subscribers.
///
/// A burst is held back while the fastest subscriber can still catch up, for what waits in Falco's own queue is safe
/// there. But nobody holds up the input for long: when the fastest does not catch up in time, alerts go on without
/// waiting, and the slow lose their oldest, until one of them has caught up.
struct RelayPacer {
    /// How long one burst may be held back.
    static let patience = Duration.seconds(2)

    private enum State {
        case flowing
        case waiting(until: ContinuousClock.Instant)
        case overrun
    }

    private var state = State.flowing

    /// Until when the input is to wait; `nil` when it is not.
    ///
    /// - Parameter lag: how far the fastest subscriber is behind, as a part of what it may be; `nil` without subscribers.
    mutating func wait(lag: Double?, at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        guard let lag, lag > 0.25 else {
            state = .flowing
            return nil
        }
        switch state {
        case .flowing:
            guard lag > 0.5 else { return nil }
            state = .waiting(until: now + RelayPacer.patience)
            return now + RelayPacer.patience
        case .waiting(let end):
            if now < end { return end }
            state = .overrun
            return nil
        case .overrun: return nil
        }
    }
}
