internal import Escaping

/// A fast 64-bit hash over bytes, for tables of what alerts say. Which names collide depends on the seed; what is
/// counted does not.
struct ByteHash: Sendable {
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed ^ 0xE703_7ED1_A0B4_28DB
    }

    /// Multiplies to 128 bits and folds the halves.
    @inline(__always)
    func combine(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = (a ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: b ^ seed)
        return product.high ^ product.low
    }

    /// The first and the last eight bytes, overlapping when there are fewer than sixteen.
    @inline(__always)
    static func ends(_ bytes: Stretch) -> (head: UInt64, tail: UInt64) {
        let (start, count) = (bytes.start, bytes.count)
        if count >= 8 {
            return (
                start.loadUnaligned(as: UInt64.self),
                start.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            )
        }
        if count >= 4 {
            return (
                UInt64(start.loadUnaligned(as: UInt32.self)),
                UInt64(start.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            )
        }
        if count == 0 { return (0, 0) }
        let middle = UInt64(start.load(fromByteOffset: count >> 1, as: UInt8.self))
        let last = UInt64(start.load(fromByteOffset: count &- 1, as: UInt8.self))
        return (UInt64(start.load(as: UInt8.self)) | middle << 8 | last << 16, 0)
    }

    @inline(__always)
    func of(_ bytes: Stretch) -> UInt64 {
        let ends = ByteHash.ends(bytes)
        let state = combine(ends.head, ends.tail &+ UInt64(truncatingIfNeeded: bytes.count))
        return bytes.count > 16 ? middle(of: bytes, state) : state
    }

    func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.baseAddress.map { of(Stretch(start: $0, count: bytes.count)) } ?? 0
        }
    }

    func of(_ text: Text) -> UInt64 {
        withExtendedLifetime(text) { of(Stretch(start: text.start, count: text.count)) }
    }

    /// What lies between the ends, in strides of sixteen; the last overlaps what was read already.
    private func middle(of bytes: Stretch, _ initial: UInt64) -> UInt64 {
        var state = initial
        var offset = 8
        let end = bytes.count &- 8
        while offset &+ 16 <= end {
            state = combine(
                state ^ bytes.start.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                bytes.start.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
            offset &+= 16
        }
        if offset >= end { return state }
        let rest = max(0, end &- 16)
        return combine(
            state ^ bytes.start.loadUnaligned(fromByteOffset: rest, as: UInt64.self),
            bytes.start.loadUnaligned(fromByteOffset: rest &+ 8, as: UInt64.self))
    }
}
