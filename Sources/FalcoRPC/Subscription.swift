internal import FalcoAlerts
internal import HTTP2
internal import Synchronization

/// One stream of alerts, from before its first iteration until after its end.
final class Subscription: Sendable {
    /// The right to iterate. When the iterator goes away, so does the connection.
    final class Lease: Sendable {
        private let subscription: Subscription

        fileprivate init(_ subscription: Subscription) {
            self.subscription = subscription
        }

        deinit {
            subscription.abandon()
        }

        nonisolated(nonsending) func next() async throws(FalcoRPCError) -> AlertBatch? {
            try await subscription.next()
        }
    }

    private enum Stage {
        case unused
        case leased
        case running(AlertChannel)
        /// Over before it began.
        case stopped
    }

    private let method: Method
    private let endpoint: FalcoEndpoint
    private let options: SubscriptionOptions
    private let seat: Seat?
    private let stage = Mutex(Stage.unused)

    /// - Parameter seat: held while the subscription runs, so that the client has only one.
    init(_ method: Method, _ endpoint: FalcoEndpoint, _ options: SubscriptionOptions, seat: Seat?) {
        self.method = method
        self.endpoint = endpoint
        var options = options
        options.window = min(max(options.window, 65_536), 1 << 30)
        options.maximumMessageSize = min(max(options.maximumMessageSize, 1), 1 << 30)
        self.options = options
        self.seat = seat
    }

    /// The right to iterate; `nil` when it was given out before.
    func lease() -> Lease? {
        stage.withLock { stage in
            switch stage {
            case .unused: stage = .leased
            case .stopped: break
            default: return nil
            }
            return Lease(self)
        }
    }

    var counts: SubscriptionCounts {
        channel?.counts ?? SubscriptionCounts()
    }

    func stop() {
        let channel: AlertChannel? = stage.withLock { stage in
            if case .running(let channel) = stage { return channel }
            stage = .stopped
            return nil
        }
        channel?.stop()
    }

    private var channel: AlertChannel? {
        stage.withLock { if case .running(let channel) = $0 { channel } else { nil } }
    }

    private func abandon() {
        channel?.cancel()
        seat?.leave(self)
    }

    private nonisolated(nonsending) func next() async throws(FalcoRPCError) -> AlertBatch? {
        guard let channel = try running() else { return nil }
        do throws(FalcoRPCError) {
            let batch = try await channel.next()
            if batch == nil { seat?.leave(self) }
            return batch
        } catch {
            seat?.leave(self)
            throw error
        }
    }

    /// The channel of the running subscription, which is begun now if it was not before.
    private func running() throws(FalcoRPCError) -> AlertChannel? {
        if let channel { return channel }
        if let seat { try seat.take(self) }
        do throws(HTTP2Error) {
            let wakeUp = try WakeUp()
            let fresh = AlertChannel(window: options.window, wakeUp: wakeUp)
            let isStopped = stage.withLock { stage in
                if case .stopped = stage { return true }
                stage = .running(fresh)
                return false
            }
            if isStopped { return nil }
            let (method, endpoint, options) = (method, endpoint, options)
            try Thread.start("falco-reader") {
                SubscriptionReader.run(method, endpoint, options, fresh)
            }
            return fresh
        } catch {
            seat?.leave(self)
            throw FalcoRPCError(error)
        }
    }
}
