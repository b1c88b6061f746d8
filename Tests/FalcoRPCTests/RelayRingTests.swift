import FalcoAlerts
import Testing

@testable import FalcoRPC

@Suite struct RelayRingTests {
    /// A block of messages of so many bytes each, with their times in seconds.
    static func block(_ count: Int, bytes: Int = 10) -> MessageBlock {
        MessageBlock(lengths: Array(repeating: bytes, count: count)) { _, room in
            room.initializeMemory(as: UInt8.self, repeating: 7)
        }
    }

    static func times(_ seconds: some Sequence<Int>) -> [Timestamp] {
        seconds.map { Timestamp(seconds: Int64($0)) }
    }

    @Test func keepsTheNewestMessagesAndDropsWholeBlocks() {
        var ring = RelayRing(maximumCount: 10, maximumBytes: 1 << 20)
        for index in 0..<5 { ring.append(Self.block(4), times: Self.times(index * 4..<index * 4 + 4)) }
        #expect(ring.head == 20 && ring.start == 10 && ring.count == 10)
        // Messages 10 and 11 lie in the block that began with 8.
        #expect(ring.byteCount == 3 * 4 * 15)
        #expect(ring.slice(from: 9) == nil)
        #expect(ring.slice(from: 10)?.messages == 2..<4)
        #expect(ring.slice(from: 12)?.messages == 0..<4)
        #expect(ring.slice(from: 19)?.messages == 3..<4)
        #expect(ring.slice(from: 20) == nil)
    }

    @Test func staysBelowItsBytes() {
        var ring = RelayRing(maximumCount: 1000, maximumBytes: 100)
        for _ in 0..<50 {
            ring.append(Self.block(2, bytes: 10), times: Self.times([0, 0]))
            #expect(ring.byteCount <= 100)
        }
        #expect(ring.count == 6)
        // A block that is larger than all that is allowed is kept alone.
        ring.append(Self.block(1, bytes: 500), times: Self.times([0]))
        #expect(ring.count == 1 && ring.start == 100 && ring.head == 101)
        ring.append(Self.block(1), times: Self.times([0]))
        #expect(ring.count == 1 && ring.byteCount == 15)
    }

    @Test func everyMessageIsFoundInItsBlock() {
        var ring = RelayRing(maximumCount: 5000, maximumBytes: 1 << 30)
        var random = SystemRandomNumberGenerator()
        var sizes: [Int] = []
        for _ in 0..<800 {
            let size = Int.random(in: 1...9, using: &random)
            sizes.append(size)
            ring.append(Self.block(size), times: Self.times(Array(repeating: 0, count: size)))
        }
        let total = sizes.reduce(0, +)
        #expect(ring.head == total)
        var first = 0
        for size in sizes {
            for offset in 0..<size where first + offset >= ring.start {
                let slice = ring.slice(from: first + offset)
                #expect(slice?.messages == offset..<size)
            }
            first += size
        }
        #expect(ring.bytes(from: ring.head) == 0)
        #expect(ring.bytes(from: ring.head - 1) == 15)
        #expect(ring.bytes(from: ring.start) == ring.count * 15)
    }

    @Test func findsTheFirstAlertSinceAMoment() {
        var ring = RelayRing(maximumCount: 100, maximumBytes: 1 << 20)
        ring.append(Self.block(3), times: Self.times([10, 20, 15]))
        ring.append(Self.block(2), times: Self.times([30, 5]))
        func first(_ seconds: Int, from number: Int = 0) -> Int {
            ring.first(since: Timestamp(seconds: Int64(seconds)), from: number)
        }
        #expect(first(0) == 0)
        #expect(first(11) == 1)
        #expect(first(20) == 1)
        #expect(first(21) == 3)
        #expect(first(31) == 5)
        #expect(first(0, from: 2) == 2)
        #expect(first(16, from: 2) == 3)
    }
}
