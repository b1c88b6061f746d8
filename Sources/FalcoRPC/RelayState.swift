internal import FalcoAlerts
internal import HTTP2
internal import Synchronization

/// What a relay's owner and its thread share.
final class RelayState: Sendable {
    private struct State {
        var queue: RelayQueue
        var pacer = RelayPacer()
        var version: FalcoVersion
        var isServing = true
        var connections = 0
        var isClosed = false
        /// Who holds back alerts, and until when.
        var waiter: (continuation: UnsafeContinuation<Void, Never>, until: ContinuousClock.Instant)?

        /// Whether alerts are to be held back now.
        mutating func mustWait(at now: ContinuousClock.Instant) -> Bool {
            pacer.wait(lag: queue.leastLag, at: now) != nil
        }
    }

    private let control: ServerControl
    private let observer: @Sendable (RelayEvent) -> Void
    private let state: Mutex<State>

    init(
        _ limits: RelayLimits, version: FalcoVersion, control: ServerControl,
        observer: @escaping @Sendable (RelayEvent) -> Void
    ) {
        self.control = control
        self.observer = observer
        state = Mutex(State(queue: RelayQueue(limits), version: version))
    }

    // MARK: The owner's side

    /// Adds messages, and waits a moment when the subscribers cannot keep up.
    func publish(_ block: MessageBlock, times: [Timestamp]) async {
        let (lost, untaken, mustWait) = state.withLock { state in
            let (lost, untaken) = state.queue.append(block, times: times)
            return (lost, untaken, state.mustWait(at: .now))
        }
        for (subscriber, count) in lost { observer(.lost(count, by: subscriber)) }
        if untaken > 0 { observer(.untaken(untaken)) }
        if mustWait { await room() }
    }

    private func room() async {
        await withUnsafeContinuation { continuation in
            let isDone = state.withLock { state in
                guard !state.isClosed, state.waiter == nil,
                    let end = state.pacer.wait(lag: state.queue.leastLag, at: .now)
                else { return true }
                state.waiter = (continuation, end)
                return false
            }
            if isDone { continuation.resume() } else { control.wakeUp.signal() }
        }
    }

    var version: FalcoVersion {
        get { state.withLock { $0.version } }
        set { state.withLock { $0.version = newValue } }
    }

    var isServing: Bool {
        get { state.withLock { $0.isServing } }
        set { state.withLock { $0.isServing = newValue } }
    }

    var statistics: RelayStatistics {
        state.withLock { state in
            var statistics = state.queue.statistics
            statistics.connections = state.connections
            return statistics
        }
    }

    // MARK: The thread's side

    /// Until when somebody holds back alerts.
    var deadline: ContinuousClock.Instant? { state.withLock { $0.waiter?.until } }

    func open(isSubscription: Bool, client: RelayClient, from start: RelayQueue.Start) -> RelaySubscriber? {
        let subscriber = state.withLock {
            $0.queue.open(isSubscription: isSubscription, client: client, from: start)
        }
        guard let subscriber else {
            observer(.refusedCall(client))
            return nil
        }
        if isSubscription { observer(.subscribed(subscriber)) }
        return subscriber
    }

    func take(_ number: Int) -> MessageSlice? {
        state.withLock { $0.queue.take(number) }
    }

    func close(_ number: Int, unsent: Int, isSubscription: Bool) {
        let subscriber = state.withLock { $0.queue.close(number, unsent: unsent) }
        if isSubscription, let subscriber { observer(.unsubscribed(subscriber)) }
    }

    func countRefusedConnection() {
        state.withLock { $0.queue.countRefusal() }
        observer(.refusedConnection)
    }

    /// After each round of reading: lets alerts come again when there is room for them. Returns the call to end because
    /// too much memory is kept for it.
    func turn(connections: Int) -> Int? {
        let (continuation, excessive) = state.withLock { state in
            state.connections = connections
            let excessive = state.queue.excessive
            if excessive != nil { state.queue.countExpulsion() }
            guard let waiter = state.waiter, !state.mustWait(at: .now) else {
                return (UnsafeContinuation<Void, Never>?.none, excessive)
            }
            state.waiter = nil
            return (waiter.continuation, excessive)
        }
        continuation?.resume()
        return excessive
    }

    func tellExpelled(_ client: RelayClient) {
        observer(.expelled(client))
    }

    func close() {
        let continuation = state.withLock { state in
            state.isClosed = true
            defer { state.waiter = nil }
            return state.waiter?.continuation
        }
        continuation?.resume()
    }
}
