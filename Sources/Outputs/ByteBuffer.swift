internal import Glibc

/// Bytes that wait to be written, in memory of their own: a report is some hundred small pieces, and an array checks its
/// ownership for each.
package struct ByteBuffer: ~Copyable, @unchecked Sendable {
    private var memory: UnsafeMutablePointer<UInt8>?
    private var capacity = 0
    package private(set) var count = 0

    package init() {}

    deinit {
        memory?.deallocate()
    }

    package var isEmpty: Bool { count == 0 }

    /// The bytes, valid until the buffer is changed.
    package var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory, count: count) }

    /// Where the next byte goes, with room for that many.
    @inline(__always)
    mutating func room(for more: Int) -> UnsafeMutablePointer<UInt8> {
        if let memory, count + more <= capacity { return memory + count }
        return grow(by: more)
    }

    @inline(never)
    private mutating func grow(by more: Int) -> UnsafeMutablePointer<UInt8> {
        capacity = max(32_768, capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        if let memory {
            larger.update(from: memory, count: count)
            memory.deallocate()
        }
        memory = larger
        return larger + count
    }

    /// Counts bytes in that were written to where `room(for:)` said.
    @inline(__always)
    mutating func advance(by written: Int) { count += written }

    @inline(__always)
    package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let from = bytes.baseAddress, bytes.count > 0 else { return }
        memcpy(room(for: bytes.count), from, bytes.count)
        count += bytes.count
    }

    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    package mutating func removeFirst(_ gone: Int) {
        count -= gone
        if let memory, count > 0 { memmove(memory, memory + gone, count) }
    }

    package mutating func removeAll() { count = 0 }
}
