/// Memory for reading from sockets. One is enough for all connections of a thread.
package final class ReadBuffer {
    let bytes: UnsafeMutableRawBufferPointer

    /// A buffer of 64 KB.
    package init() {
        bytes = .allocate(byteCount: 64 << 10, alignment: 64)
    }

    deinit {
        bytes.deallocate()
    }
}
