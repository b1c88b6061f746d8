internal import FalcoAlerts

/// The newest messages, numbered in the order they came, for all who read them at their own pace.
///
/// Messages lie in blocks, which readers share; a block goes when none of its messages is kept any more.
struct RelayRing {
    private struct Entry {
        let block: MessageBlock
        /// The number of its first message.
        let first: Int
        /// Bytes of all blocks before it.
        let offset: Int
        /// When each of its alerts happened.
        let times: [Timestamp]
    }

    private let maximumCount: Int
    private let maximumBytes: Int
    private var entries = Fifo<Entry>()
    /// The number of each entry's first message once more, to be searched without touching the entries.
    private var firsts = Fifo<Int>()
    private var offset = 0

    /// The number of the oldest message kept.
    private(set) var start = 0
    /// The number that the next message gets.
    private(set) var head = 0
    /// Bytes of the blocks kept.
    private(set) var byteCount = 0

    /// - Parameters:
    ///   - maximumCount: messages kept.
    ///   - maximumBytes: bytes kept; only the newest block may be larger.
    init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    var count: Int { head - start }

    /// Adds a block that holds at least one message, and drops what is then too much, the oldest first.
    mutating func append(_ block: MessageBlock, times: [Timestamp]) {
        entries.append(Entry(block: block, first: head, offset: offset, times: times))
        firsts.append(head)
        head += block.count
        offset += block.byteCount
        byteCount += block.byteCount
        start = max(start, head - maximumCount)
        while let oldest = entries.first, entries.count > 1,
            byteCount > maximumBytes || oldest.first + oldest.block.count <= start
        {
            _ = entries.popFirst()
            _ = firsts.popFirst()
            byteCount -= oldest.block.byteCount
            start = max(start, oldest.first + oldest.block.count)
        }
    }

    /// The messages from that number to the end of their block; `nil` when there are none yet.
    func slice(from number: Int) -> MessageSlice? {
        guard number >= start, number < head, let entry = entry(of: number) else { return nil }
        return MessageSlice(block: entry.block, messages: number - entry.first..<entry.block.count)
    }

    /// Bytes from that message to the newest, both included.
    func bytes(from number: Int) -> Int {
        guard number < head, let entry = entry(of: max(number, start)) else { return 0 }
        return offset - entry.offset - entry.block.start(of: max(number, start) - entry.first)
    }

    /// The first message kept, at `number` or behind it, that happened at `time` or later; `head` when there is none.
    func first(since time: Timestamp, from number: Int) -> Int {
        for place in 0..<entries.count {
            guard let entry = entries[place], entry.first + entry.block.count > number else { continue }
            let from = max(0, max(number, start) - entry.first)
            if let found = entry.times[from...].firstIndex(where: { $0 >= time }) {
                return entry.first + found
            }
        }
        return head
    }

    /// The entry that holds a message which is kept.
    private func entry(of number: Int) -> Entry? {
        var (low, high) = (0, entries.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if let first = firsts[middle], first <= number { low = middle } else { high = middle }
        }
        return entries.isEmpty ? nil : entries[low]
    }
}
