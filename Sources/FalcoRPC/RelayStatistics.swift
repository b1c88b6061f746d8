/// A client that subscribes, and what it has been given.
package struct RelaySubscriber: Sendable, Hashable {
    /// Subscribers are numbered from 1, in the order they came.
    package let number: Int
    package let client: RelayClient
    /// Alerts that it was given.
    package var delivered = 0
    /// Alerts that it lost because it did not read them in time.
    package var lost = 0
    /// Alerts that wait for it.
    package var queued = 0

    init(number: Int, client: RelayClient) {
        self.number = number
        self.client = client
    }
}

/// What a relay has done since it began.
package struct RelayTotals: Sendable, Hashable {
    /// Alerts that came in.
    package var received = 0
    /// Calls of `sub`.
    package var subscriptions = 0
    /// Calls of `get`.
    package var gets = 0
    /// Alerts given to all clients together.
    package var delivered = 0
    /// Alerts that all clients together have lost.
    package var lost = 0
    /// Alerts that were dropped before any client had taken them.
    package var untaken = 0
    /// Calls and connections that were refused because there were too many.
    package var refused = 0
    /// Clients whose place was forgotten.
    package var forgotten = 0
    /// Calls that were ended because they kept too much memory.
    package var expelled = 0
}

/// How a relay stands.
package struct RelayStatistics: Sendable {
    package var totals: RelayTotals
    /// Alerts in the ring.
    package var kept: Int
    /// Their bytes.
    package var keptBytes: Int
    /// Bytes of the blocks that are being sent, in the ring or out of it.
    package var sendingBytes: Int
    /// Clients whose place is remembered.
    package var clients: Int
    /// Those who subscribe now.
    package var subscribers: [RelaySubscriber]
    /// Open connections.
    package var connections = 0
}
