internal import FalcoAlerts

/// What a relay holds: the ring of alerts, each call's place in it, and what clients have seen before. No input or output.
struct RelayQueue {
    /// Where a call begins.
    enum Start: Hashable {
        /// With what its kind of call usually begins.
        case usual
        /// With what this client has not seen.
        case unseen
        /// With the last so many alerts.
        case last(Int)
        /// With the first alert kept that happened then or later.
        case since(Timestamp)
    }

    /// One call.
    private struct Reader {
        var subscriber: RelaySubscriber
        let isSubscription: Bool
        /// The number of the next message to take.
        var next: Int
        /// Messages that it may be behind.
        let allowance: Int
        /// The block that it is sending.
        var pinned: MessageBlock?
    }

    private let limits: RelayLimits
    private var ring: RelayRing
    private var readers: [Int: Reader] = [:]
    private var subscriptions = 0
    private var places: RelayPlaces
    private var lastNumber = 0
    /// Messages before this number have been taken by somebody, or dropped.
    private var taken = 0
    /// No reader is before this message, and none is too far behind until this many messages have come: bounds that
    /// spare looking at each reader each time.
    private var bounds = (next: 0, overflow: 0)
    /// Blocks that are being sent, and by how many calls.
    private var pins: [ObjectIdentifier: Int] = [:]
    private var pinnedBytes = 0
    private var totals = RelayTotals()

    init(_ limits: RelayLimits) {
        self.limits = limits
        ring = RelayRing(maximumCount: max(limits.queued, limits.replayed, 1), maximumBytes: limits.bytes)
        places = RelayPlaces(limit: limits.clients)
    }

    /// Adds messages. Returns the subscribers that lost some for it, with how many; and how many alerts are gone that
    /// nobody had taken.
    mutating func append(
        _ block: MessageBlock, times: [Timestamp]
    ) -> (lost: [(RelaySubscriber, Int)], untaken: Int) {
        ring.append(block, times: times)
        totals.received += block.count
        let untaken = max(0, ring.start - taken)
        totals.untaken += untaken
        taken = max(taken, ring.start)
        return (settleAll(), untaken)
    }

    /// Begins a call; `nil` when there are too many.
    mutating func open(isSubscription: Bool, client: RelayClient, from start: Start) -> RelaySubscriber? {
        guard readers.count < limits.calls else {
            totals.refused += 1
            return nil
        }
        lastNumber += 1
        let (next, lost) = place(of: client, isSubscription: isSubscription, from: start)
        var subscriber = RelaySubscriber(number: lastNumber, client: client)
        subscriber.lost = lost
        totals.lost += lost
        readers[lastNumber] = Reader(
            subscriber: subscriber, isSubscription: isSubscription, next: next,
            allowance: max(limits.queued, ring.head - next))
        bounds = (min(bounds.next, next), min(bounds.overflow, next + limits.queued))
        if isSubscription {
            subscriptions += 1
            totals.subscriptions += 1
        } else {
            totals.gets += 1
        }
        return subscriber
    }

    /// The next messages for a call, which it then has; `nil` when there are none.
    mutating func take(_ number: Int) -> MessageSlice? {
        guard var reader = readers[number] else { return nil }
        unpin(&reader)
        settle(&reader)
        let slice = ring.slice(from: reader.next)
        if let slice {
            let count = slice.messages.count
            reader.next += count
            reader.subscriber.delivered += count
            totals.delivered += count
            taken = max(taken, reader.next)
            pin(slice.block, by: &reader)
        }
        readers[number] = reader
        return slice
    }

    /// Ends a call that has not sent the last `unsent` messages it took. Returns what became of it.
    mutating func close(_ number: Int, unsent: Int) -> RelaySubscriber? {
        guard var reader = readers.removeValue(forKey: number) else { return nil }
        unpin(&reader)
        if taken == reader.next { taken -= unsent }
        reader.next -= unsent
        reader.subscriber.delivered -= unsent
        totals.delivered -= unsent
        if reader.isSubscription { subscriptions -= 1 }
        // Without a name, two subscribers of one account cannot be told apart.
        if !reader.isSubscription || reader.subscriber.client.id != nil {
            places.set(reader.subscriber.client, reader.next)
        }
        return reader.subscriber
    }

    /// How far the subscriber that is ahead of all others is behind, as a part of what it may be: 0 to 1, or a little
    /// more. `nil` without subscribers.
    var leastLag: Double? {
        guard subscriptions > 0 else { return nil }
        let next = readers.values.reduce(0) { $1.isSubscription ? max($0, $1.next) : $0 }
        return max(
            Double(ring.head - next) / Double(max(1, limits.queued)),
            Double(ring.bytes(from: next)) / Double(max(1, limits.bytes)))
    }

    /// The call to end so that what is being sent does not take more memory than is allowed: of those that have fallen
    /// out of the ring, the one that is furthest behind. `nil` when there is no need.
    var excessive: Int? {
        guard pinnedBytes > limits.bytes else { return nil }
        return readers.filter { $0.value.pinned != nil && $0.value.next <= ring.start }
            .min { $0.value.next < $1.value.next }?.key
    }

    /// What there is to tell about all this.
    var statistics: RelayStatistics {
        var totals = totals
        totals.forgotten = places.forgotten
        let subscribers = readers.values.filter(\.isSubscription).map { reader in
            var subscriber = reader.subscriber
            subscriber.queued = ring.head - reader.next
            return subscriber
        }
        return RelayStatistics(
            totals: totals, kept: ring.count, keptBytes: ring.byteCount, sendingBytes: pinnedBytes,
            clients: places.count, subscribers: subscribers.sorted { $0.number < $1.number })
    }

    /// Where a call begins, and how many alerts are gone that its client had not seen.
    private func place(
        of client: RelayClient, isSubscription: Bool, from start: Start
    ) -> (next: Int, lost: Int) {
        let reach = max(ring.start, ring.head - limits.replayed)
        switch start {
        case .last(let count): return (max(reach, ring.head - count), 0)
        case .since(let time): return (ring.first(since: time, from: reach), 0)
        case .usual where isSubscription:
            // What nobody has taken would have waited for the next client in Falco's own queue, too.
            return (subscriptions == 0 ? max(taken, ring.start) : ring.head, 0)
        case .usual, .unseen:
            guard let known = places.place(of: client) else { return (ring.start, 0) }
            return (max(known, ring.start), max(0, ring.start - known))
        }
    }

    /// The oldest message that a call may still take.
    private func floor(of reader: Reader) -> Int { max(ring.start, ring.head - reader.allowance) }

    /// Lets all calls lose what they can no longer take. Returns the subscribers that lost some, with how many.
    private mutating func settleAll() -> [(RelaySubscriber, Int)] {
        guard ring.start > bounds.next || ring.head > bounds.overflow else { return [] }
        var lost: [(RelaySubscriber, Int)] = []
        bounds = (ring.head, ring.head + limits.queued)
        for number in readers.keys {
            guard var reader = readers[number] else { continue }
            let count = settle(&reader)
            if count > 0 {
                readers[number] = reader
                lost.append((reader.subscriber, count))
            }
            bounds = (min(bounds.next, reader.next), min(bounds.overflow, reader.next + reader.allowance))
        }
        return lost
    }

    /// Lets a call lose what it can no longer take, and returns how much that was.
    @discardableResult
    private mutating func settle(_ reader: inout Reader) -> Int {
        let lost = max(0, floor(of: reader) - reader.next)
        reader.next += lost
        reader.subscriber.lost += lost
        totals.lost += lost
        return lost
    }

    private mutating func pin(_ block: MessageBlock, by reader: inout Reader) {
        reader.pinned = block
        let holders = pins[ObjectIdentifier(block), default: 0]
        if holders == 0 { pinnedBytes += block.byteCount }
        pins[ObjectIdentifier(block)] = holders + 1
    }

    private mutating func unpin(_ reader: inout Reader) {
        guard let block = reader.pinned else { return }
        reader.pinned = nil
        let holders = pins[ObjectIdentifier(block), default: 1] - 1
        pins[ObjectIdentifier(block)] = holders > 0 ? holders : nil
        if holders == 0 { pinnedBytes -= block.byteCount }
    }

    /// Counts what was refused before it became a call.
    mutating func countRefusal() { totals.refused += 1 }

    /// Counts a call that was ended for the memory it kept.
    mutating func countExpulsion() { totals.expelled += 1 }
}
