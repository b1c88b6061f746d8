public import FalcoAlerts

/// What happens to a subscription, besides alerts.
public enum SubscriptionEvent: Sendable {
    /// An attempt to connect begins.
    case connecting
    /// Falco is connected and asked for alerts. Whether there are any shows only when the first one comes.
    case connected
    /// Falco cannot be reached, or ended the subscription. The next attempt follows in `retryIn`, or earlier when
    /// the socket reappears.
    case waiting(reason: FalcoRPCError, retryIn: Duration)
    /// The connection is gone; `nil` when Falco ended the subscription in order.
    case disconnected(FalcoRPCError?)
    /// From `start` to `end` no connection stood. The reason's message says what may be missing.
    case gap(start: Timestamp, end: Timestamp, reason: FalcoRPCError)
    /// A message could not be decoded: its first 64 KiB, its whole size in bytes, and why. The stream goes on.
    case undecodable(bytes: [UInt8], size: Int, AlertError)
}
