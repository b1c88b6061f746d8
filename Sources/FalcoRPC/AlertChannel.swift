internal import FalcoAlerts
internal import HTTP2
internal import Synchronization

/// What the task that consumes alerts and the thread that reads them share.
final class AlertChannel: Sendable {
    /// How the consumer is woken: with a batch, or with the end.
    typealias Waiter = UnsafeContinuation<Result<AlertBatch?, FalcoRPCError>, Never>

    private struct State: ~Copyable {
        var handOver: HandOver<AlertBatch, Waiter>
        var counts = SubscriptionCounts()
        var isStopRequested = false
    }

    /// What the reader has to know at each of its turns.
    struct Orders {
        var isCancelled: Bool
        var isStopRequested: Bool
        /// Bytes to give back to the server's window.
        var credit: Int
        /// Bytes received that the consumer has not taken.
        var waitingBytes: Int
    }

    let wakeUp: WakeUp
    private let state: Mutex<State>

    init(window: Int, wakeUp: WakeUp) {
        self.wakeUp = wakeUp
        state = Mutex(State(handOver: HandOver(wakeThreshold: window / 4)))
    }

    var counts: SubscriptionCounts { state.withLock { $0.counts } }

    // MARK: The consumer's side

    func next() async throws(FalcoRPCError) -> AlertBatch? {
        if Task.isCancelled {
            cancel()
            return nil
        }
        let (taken, wake) = state.withLock { state in
            let outcome = state.handOver.take()
            if case .element(let batch) = outcome.taken { state.counts.delivered += batch.count }
            return outcome
        }
        if wake { wakeUp.signal() }
        switch taken {
        case .element(let batch): return batch
        case .end(let error):
            if let error { throw error }
            return nil
        case .nothing: break
        }
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { wait($0) }
        } onCancel: {
            cancel()
        }
        return try outcome.get()
    }

    private func wait(_ waiter: Waiter) {
        let (taken, wake) = state.withLock { state in
            let outcome = state.handOver.wait(waiter)
            if case .element(let batch) = outcome.taken { state.counts.delivered += batch.count }
            return outcome
        }
        if wake { wakeUp.signal() }
        switch taken {
        case .element(let batch): waiter.resume(returning: .success(batch))
        case .end(let error): waiter.resume(returning: error.map { .failure($0) } ?? .success(nil))
        case .nothing: break
        }
    }

    /// The consumer goes away; what it has not taken is discarded.
    func cancel() {
        let waiter = state.withLock { state in
            let (waiter, discarded) = state.handOver.cancel()
            for batch in discarded { state.counts.discarded += batch.count }
            return waiter
        }
        waiter?.resume(returning: .success(nil))
        wakeUp.signal()
    }

    /// The consumer wants what was read, and then the end.
    func stop() {
        state.withLock { $0.isStopRequested = true }
        wakeUp.signal()
    }

    // MARK: The reader's side

    var isCancelled: Bool { state.withLock { $0.handOver.isCancelled } }

    var isStopRequested: Bool { state.withLock { $0.isStopRequested } }

    func offer(_ batch: AlertBatch, bytes: Int) {
        let waiter = state.withLock { state in
            let wasCancelled = state.handOver.isCancelled
            let waiter = state.handOver.offer(batch, bytes: bytes)
            if waiter != nil { state.counts.delivered += batch.count }
            if wasCancelled { state.counts.discarded += batch.count }
            return waiter
        }
        waiter?.resume(returning: .success(batch))
    }

    /// A new connection begins, whose window is whole.
    func beginConnection() {
        state.withLock { $0.handOver.beginConnection() }
    }

    func finish(_ error: FalcoRPCError?) {
        let waiter = state.withLock { $0.handOver.finish(error) }
        waiter?.resume(returning: error.map { .failure($0) } ?? .success(nil))
    }

    /// - Parameter holdsBytes: the reader keeps bytes back until the consumer has taken everything.
    func orders(holdsBytes: Bool) -> Orders {
        state.withLock { state in
            state.handOver.readerHoldsBytes = holdsBytes && !state.handOver.isDrained
            return Orders(
                isCancelled: state.handOver.isCancelled, isStopRequested: state.isStopRequested,
                credit: state.handOver.collectCredit(), waitingBytes: state.handOver.waitingBytes)
        }
    }

    func add(_ more: SubscriptionCounts) {
        state.withLock { state in
            state.counts.received += more.received
            state.counts.decoded += more.decoded
            state.counts.undecodable += more.undecodable
            state.counts.bytes += more.bytes
            state.counts.requests += more.requests
            state.counts.reconnects += more.reconnects
        }
    }
}
