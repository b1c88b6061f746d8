import Dispatch
import Foundation
import Synchronization

/// A wait that reached its deadline.
public struct DeadlineExceeded: Error, CustomStringConvertible {
    /// What was waited for, and how long.
    public let description: String
}

/// State that threads change and tests await. Every wait has a deadline.
public final class Monitor<State: Sendable>: Sendable {
    private struct Contents {
        var state: State
        var waiters: [UUID: Waiter] = [:]
        var order: [UUID] = []
    }

    /// Tries the state; true when it got what it waits for, and has resumed its task.
    private typealias Attempt = @Sendable (inout State) -> Bool

    private struct Waiter: Sendable {
        var attempt: Attempt
        var fail: @Sendable (any Error) -> Void
    }

    private let contents: Mutex<Contents>

    /// Begins with that state.
    public init(_ state: State) {
        contents = Mutex(Contents(state: state))
    }

    /// The state now.
    public var state: State { contents.withLock { $0.state } }

    /// Changes the state, and lets those who wait look at it in the order they came.
    public func change<Result: Sendable>(_ body: @Sendable (inout State) -> Result) -> Result {
        contents.withLock { contents in
            let result = body(&contents.state)
            contents.order.removeAll { id in
                guard let waiter = contents.waiters[id], waiter.attempt(&contents.state) else { return false }
                contents.waiters[id] = nil
                return true
            }
            return result
        }
    }

    /// Waits until `take` finds what it looks for. It may change the state, and runs with the lock held.
    public func first<Result: Sendable>(
        within limit: Duration, _ what: @autoclosure @escaping @Sendable () -> String,
        take: @escaping @Sendable (inout State) -> Result?
    ) async throws -> Result {
        let id = UUID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Result, any Error>) in
                let waiter = Waiter(
                    attempt: { state in
                        guard let result = take(&state) else { return false }
                        continuation.resume(returning: result)
                        return true
                    }, fail: { continuation.resume(throwing: $0) })
                wait(id, waiter)
                DispatchQueue.global().asyncAfter(deadline: .now() + limit.timeInterval) { [weak self] in
                    self?.end(id, DeadlineExceeded(description: "\(what()) did not come within \(limit)"))
                }
            }
        } onCancel: {
            end(id, CancellationError())
        }
    }

    private func wait(_ id: UUID, _ waiter: Waiter) {
        contents.withLock { contents in
            if Task.isCancelled {
                waiter.fail(CancellationError())
            } else if !waiter.attempt(&contents.state) {
                contents.waiters[id] = waiter
                contents.order.append(id)
            }
        }
    }

    private func end(_ id: UUID, _ error: any Error) {
        contents.withLock { contents in
            contents.order.removeAll { $0 == id }
            contents.waiters.removeValue(forKey: id)?.fail(error)
        }
    }
}

extension Duration {
    /// The same length in seconds.
    public var timeInterval: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
