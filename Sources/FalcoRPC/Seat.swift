internal import Synchronization

/// Room for one running subscription. Falco divides its alerts among subscribers, so a second one by accident would
/// take alerts away from the first.
final class Seat: Sendable {
    private let holder = Mutex<ObjectIdentifier?>(nil)

    func take(_ subscription: Subscription) throws(FalcoRPCError) {
        let isFree = holder.withLock { holder in
            guard holder == nil else { return false }
            holder = ObjectIdentifier(subscription)
            return true
        }
        guard isFree else {
            throw FalcoRPCError(
                .failedPrecondition, .alreadySubscribed,
                "this client has a subscription already, and Falco would divide the alerts between the two. Share the "
                    + "batches of the first, or use another client if dividing them is what you want")
        }
    }

    func leave(_ subscription: Subscription) {
        holder.withLock { holder in
            if holder == ObjectIdentifier(subscription) { holder = nil }
        }
    }
}
