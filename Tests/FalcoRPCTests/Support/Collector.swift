import FalcoAlerts
import FalcoRPC
import TestSupport

/// Iterates a stream in a task of its own, and keeps what comes.
final class Collector: Sendable {
    struct State: Sendable {
        var batches: [AlertBatch] = []
        var events: [SubscriptionEvent] = []
        /// Set when the sequence has ended; the error when it threw one.
        var end: Result<Void, FalcoRPCError>?

        var count: Int { batches.reduce(0) { $0 + $1.count } }
        var alerts: [Alert] { batches.flatMap(Array.init) }

        var undecodable: [(bytes: [UInt8], size: Int, error: AlertError)] {
            events.compactMap {
                if case .undecodable(let bytes, let size, let error) = $0 {
                    (bytes, size, error)
                } else {
                    nil
                }
            }
        }

        var gaps: [(start: Timestamp, end: Timestamp, reason: FalcoRPCError)] {
            events.compactMap {
                if case .gap(let start, let end, let reason) = $0 { (start, end, reason) } else { nil }
            }
        }

        var connections: Int { events.count { if case .connected = $0 { true } else { false } } }

        var waits: [FalcoRPCError] {
            events.compactMap { if case .waiting(let reason, _) = $0 { reason } else { nil } }
        }
    }

    let stream: AlertStream
    let monitor = Monitor(State())
    private let task: Task<Void, Never>

    /// - Parameter gate: called before each batch is asked for.
    init(
        _ client: FalcoClient, _ options: SubscriptionOptions = SubscriptionOptions(), get: Bool = false,
        before gate: @escaping @Sendable () async -> Void = {}
    ) {
        let monitor = monitor
        var options = options
        let observer = options.observer
        options.observer = { event in
            observer?(event)
            monitor.change { $0.events.append(event) }
        }
        let stream = get ? client.queuedAlerts(options) : client.alerts(options)
        self.stream = stream
        task = Task {
            do throws(FalcoRPCError) {
                var iterator = stream.makeAsyncIterator()
                while true {
                    await gate()
                    guard let batch = try await iterator.next() else { break }
                    monitor.change { $0.batches.append(batch) }
                }
                monitor.change { $0.end = .success(()) }
            } catch {
                monitor.change { $0.end = .failure(error) }
            }
        }
    }

    deinit {
        task.cancel()
    }

    func cancel() { task.cancel() }

    /// Waits until so many alerts have come.
    func alerts(_ count: Int) async throws {
        _ = try await monitor.first(within: .seconds(30), "\(count) alerts") {
            $0.count >= count ? true : nil
        }
    }

    /// Waits until the state is as wanted.
    func reach(_ what: String, _ isReached: @escaping @Sendable (State) -> Bool) async throws {
        _ = try await monitor.first(within: .seconds(90), what) { isReached($0) ? true : nil }
    }

    /// Waits for the end of the sequence, and gives all that came.
    @discardableResult
    func end(within limit: Duration = .seconds(30)) async throws -> State {
        try await monitor.first(within: limit, "the end of the stream") { $0.end == nil ? nil : $0 }
    }
}

extension Collector.State {
    /// What the sequence threw at its end.
    var error: FalcoRPCError? {
        if case .failure(let error) = end { error } else { nil }
    }
}
