/// Hashes of what alerts say, keyed with a secret of the process: whoever writes alerts cannot make strangers look
/// related by choosing names that collide. What is worked out never depends on the key.
enum KeyedHash {
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }

    static func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
    }

    /// Joins two hashes, in this order. For each value of one it is one to one in the other.
    @inline(__always)
    static func join(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var state = (a &+ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ state >> 29) &+ b
        state = (state ^ state >> 32) &* 0x94D0_49BB_1331_11EB
        return state ^ state >> 31
    }
}
