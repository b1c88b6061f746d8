import FalcoAlerts
import HTTP2
import Testing

@testable import FalcoRPC

/// Who gets which alerts, and who loses some.
@Suite struct RelayQueueTests {
    static func queue(queued: Int = 100, replayed: Int = 100, bytes: Int = 1 << 20, calls: Int = 10)
        -> RelayQueue
    {
        var limits = RelayLimits()
        limits.queued = queued
        limits.replayed = replayed
        limits.bytes = bytes
        limits.calls = calls
        limits.clients = 3
        return RelayQueue(limits)
    }

    static let root = RelayClient(.user(0), id: nil)

    static func named(_ id: String) -> RelayClient { RelayClient(.user(0), id: id) }

    /// Takes all that waits, and returns how much that is.
    static func drain(_ queue: inout RelayQueue, _ number: Int) -> Int {
        var count = 0
        while let slice = queue.take(number) { count += slice.messages.count }
        return count
    }

    static func add(_ queue: inout RelayQueue, _ count: Int, bytes: Int = 10) {
        _ = queue.append(
            RelayRingTests.block(count, bytes: bytes),
            times: RelayRingTests.times(Array(repeating: 0, count: count)))
    }

    func subscribe(
        _ queue: inout RelayQueue, _ client: RelayClient = root, _ start: RelayQueue.Start = .usual
    ) throws -> Int {
        let subscriber = queue.open(isSubscription: true, client: client, from: start)
        return try #require(subscriber).number
    }

    func get(_ queue: inout RelayQueue, _ client: RelayClient = root) throws -> Int {
        let subscriber = queue.open(isSubscription: false, client: client, from: .usual)
        let number = try #require(subscriber).number
        defer { _ = queue.close(number, unsent: 0) }
        return Self.drain(&queue, number)
    }

    @Test func eachSubscriberGetsEachAlert() throws {
        var queue = Self.queue()
        let (one, two) = (try subscribe(&queue), try subscribe(&queue))
        Self.add(&queue, 5)
        #expect(Self.drain(&queue, one) == 5)
        Self.add(&queue, 3)
        #expect(Self.drain(&queue, one) == 3 && Self.drain(&queue, two) == 8)
        #expect(Self.drain(&queue, one) == 0)
        let totals = queue.statistics.totals
        #expect(totals.received == 8 && totals.delivered == 16 && totals.lost == 0 && totals.untaken == 0)
    }

    @Test func whatNobodyHasTakenWaitsForTheFirstSubscriber() throws {
        var queue = Self.queue()
        Self.add(&queue, 5)
        let one = try subscribe(&queue)
        #expect(Self.drain(&queue, one) == 5)
        Self.add(&queue, 2)
        // The second begins now; the first has what is behind it still to take.
        let two = try subscribe(&queue)
        #expect(Self.drain(&queue, two) == 0)
        _ = queue.close(one, unsent: 0)
        _ = queue.close(two, unsent: 0)
        // Two alerts waited for the first, which has gone.
        let three = try subscribe(&queue)
        #expect(Self.drain(&queue, three) == 2)
        #expect(queue.statistics.totals.untaken == 0)
    }

    @Test func whatWasTakenAndNotSentIsNotLost() throws {
        var queue = Self.queue()
        let one = try subscribe(&queue)
        Self.add(&queue, 10)
        #expect(queue.take(one)?.messages == 0..<10)
        let gone = queue.close(one, unsent: 4)
        #expect(gone?.delivered == 6)
        let two = try subscribe(&queue)
        #expect(queue.take(two)?.messages == 6..<10)
        #expect(queue.statistics.totals.delivered == 10)
    }

    @Test func theSlowLoseTheirOldestAndNobodyElseDoes() throws {
        var queue = Self.queue(queued: 10, replayed: 0)
        let (slow, fast) = (try subscribe(&queue), try subscribe(&queue))
        var told: [Int] = []
        for _ in 0..<10 {
            let (lost, untaken) = queue.append(
                RelayRingTests.block(3), times: RelayRingTests.times([0, 0, 0]))
            #expect(untaken == 0)
            for (subscriber, count) in lost {
                #expect(subscriber.number == slow)
                told.append(count)
            }
            #expect(Self.drain(&queue, fast) == 3)
        }
        #expect(told.reduce(0, +) == 20)
        let statistics = queue.statistics
        #expect(statistics.subscribers.map(\.lost) == [20, 0])
        #expect(statistics.subscribers.map(\.queued) == [10, 0])
        #expect(Self.drain(&queue, slow) == 10)
        #expect(statistics.totals.lost == 20)
    }

    @Test func bytesLimitTheQueueToo() throws {
        var queue = Self.queue(queued: 1000, bytes: 150)
        let slow = try subscribe(&queue)
        for _ in 0..<20 { Self.add(&queue, 1) }
        #expect(Self.drain(&queue, slow) == 10)
        #expect(queue.statistics.totals.lost == 10 && queue.statistics.keptBytes <= 150)
    }

    @Test func whatIsDroppedBeforeAnybodyTookItIsCounted() throws {
        var queue = Self.queue(queued: 10, replayed: 0)
        for _ in 0..<15 { Self.add(&queue, 1) }
        #expect(queue.statistics.totals.untaken == 5)
        let one = try subscribe(&queue)
        #expect(Self.drain(&queue, one) == 10)
    }

    @Test func getGivesWhatThisClientHasNotSeen() throws {
        var queue = Self.queue()
        Self.add(&queue, 4)
        #expect(try get(&queue) == 4)
        #expect(try get(&queue) == 0)
        #expect(try get(&queue, RelayClient(.user(1000), id: nil)) == 4)
        #expect(try get(&queue, RelayClient(.certificate(subject: "CN=a"), id: nil)) == 4)
        Self.add(&queue, 2)
        #expect(try get(&queue) == 2)
        // It is another client that gives itself a name.
        #expect(try get(&queue, Self.named("exporter")) == 6)
    }

    @Test func subscriptionsOfNamedClientsCountAsSeen() throws {
        var queue = Self.queue()
        let one = try subscribe(&queue, Self.named("a"))
        let other = try subscribe(&queue)
        Self.add(&queue, 4)
        #expect(Self.drain(&queue, one) == 4 && Self.drain(&queue, other) == 4)
        _ = queue.close(one, unsent: 1)
        _ = queue.close(other, unsent: 0)
        Self.add(&queue, 1)
        #expect(try get(&queue, Self.named("a")) == 2)
        #expect(try get(&queue) == 5)
        let again = try subscribe(&queue, Self.named("a"), .unseen)
        #expect(Self.drain(&queue, again) == 0)
    }

    @Test func lateSubscribersAreGivenWhatTheyAskFor() throws {
        var queue = Self.queue(queued: 5, replayed: 20)
        for second in 0..<30 {
            _ = queue.append(RelayRingTests.block(1), times: RelayRingTests.times([second]))
        }
        let first = try subscribe(&queue)
        #expect(Self.drain(&queue, first) == 20)
        for (index, (start, count)) in [
            (RelayQueue.Start.last(7), 7), (.last(0), 0), (.last(1000), 20), (.last(.max), 20),
            (.since(Timestamp(seconds: 25)), 5), (.since(Timestamp(seconds: 0)), 20),
            (.since(Timestamp(seconds: 1 << 40)), 0), (.unseen, 20),
        ].enumerated() {
            let number = try subscribe(&queue, Self.named("x\(index)"), start)
            #expect(Self.drain(&queue, number) == count, "\(start)")
            _ = queue.close(number, unsent: 0)
        }
        #expect(queue.statistics.totals.lost == 0)
    }

    @Test func aReplayIsNotCutShortByTheQueuesSize() throws {
        var queue = Self.queue(queued: 5, replayed: 50)
        for _ in 0..<50 { Self.add(&queue, 1) }
        let number = try subscribe(&queue, Self.root, .last(40))
        _ = queue.take(number)
        #expect(Self.drain(&queue, number) == 39)
    }

    @Test func theClientAwayLongestIsForgottenFirst() throws {
        var queue = Self.queue()
        Self.add(&queue, 1)
        for id in ["a", "b", "c"] { #expect(try get(&queue, Self.named(id)) == 1) }
        #expect(try get(&queue, Self.named("a")) == 0)
        #expect(try get(&queue, Self.named("d")) == 1)
        let statistics = queue.statistics
        #expect(statistics.clients == 3 && statistics.totals.forgotten == 1)
        #expect(try get(&queue, Self.named("a")) == 0)
        // It gets again what it had: twice is better than not at all.
        #expect(try get(&queue, Self.named("b")) == 1)
    }

    @Test func tooManyCallsAreRefused() throws {
        var queue = Self.queue(calls: 2)
        let one = try subscribe(&queue)
        _ = try subscribe(&queue)
        #expect(queue.open(isSubscription: true, client: Self.root, from: .usual) == nil)
        #expect(queue.open(isSubscription: false, client: Self.root, from: .usual) == nil)
        #expect(queue.statistics.totals.refused == 2)
        _ = queue.close(one, unsent: 0)
        _ = try subscribe(&queue)
    }

    @Test func whatIsBeingSentIsBounded() throws {
        var queue = Self.queue(queued: 1000, bytes: 1000)
        var numbers: [Int] = []
        for _ in 0..<4 { numbers.append(try subscribe(&queue)) }
        // Each takes a block of its own and never sends it.
        for (index, number) in numbers.enumerated() {
            Self.add(&queue, 1, bytes: 400)
            for late in numbers[index...] { _ = queue.take(late) }
            #expect(queue.statistics.sendingBytes <= 1000 || queue.excessive != nil)
            if let excessive = queue.excessive {
                #expect(excessive == numbers[index - 2])
                _ = queue.close(excessive, unsent: 1)
            }
            _ = number
        }
        #expect(queue.excessive == nil)
        for number in numbers { _ = queue.close(number, unsent: 0) }
        #expect(queue.statistics.sendingBytes == 0)
    }

    @Test func theLagIsThatOfTheFastest() throws {
        var queue = Self.queue(queued: 100)
        #expect(queue.leastLag == nil)
        let (slow, fast) = (try subscribe(&queue), try subscribe(&queue))
        for _ in 0..<50 { Self.add(&queue, 1) }
        #expect(queue.leastLag == 0.5)
        _ = Self.drain(&queue, fast)
        #expect(queue.leastLag == 0)
        _ = queue.close(fast, unsent: 0)
        #expect(queue.leastLag == 0.5)
        _ = queue.close(slow, unsent: 0)
        #expect(queue.leastLag == nil)
    }
}
