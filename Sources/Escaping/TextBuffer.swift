/// Bytes in one piece of memory together with the object that owns it. Text is written from the front, what else goes
/// with it from the back; nobody writes to a buffer that is shared.
package final class TextBuffer: ManagedBuffer<Int, UInt8> {
    /// - Parameter capacity: in bytes.
    static func make(capacity: Int) -> TextBuffer {
        unsafeDowncast(create(minimumCapacity: capacity) { _ in capacity }, to: TextBuffer.self)
    }

    /// A copy of `bytes`.
    package static func make(_ bytes: some Collection<UInt8>) -> TextBuffer {
        let buffer = make(capacity: bytes.count)
        var end = buffer.start
        for byte in bytes {
            end.initialize(to: byte)
            end += 1
        }
        return buffer
    }

    /// Keeps it in memory as long as the program, whoever lets go of it.
    package func lastForever() { _ = Unmanaged.passRetained(self) }

    /// In bytes.
    var size: Int { withUnsafeMutablePointerToHeader { $0.pointee } }

    /// The first byte; valid as long as the buffer.
    package var start: UnsafeMutablePointer<UInt8> { withUnsafeMutablePointerToElements { $0 } }

    /// Behind the last byte.
    var end: UnsafeMutablePointer<UInt8> { start + size }
}
