/// Finds gRPC messages in the bytes of a stream.
///
/// A message that lies whole within a chunk is given out where it lies; only one that is split over chunks is copied.
/// A message longer than the limit is passed over as it streams by, and only its beginning is kept.
struct MessageDeframer: ~Copyable {
    /// What was found.
    enum Event {
        /// A message. Its bytes are valid until the next call of ``next(_:)`` and while the chunk lives.
        case message(UnsafeRawBufferPointer)
        /// A message longer than the limit: its beginning, and its size.
        case oversized(UnsafeRawBufferPointer, size: Int)
    }

    /// What makes the rest of the stream unreadable or unwanted.
    enum Fault: Error, Hashable {
        /// The message is compressed.
        case compressed
        /// The first byte is neither 0 nor 1.
        case malformed
    }

    /// Bytes kept of an oversized message.
    static let keptOfOversized = 64 << 10

    private let maximum: Int
    /// Bytes of the message's 5-byte prefix that came so far, as a number, and how many they are.
    private var prefix: UInt64 = 0
    private var prefixCount = 0
    /// The size of the message that is being put together.
    private var size = 0
    /// Its bytes that came so far.
    private var seen = 0
    private var storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// - Parameter maximum: the longest message given out whole, in bytes.
    init(maximum: Int) {
        self.maximum = maximum
    }

    deinit {
        storage.deallocate()
    }

    /// Whether the stream stands within a message.
    var isWithinMessage: Bool { prefixCount > 0 }

    /// Whether the message that the stream stands within is longer than the limit.
    var isWithinOversized: Bool { prefixCount == 5 && size > maximum }

    /// Bytes of memory held for messages that are split.
    var capacity: Int { storage.count }

    /// The next thing in `chunk`, which is cut by what was used up; `nil` when all of it was.
    mutating func next(_ chunk: inout UnsafeRawBufferPointer) throws(Fault) -> Event? {
        if storage.count > MessageDeframer.keptOfOversized && seen == 0 { release() }
        if prefixCount == 0 && chunk.count >= 5 {
            let length = try MessageDeframer.length(
                chunk.loadUnaligned(as: UInt32.self).byteSwapped, chunk[4], flag: chunk[0])
            if length <= maximum && chunk.count - 5 >= length {
                let message = UnsafeRawBufferPointer(rebasing: chunk[5..<5 + length])
                chunk = UnsafeRawBufferPointer(rebasing: chunk[(5 + length)...])
                return .message(message)
            }
        }
        guard try readPrefix(&chunk) else { return nil }
        let part = min(chunk.count, size - seen)
        keep(UnsafeRawBufferPointer(rebasing: chunk[..<part]))
        seen += part
        chunk = UnsafeRawBufferPointer(rebasing: chunk[part...])
        guard seen == size else { return nil }
        let kept = UnsafeRawBufferPointer(rebasing: storage[..<min(seen, limit)])
        defer {
            prefixCount = 0
            prefix = 0
            seen = 0
        }
        return size > maximum ? .oversized(kept, size: size) : .message(kept)
    }

    /// The length from the first four bytes of the prefix, as one number, and the fifth.
    private static func length(_ first: UInt32, _ fifth: UInt8, flag: UInt8) throws(Fault) -> Int {
        guard flag == 0 else { throw flag == 1 ? .compressed : .malformed }
        return Int(first & 0xFF_FFFF) << 8 | Int(fifth)
    }

    /// Takes the prefix from the chunk; false when it is not complete yet.
    private mutating func readPrefix(_ chunk: inout UnsafeRawBufferPointer) throws(Fault) -> Bool {
        if prefixCount == 5 { return true }
        while prefixCount < 5 {
            guard let byte = chunk.first else { return false }
            prefix = prefix << 8 | UInt64(byte)
            prefixCount += 1
            chunk = UnsafeRawBufferPointer(rebasing: chunk.dropFirst())
            if prefixCount == 1 && byte != 0 { throw byte == 1 ? .compressed : .malformed }
        }
        size = Int(prefix & 0xFFFF_FFFF)
        seen = 0
        return true
    }

    /// Bytes of the current message that are worth keeping.
    private var limit: Int { size > maximum ? min(size, MessageDeframer.keptOfOversized) : size }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        let count = min(bytes.count, limit - seen)
        guard count > 0 else { return }
        if seen + count > storage.count {
            // Room grows with what has come, not with what the prefix promises.
            let larger = UnsafeMutableRawBufferPointer.allocate(
                byteCount: min(limit, max(seen + count, storage.count * 2, 4096)), alignment: 16)
            larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<seen]))
            storage.deallocate()
            storage = larger
        }
        UnsafeMutableRawBufferPointer(rebasing: storage[seen...])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }

    private mutating func release() {
        storage.deallocate()
        storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }
}
