/// How much a relay keeps and takes on.
package struct RelayLimits: Sendable {
    /// Alerts that a subscriber may be behind before it loses the oldest.
    package var queued = 10_000
    /// Alerts that a subscriber may ask to be given again.
    package var replayed = 10_000
    /// Bytes of all alerts kept, for whatever purpose. What is on its way to slow clients may take as much again.
    package var bytes = 32 << 20
    /// Calls of `sub` and `get` at a time.
    package var calls = 256
    /// Connections at a time.
    package var connections = 512
    /// Clients whose place is remembered between calls.
    package var clients = 1024
    /// How long a stop takes at most, for those who still read.
    package var stop = Duration.seconds(2)

    /// The defaults.
    package init() {}
}
