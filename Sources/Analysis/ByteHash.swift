/// A fast 64-bit hash over bytes, for tables of what alerts say. Which names collide depends on the seed; what is
/// counted does not.
struct ByteHash: Sendable {
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Multiplies to 128 bits and folds the halves.
    @inline(__always)
    static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    @inline(__always)
    func combine(_ a: UInt64, _ b: UInt64) -> UInt64 {
        ByteHash.mix(a ^ 0xA076_1D64_78BD_642F, b ^ seed ^ 0xE703_7ED1_A0B4_28DB)
    }

    /// The first and the last eight bytes, overlapping when there are fewer than sixteen.
    @inline(__always)
    static func ends(_ bytes: UnsafeRawBufferPointer) -> (head: UInt64, tail: UInt64) {
        guard let start = bytes.baseAddress else { return (0, 0) }
        let count = bytes.count
        if count >= 8 {
            return (
                start.loadUnaligned(as: UInt64.self),
                start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            )
        }
        if count >= 4 {
            return (
                UInt64(start.loadUnaligned(as: UInt32.self)),
                UInt64(start.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            )
        }
        if count == 0 { return (0, 0) }
        let middle = UInt64(start.load(fromByteOffset: count >> 1, as: UInt8.self))
        let last = UInt64(start.load(fromByteOffset: count - 1, as: UInt8.self))
        return (UInt64(start.load(as: UInt8.self)) | middle << 8 | last << 16, 0)
    }

    @inline(__always)
    func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let ends = ByteHash.ends(bytes)
        var state = combine(ends.head, ends.tail &+ UInt64(bytes.count))
        if bytes.count > 16, let start = bytes.baseAddress {
            // The ends are in already; what lies between comes in strides of sixteen, the last overlapping.
            var offset = 8
            while offset + 16 < bytes.count - 8 {
                state = combine(
                    state ^ start.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                    start.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
                offset += 16
            }
            state = combine(
                state
                    ^ start.loadUnaligned(
                        fromByteOffset: bytes.count - 24 < 8 ? 8 : bytes.count - 24, as: UInt64.self),
                start.loadUnaligned(fromByteOffset: bytes.count - 16, as: UInt64.self))
        }
        return state
    }
}
