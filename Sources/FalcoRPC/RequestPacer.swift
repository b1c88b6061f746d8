/// When a subscription asks for alerts: a pure state machine.
struct RequestPacer {
    typealias Instant = ContinuousClock.Instant

    /// While alerts flow.
    static let fast = Duration.milliseconds(12)
    /// When there have been none for long: five requests a second.
    static let slow = Duration.milliseconds(200)
    /// How long alerts count as flowing after the last one.
    static let hold = Duration.seconds(1)

    private let fixed: Duration?
    private var interval: Duration
    private var lastRequest: Instant?
    private var lastAlert: Instant?

    init(_ interval: PollInterval) {
        switch interval.kind {
        case .adaptive:
            fixed = nil
            self.interval = RequestPacer.slow
        case .fixed(let interval):
            fixed = interval
            self.interval = interval
        }
    }

    /// When the next request is due; `nil` is at once.
    var due: Instant? { lastRequest.map { $0 + interval } }

    /// A request has been sent.
    mutating func requestSent(at now: Instant) {
        lastRequest = now
        guard fixed == nil else { return }
        guard let lastAlert else {
            interval = RequestPacer.slow
            return
        }
        if lastAlert.duration(to: now) <= RequestPacer.hold {
            interval = RequestPacer.fast
        } else {
            interval = min(interval * 3 / 2, RequestPacer.slow)
        }
    }

    /// Alerts have come.
    mutating func alertsArrived(at now: Instant) {
        lastAlert = now
        if fixed == nil { interval = RequestPacer.fast }
    }

    /// A new connection: the first request is due at once.
    mutating func restart() {
        lastRequest = nil
        lastAlert = nil
        interval = fixed ?? RequestPacer.slow
    }
}
