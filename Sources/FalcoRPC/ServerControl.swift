internal import HTTP2
internal import Synchronization

/// Where a server listens and whether it is to stop: what its owner and its thread share.
final class ServerControl: Sendable {
    private struct State {
        var newListeners: [Listener] = []
        var listeners: [Listener] = []
        var isStopping = false
        var isStopped = false
        var stopWaiters: [UnsafeContinuation<Void, Never>] = []
    }

    let wakeUp: WakeUp
    private let state = Mutex(State())

    init() throws(HTTP2Error) {
        wakeUp = try WakeUp()
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// - Throws: `HTTP2Error` when the server is stopped; the listener's file is then gone.
    func add(_ listener: Listener) throws(HTTP2Error) {
        let isAdded = state.withLock { state in
            guard !state.isStopping else { return false }
            state.newListeners.append(listener)
            state.listeners.append(listener)
            return true
        }
        guard isAdded else {
            listener.removeFile()
            throw HTTP2Error(.invalid, "the server is stopped")
        }
        wakeUp.signal()
    }

    /// Removes the socket files and wakes the thread.
    func stop() {
        let listeners = state.withLock { state in
            state.isStopping = true
            defer { state.listeners = [] }
            return state.listeners
        }
        for listener in listeners { listener.removeFile() }
        wakeUp.signal()
    }

    func stopped() async {
        await withUnsafeContinuation { waiter in
            let isDone = state.withLock { state in
                if state.isStopped { return true }
                state.stopWaiters.append(waiter)
                return false
            }
            if isDone { waiter.resume() }
        }
    }

    // MARK: The thread's side

    func takeListeners() -> [Listener] {
        state.withLock { state in
            defer { state.newListeners = [] }
            return state.newListeners
        }
    }

    func setStopped() {
        let waiters = state.withLock { state in
            state.isStopped = true
            defer { state.stopWaiters = [] }
            return state.stopWaiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
