internal import Synchronization

/// The one queue of a server that behaves as Falco's own does, and what it counts.
final class SharedQueue: Sendable {
    typealias Waiter = UnsafeContinuation<Void, Never>

    private struct State {
        var messages = Fifo<MessageBlock>()
        var bytes = 0
        var lost = 0
        var requests = 0
        var subscribers = 0
        var isClosed = false
        var drainWaiters: [Waiter] = []
    }

    private let maximumBytes: Int
    private let state = Mutex(State())

    /// - Parameter maximumBytes: the size of all messages, without prefixes.
    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    var count: Int { state.withLock { $0.messages.count } }
    var lost: Int { state.withLock { $0.lost } }
    var requests: Int { state.withLock { $0.requests } }
    var subscribers: Int { state.withLock { $0.subscribers } }

    func append(_ message: [UInt8]) {
        let block = MessageBlock(message)
        state.withLock { state in
            guard !state.isClosed else { return }
            state.messages.append(block)
            state.bytes += SharedQueue.size(block)
            while state.bytes > maximumBytes, let oldest = state.messages.popFirst() {
                state.bytes -= SharedQueue.size(oldest)
                state.lost += 1
            }
        }
    }

    func pop() -> MessageBlock? {
        let (message, waiters) = state.withLock { state -> (MessageBlock?, [Waiter]) in
            guard let message = state.messages.popFirst() else { return (nil, []) }
            state.bytes -= SharedQueue.size(message)
            guard state.messages.isEmpty else { return (message, []) }
            defer { state.drainWaiters = [] }
            return (message, state.drainWaiters)
        }
        for waiter in waiters { waiter.resume() }
        return message
    }

    /// Takes no more messages, and lets go those who wait.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.drainWaiters = [] }
            return state.drainWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the queue is empty or closed.
    func drained() async {
        await withUnsafeContinuation { waiter in
            let isDone = state.withLock { state in
                if state.messages.isEmpty || state.isClosed { return true }
                state.drainWaiters.append(waiter)
                return false
            }
            if isDone { waiter.resume() }
        }
    }

    func countRequests(_ count: Int) {
        state.withLock { $0.requests += count }
    }

    func setSubscribers(_ count: Int) {
        state.withLock { $0.subscribers = count }
    }

    private static func size(_ block: MessageBlock) -> Int { block.byteCount - MessageBlock.prefix }
}
