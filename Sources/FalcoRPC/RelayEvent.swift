/// What happens to a relay, besides alerts.
package enum RelayEvent: Sendable {
    /// A client subscribes.
    case subscribed(RelaySubscriber)
    /// It is gone.
    case unsubscribed(RelaySubscriber)
    /// A subscriber is too slow and has just lost so many alerts.
    case lost(Int, by: RelaySubscriber)
    /// So many alerts were dropped before anybody had taken them.
    case untaken(Int)
    /// A call was refused because there are too many.
    case refusedCall(RelayClient)
    /// A connection was refused because there are too many.
    case refusedConnection
    /// A call was ended because too much memory was kept for it.
    case expelled(RelayClient)
}
