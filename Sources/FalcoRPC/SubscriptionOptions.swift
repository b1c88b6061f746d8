internal import FalcoAlerts

/// How a subscription behaves.
public struct SubscriptionOptions: Sendable {
    /// How often Falco is asked for alerts.
    public var pollInterval: PollInterval = .adaptive
    /// Whether a lost connection is made anew, and a Falco that cannot be reached at the start is waited for. Without,
    /// the stream ends at the first loss, with the error if it was one.
    public var reconnects = true
    /// The longest message that is decoded, in bytes, 1 to 2^30. Longer ones are counted as undecodable.
    public var maximumMessageSize: Int = AlertBatchBuilder.defaultMaximumMessageSize
    /// Whether alerts keep the messages that they are decoded from, see ``FalcoAlerts/Alert/withOriginal(_:)``.
    public var keepsOriginals = false
    /// How many bytes may be received before the consumer takes them, 65,536 to 2^30.
    public var window = 1 << 20
    /// How long a server may take to answer when it is connected to.
    public var connectTimeout: Duration = .seconds(5)
    /// Told what happens. It is called on the thread that reads, which waits for it: it must be quick.
    public var observer: (@Sendable (SubscriptionEvent) -> Void)?

    /// The defaults: adaptive, reconnecting, messages up to 8 MiB.
    public init() {}
}
