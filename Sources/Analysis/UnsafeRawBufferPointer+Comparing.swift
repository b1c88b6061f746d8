internal import Glibc

extension UnsafeRawBufferPointer {
    /// Whether these are the bytes of `text`.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        guard let baseAddress else { return true }
        return memcmp(baseAddress, text.utf8Start, count) == 0
    }

    /// Whether a field with this value says nothing: empty or `<NA>`.
    @inline(__always)
    var saysNothing: Bool {
        if count == 0 { return true }
        return count == 4 && loadUnaligned(as: UInt32.self).littleEndian == 0x3E41_4E3C
    }
}
