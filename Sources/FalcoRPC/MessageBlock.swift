internal import FalcoAlerts

/// Messages ready to be sent, one behind the other, each with its five-byte prefix. Shared by all who send them.
final class MessageBlock: @unchecked Sendable {
    // The bytes are written before the block is given out, and never after: safe to share although the compiler
    // cannot see it.
    private let storage: UnsafeMutableRawBufferPointer
    /// Where each message ends, in bytes from the block's beginning.
    let ends: [Int]

    /// Bytes of the prefix: a zero, and the message's length.
    static let prefix = 5

    /// A block of messages with those lengths, each at most 2^32 - 1, written by `write`, which is called once for each
    /// with its number and exactly as much room.
    init(lengths: [Int], write: (Int, UnsafeMutableRawBufferPointer) -> Void) {
        var ends: [Int] = []
        ends.reserveCapacity(lengths.count)
        var end = 0
        for length in lengths {
            end += MessageBlock.prefix + length
            ends.append(end)
        }
        storage = .allocate(byteCount: end, alignment: 16)
        self.ends = ends
        for (index, length) in lengths.enumerated() {
            let place = ends[index] - length
            storage[place - MessageBlock.prefix] = 0
            storage.storeBytes(
                of: UInt32(truncatingIfNeeded: length).bigEndian, toByteOffset: place - 4, as: UInt32.self)
            write(index, UnsafeMutableRawBufferPointer(rebasing: storage[place..<place + length]))
        }
    }

    /// A block of one message.
    convenience init(_ message: [UInt8]) {
        self.init(lengths: [message.count]) { _, room in room.copyBytes(from: message) }
    }

    deinit {
        storage.deallocate()
    }

    /// Messages in the block.
    var count: Int { ends.count }

    /// Bytes of all messages with their prefixes.
    var byteCount: Int { storage.count }

    /// Where a message begins, in bytes from the block's beginning. `count` gives the block's end.
    func start(of message: Int) -> Int { message == 0 ? 0 : ends[message - 1] }

    /// Some of its bytes, which live as long as the block.
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: storage[range])
    }
}
