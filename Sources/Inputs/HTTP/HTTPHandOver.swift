internal import FalcoAlerts
internal import Glibc
internal import HTTP2
internal import Synchronization

/// Between the thread that talks to clients and the task that takes their alerts: one load at a time, and word of what
/// became of it. May be used from any thread.
///
/// The task runs on that same thread in between, so that a load that is taken wakes no third thread.
final class HTTPHandOver: TaskExecutor {
    private struct State {
        var load: [AlertBatch]?
        /// Of the last load, how many batches were taken; until somebody asks.
        var taken: Int?
        var waiter: CheckedContinuation<[AlertBatch]?, Never>?
        var isStopped = false
        /// Parts of the task that are ready to run.
        var jobs: [UnownedJob] = []
        /// The thread, while it is there.
        var thread: pthread_t?
        /// Whether the thread is gone.
        var isEnded = false
    }

    private let state = Mutex(State())
    private let wakeUp: WakeUp

    init() throws(HTTP2Error) {
        wakeUp = try WakeUp()
    }

    /// Readable when there is news for the thread.
    var descriptor: Int32 { wakeUp.number }

    // For the task.

    /// The next load; `nil` when no more comes.
    func next() async -> [AlertBatch]? {
        await withCheckedContinuation { continuation in
            let ready: [AlertBatch]?? = state.withLock { state in
                if let load = state.load {
                    state.load = nil
                    return .some(load)
                }
                if state.isEnded { return .some(nil) }
                state.waiter = continuation
                return .none
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// Tells how many batches of the load were taken.
    func settle(taken: Int) {
        wake { $0.taken = taken }
    }

    /// Ends it all, in order.
    func stop() {
        wake { $0.isStopped = true }
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isTaken = wake { state in
            if !state.isEnded { state.jobs.append(job) }
            return !state.isEnded
        }
        // What is left of the task when the thread is gone runs where it is.
        if !isTaken { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Changes something that the thread must see.
    @discardableResult
    private func wake<R: Sendable>(_ body: (inout sending State) -> R) -> R {
        let (result, isHere) = state.withLock { state in
            let result = body(&state)
            return (result, state.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false)
        }
        if !isHere { wakeUp.signal() }
        return result
    }

    // For the thread.

    /// The calling thread is the one.
    func begin() {
        state.withLock { $0.thread = pthread_self() }
    }

    /// Offers a load; the one before must be settled.
    func offer(_ load: [AlertBatch]) {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            if waiter == nil { state.load = load }
            return waiter
        }
        waiter?.resume(returning: load)
    }

    /// Runs the task as far as it gets.
    func runTask() {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs.removeAll(keepingCapacity: true) }
                return state.jobs
            }
            if jobs.isEmpty { return }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    /// Forgets that there was news.
    func clear() {
        wakeUp.clear()
    }

    /// How many batches of the load were taken; `nil` while that is not known, and once it was said.
    func news() -> Int? {
        state.withLock { state in
            defer { state.taken = nil }
            return state.taken
        }
    }

    /// No more comes.
    func end() {
        let waiter = state.withLock { state in
            state.isEnded = true
            state.thread = nil
            defer { state.waiter = nil }
            return state.waiter
        }
        runTask()
        waiter?.resume(returning: nil)
    }
}
