/// What a subscription has done so far. `received = decoded + undecodable`.
public struct SubscriptionCounts: Sendable, Hashable {
    /// Messages that came whole.
    public var received = 0
    /// Those that became alerts.
    public var decoded = 0
    /// Those that are no alerts, or longer than the limit.
    public var undecodable = 0
    /// Alerts handed to the consumer.
    public var delivered = 0
    /// Alerts that were decoded but not handed over, because the consumer was cancelled.
    public var discarded = 0
    /// Bytes of the messages, their 5-byte prefixes included.
    public var bytes = 0
    /// Requests sent to Falco.
    public var requests = 0
    /// Times that a lost connection was made anew.
    public var reconnects = 0

    /// Nothing so far.
    public init() {}

    init(requests: Int = 0, reconnects: Int = 0) {
        self.requests = requests
        self.reconnects = reconnects
    }
}
