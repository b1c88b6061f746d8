/// The life of a subscription: a pure state machine.
///
/// It is told what happens and when, and answers with what to do. It does no I/O and reads no clock.
struct SubscriptionMachine {
    typealias Instant = ContinuousClock.Instant

    /// What to do, in order.
    enum Action {
        /// Connect and begin the call; then tell ``connected(_:)`` or ``failed(_:_:)``.
        case connect
        case sendRequest
        /// Close the connection, if there is one.
        case disconnect
        case report(Report)
        /// All is over: end the stream, with the error if there is one.
        case finish(FalcoRPCError?)
    }

    /// An event to tell the observer. Moments become times of day outside.
    enum Report {
        case connecting
        case connected
        case waiting(FalcoRPCError, retryIn: Duration)
        case disconnected(FalcoRPCError?)
        case gap(start: Instant, end: Instant, FalcoRPCError)
    }

    /// Why the last words of a connection are awaited.
    private enum Draining {
        case stopping
        case reconnecting(FalcoRPCError)
    }

    private enum State {
        case idle
        case connecting
        /// Connected, and the server has not shown yet that it speaks HTTP/2.
        case opening(deadline: Instant)
        case open(since: Instant)
        /// No more requests are sent; what is under way is read until it is quiet.
        case draining(quiet: Instant, limit: Instant, Draining)
        case waiting(until: Instant)
        case finished
    }

    /// How long nothing must come before a connection that is being given up counts as quiet, and how long that may
    /// take at most.
    static let quiet = Duration.milliseconds(20)
    static let drainLimit = Duration.milliseconds(250)
    /// A connection that held this long, or brought alerts, was a good one: the next wait begins small again.
    static let proven = Duration.seconds(5)

    private let reconnects: Bool
    private let asksAgain: Bool
    private let openLimit: Duration
    private var random: @Sendable () -> Double
    private var state = State.idle
    private var pacer: RequestPacer
    private var backoff = Backoff()
    /// When and why a connection that once stood was lost, as long as it is.
    private var loss: (since: Instant, reason: FalcoRPCError)?
    private var everConnected = false

    private(set) var reconnectCount = 0

    /// - Parameters:
    ///   - asksAgain: false for a call that takes only one request.
    ///   - random: 0 up to 1; spreads the attempts of several clients.
    init(
        pollInterval: PollInterval, reconnects: Bool, asksAgain: Bool = true,
        openLimit: Duration = .seconds(5), random: @escaping @Sendable () -> Double
    ) {
        self.reconnects = reconnects
        self.asksAgain = asksAgain
        self.openLimit = openLimit
        self.random = random
        pacer = RequestPacer(pollInterval)
    }

    /// When ``timePassed(_:isBackedUp:)`` is to be called, unless something else happens first.
    var deadline: Instant? {
        switch state {
        case .idle, .connecting, .finished: nil
        case .opening(let deadline): min(deadline, asksAgain ? pacer.due ?? deadline : deadline)
        case .open: asksAgain ? pacer.due : nil
        case .draining(let quiet, let limit, _): min(quiet, limit)
        case .waiting(let until): until
        }
    }

    var isWaiting: Bool {
        if case .waiting = state { true } else { false }
    }

    var isFinished: Bool {
        if case .finished = state { true } else { false }
    }

    mutating func start() -> [Action] {
        guard case .idle = state else { return [] }
        return connect()
    }

    /// The connection stands.
    mutating func connected(_ now: Instant) -> [Action] {
        guard case .connecting = state else { return [] }
        state = .opening(deadline: now + openLimit)
        pacer.restart()
        pacer.requestSent(at: now)
        return [.sendRequest]
    }

    /// The server has shown that it speaks HTTP/2.
    mutating func opened(_ now: Instant) -> [Action] {
        guard case .opening = state else { return [] }
        state = .open(since: now)
        var actions: [Action] = [.report(.connected)]
        if everConnected { reconnectCount += 1 }
        everConnected = true
        if let loss {
            actions.append(.report(.gap(start: loss.since, end: now, loss.reason)))
            self.loss = nil
        }
        return actions
    }

    /// Messages have come.
    mutating func received(_ now: Instant) {
        switch state {
        case .opening, .open:
            pacer.alertsArrived(at: now)
            backoff.reset()
        case .draining(_, let limit, let why):
            state = .draining(quiet: now + SubscriptionMachine.quiet, limit: limit, why)
        default: break
        }
    }

    /// The server says that it will go, or another one has taken its place: `reason`.
    mutating func farewell(_ reason: FalcoRPCError, _ now: Instant) -> [Action] {
        switch state {
        case .opening where asksAgain, .open where asksAgain:
            drain(.reconnecting(reason), now)
            return []
        default: return []
        }
    }

    /// The call ended with status OK.
    mutating func ended(_ now: Instant) -> [Action] {
        switch state {
        case .opening, .open: lose(nil, because: .endedByFalco, now)
        case .draining(_, _, let why): drained(why, now)
        default: []
        }
    }

    /// Connecting failed, the connection was lost, or the call ended with an error.
    mutating func failed(_ error: FalcoRPCError, _ now: Instant) -> [Action] {
        switch state {
        case .connecting, .opening, .open: lose(error, because: error, now)
        case .draining(_, _, let why): drained(why, now)
        default: []
        }
    }

    /// - Parameter isBackedUp: the consumer has so much left to take that asking for more makes no sense.
    mutating func timePassed(_ now: Instant, isBackedUp: Bool) -> [Action] {
        switch state {
        case .opening(let deadline) where now >= deadline:
            return failed(.silentServer(openLimit), now)
        case .opening, .open:
            guard asksAgain, let due = pacer.due, now >= due else { return [] }
            pacer.requestSent(at: now)
            return isBackedUp ? [] : [.sendRequest]
        case .draining(let quiet, let limit, let why) where now >= min(quiet, limit):
            return drained(why, now)
        case .waiting(let until) where now >= until:
            guard !isBackedUp else {
                // Each connection brings a window of its own; only one of them may be full.
                state = .waiting(until: now + Backoff.first)
                return []
            }
            return connect()
        default: return []
        }
    }

    /// While waiting: a socket has appeared where it should be. The attempt is due at once.
    mutating func socketAppeared(_ now: Instant) {
        guard case .waiting = state else { return }
        backoff.reset()
        state = .waiting(until: now)
    }

    /// The consumer wants no more, but what was read.
    mutating func stop(_ now: Instant) -> [Action] {
        switch state {
        case .opening, .open:
            drain(.stopping, now)
            return []
        case .draining(let quiet, let limit, _):
            state = .draining(quiet: quiet, limit: limit, .stopping)
            return []
        case .finished: return []
        default: return finish(nil, now)
        }
    }

    /// The consumer has gone.
    mutating func cancel(_ now: Instant) -> [Action] {
        if case .finished = state { return [] }
        return finish(nil, now)
    }

    private mutating func connect() -> [Action] {
        state = .connecting
        return [.report(.connecting), .connect]
    }

    private mutating func drain(_ why: Draining, _ now: Instant) {
        state = .draining(
            quiet: now + SubscriptionMachine.quiet, limit: now + SubscriptionMachine.drainLimit, why)
    }

    private mutating func drained(_ why: Draining, _ now: Instant) -> [Action] {
        switch why {
        case .stopping: finish(nil, now)
        case .reconnecting(let reason): lose(nil, because: reason, now)
        }
    }

    /// - Parameters:
    ///   - error: what went wrong; `nil` when the server ended in order.
    ///   - reason: what the loss is told as.
    private mutating func lose(
        _ error: FalcoRPCError?, because reason: FalcoRPCError, _ now: Instant
    ) -> [Action] {
        var actions: [Action] = [.disconnect]
        switch state {
        case .connecting: break
        case .open(let since):
            if since.duration(to: now) >= SubscriptionMachine.proven { backoff.reset() }
            fallthrough
        default:
            actions.append(.report(.disconnected(error)))
            if everConnected && loss == nil { loss = (now, reason) }
        }
        guard reconnects, !reason.isFinal, everConnected || !reason.isPermanent else {
            return actions + finish(error, now)
        }
        let wait = backoff.next(random: random())
        state = .waiting(until: now + wait)
        return actions + [.report(.waiting(reason, retryIn: wait))]
    }

    private mutating func finish(_ error: FalcoRPCError?, _ now: Instant) -> [Action] {
        var actions: [Action] = [.disconnect]
        // A gap that nobody closed ends with the subscription; a loss that ends it is told by its error alone.
        if let loss, loss.since != now {
            actions.append(.report(.gap(start: loss.since, end: now, loss.reason)))
        }
        loss = nil
        state = .finished
        return actions + [.finish(error)]
    }
}

extension FalcoRPCError {
    static let endedByFalco = FalcoRPCError(
        .unavailable, .ended,
        "Falco ended the subscription: it shuts down or reloads its configuration. After a shutdown, alerts that were "
            + "still queued in it are lost; after a reload they are kept")

    static let replaced = FalcoRPCError(
        .unavailable, .replaced,
        "another server has taken the place of the socket. Alerts that only the old one saw are missing")

    static func silentServer(_ limit: Duration) -> FalcoRPCError {
        FalcoRPCError(
            .deadlineExceeded, .timedOut,
            "the server took the connection but said nothing for \(limit.components.seconds) seconds: it hangs, or it "
                + "is no gRPC server")
    }
}
