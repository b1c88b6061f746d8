public import FalcoAlerts

/// A client of one Falco's gRPC outputs.
///
/// ```swift
/// import FalcoAlerts
/// import FalcoRPC
///
/// let client = FalcoClient(.unix(path: "/run/falco/falco.sock"))
/// for try await batch in client.alerts() {
///     for alert in batch where alert.priority.isAtLeast(.warning) {
///         print(alert.rule, alert["proc.name"] ?? "-", alert["container.id"] ?? "host")
///     }
/// }
/// ```
///
/// The loop above runs until its task is cancelled: when Falco restarts, the client reconnects by itself. Use
/// ``SubscriptionOptions/observer`` to be told about that, and ``AlertStream/stop()`` to end in order.
public final class FalcoClient: Sendable {
    /// Where Falco is.
    public let endpoint: FalcoEndpoint
    private let seat = Seat()

    /// A client. Nothing is connected before it is used.
    public init(_ endpoint: FalcoEndpoint) {
        self.endpoint = endpoint
    }

    /// Falco's version.
    ///
    /// - Parameter timeout: how long to wait for the answer.
    /// - Throws: `FalcoRPCError` when there is none, also when the task is cancelled.
    public func version(timeout: Duration = .seconds(5)) async throws(FalcoRPCError) -> FalcoVersion {
        let message = try await UnaryCall(.version, endpoint, timeout: timeout).response()
        do throws(AlertError) {
            return try FalcoVersion(decoding: message)
        } catch {
            throw FalcoRPCError(
                .internal, .protocolViolation, "the server at \(endpoint) gave no readable version",
                cause: error)
        }
    }

    /// Subscribes to alerts (`falco.outputs.service/sub`): all that are queued in Falco now, and all that come.
    ///
    /// Falco gives each alert to one subscriber only. A client therefore has one subscription at a time; while one
    /// runs, iterating another throws.
    public func alerts(_ options: SubscriptionOptions = SubscriptionOptions()) -> AlertStream {
        AlertStream(Subscription(.sub, endpoint, options, seat: seat))
    }

    /// The alerts that are queued in Falco now (`falco.outputs.service/get`); then the stream ends. It does not reconnect,
    /// and a Falco that cannot be reached is an error.
    public func queuedAlerts(_ options: SubscriptionOptions = SubscriptionOptions()) -> AlertStream {
        AlertStream(Subscription(.get, endpoint, options, seat: nil))
    }
}
