internal import CLinux
internal import Glibc

/// Ends another thread's wait in ``Poll``.
package final class WakeUp: Sendable {
    private let descriptor: Descriptor

    package init() throws(HTTP2Error) {
        let number = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard number >= 0 else { throw .system("cannot make an event descriptor", errno) }
        descriptor = Descriptor(owning: number)
    }

    /// For polling.
    package var number: Int32 { descriptor.number }

    /// Wakes the thread that waits, or else its next wait ends at once. May be called from any thread.
    package func signal() {
        var one: UInt64 = 1
        // A full counter (EAGAIN) means that a signal is pending anyway.
        _ = write(descriptor.number, &one, 8)
    }

    /// Forgets the signals so far.
    package func clear() {
        var count: UInt64 = 0
        _ = read(descriptor.number, &count, 8)
    }
}
