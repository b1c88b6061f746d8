internal import FalcoAlerts
internal import HTTP2
internal import Synchronization

/// What the owner of a server and its thread share.
final class ServerState: Sendable {
    typealias Waiter = UnsafeContinuation<Void, Never>

    private struct State {
        var messages = Fifo<[UInt8]>()
        var bytes = 0
        var lost = 0
        var requests = 0
        var subscribers = 0
        var newListeners: [Listener] = []
        var listeners: [Listener] = []
        var isStopping = false
        var isStopped = false
        var drainWaiters: [Waiter] = []
        var stopWaiters: [Waiter] = []
    }

    let version: FalcoVersion
    let wakeUp: WakeUp
    private let maximumQueuedBytes: Int
    private let state = Mutex(State())

    init(version: FalcoVersion, maximumQueuedBytes: Int, wakeUp: WakeUp) {
        self.version = version
        self.maximumQueuedBytes = maximumQueuedBytes
        self.wakeUp = wakeUp
    }

    var queued: Int { state.withLock { $0.messages.count } }
    var lost: Int { state.withLock { $0.lost } }
    var requests: Int { state.withLock { $0.requests } }
    var subscribers: Int { state.withLock { $0.subscribers } }
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// False when the server is stopped.
    func add(_ listener: Listener) -> Bool {
        let isAdded = state.withLock { state in
            guard !state.isStopping else { return false }
            state.newListeners.append(listener)
            state.listeners.append(listener)
            return true
        }
        wakeUp.signal()
        return isAdded
    }

    func enqueue(_ message: [UInt8]) {
        state.withLock { state in
            guard !state.isStopping else { return }
            state.messages.append(message)
            state.bytes += message.count
            while state.bytes > maximumQueuedBytes, let oldest = state.messages.popFirst() {
                state.bytes -= oldest.count
                state.lost += 1
            }
        }
    }

    func stop() {
        let (listeners, waiters) = state.withLock { state in
            state.isStopping = true
            defer {
                state.listeners = []
                state.drainWaiters = []
            }
            return (state.listeners, state.drainWaiters)
        }
        for listener in listeners { listener.removeFile() }
        for waiter in waiters { waiter.resume() }
        wakeUp.signal()
    }

    func drained() async {
        await withUnsafeContinuation { waiter in
            let isDone = state.withLock { state in
                if state.messages.isEmpty || state.isStopping { return true }
                state.drainWaiters.append(waiter)
                return false
            }
            if isDone { waiter.resume() }
        }
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

    func pop() -> [UInt8]? {
        let (message, waiters) = state.withLock { state -> ([UInt8]?, [Waiter]) in
            guard let message = state.messages.popFirst() else { return (nil, []) }
            state.bytes -= message.count
            guard state.messages.isEmpty else { return (message, []) }
            defer { state.drainWaiters = [] }
            return (message, state.drainWaiters)
        }
        for waiter in waiters { waiter.resume() }
        return message
    }

    func countRequests(_ count: Int) {
        state.withLock { $0.requests += count }
    }

    func setSubscribers(_ count: Int) {
        state.withLock { $0.subscribers = count }
    }

    func setStopped() {
        let waiters = state.withLock { state in
            state.isStopped = true
            state.messages.removeAll()
            state.bytes = 0
            defer { state.stopWaiters = [] }
            return state.stopWaiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
