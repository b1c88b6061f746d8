public import FalcoAlerts
internal import HTTP2
internal import Synchronization

/// The alerts of one subscription, in batches as they arrive.
///
/// The connection is made when the first batch is asked for. Batches wait until they are taken; when about a
/// megabyte waits, Falco is made to wait too, and nothing is lost. A stream can be iterated once: Falco divides its
/// alerts among its subscribers, so a second subscription would take alerts from the first.
///
/// When the iterating task is cancelled the stream ends at once, and what was not taken is discarded and counted. To end
/// it without discarding anything call ``stop()``.
public struct AlertStream: AsyncSequence, Sendable {
    /// Alerts that arrived together.
    public typealias Element = AlertBatch
    /// What ends the stream early.
    public typealias Failure = FalcoRPCError

    private let subscription: Subscription

    init(_ subscription: Subscription) {
        self.subscription = subscription
    }

    /// Ends the stream in order: nothing more is asked for, what Falco has already sent is still delivered, then the
    /// sequence ends. May be called from any task, and more than once.
    public func stop() {
        subscription.stop()
    }

    /// What has been received and delivered so far, also after the end.
    public var counts: SubscriptionCounts { subscription.counts }

    /// Begins the iteration. Only one is possible; the first call of `next` on a further one throws.
    public func makeAsyncIterator() -> Iterator {
        Iterator(lease: subscription.lease())
    }

    /// Gives out the batches.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let lease: Subscription.Lease?

        /// The next batch, which is never empty; `nil` at the end, or when the task is cancelled.
        /// - Throws: `FalcoRPCError` when Falco cannot be reached and is not waited for, or is no Falco.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(FalcoRPCError) -> AlertBatch? {
            guard let lease else {
                throw FalcoRPCError(
                    .failedPrecondition, .alreadySubscribed,
                    "an AlertStream can be iterated only once: ask the client for another one")
            }
            return try await lease.next()
        }

        /// The next batch, which is never empty; `nil` at the end, or when the task is cancelled.
        /// - Throws: `FalcoRPCError` when Falco cannot be reached and is not waited for, or is no Falco.
        public mutating func next() async throws(FalcoRPCError) -> AlertBatch? {
            try await next(isolation: nil)
        }
    }
}
