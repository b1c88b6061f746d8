internal import CLinux
internal import Glibc

/// Descriptors that a thread waits on.
package struct Poll {
    private var entries: [pollfd] = []

    package init() {}

    package var count: Int { entries.count }

    package mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }

    /// Adds a descriptor and returns its place, for ``readable(_:)`` and ``writable(_:)``.
    @discardableResult
    package mutating func add(_ number: Int32, read: Bool, write: Bool = false) -> Int {
        let events = (read ? Int16(POLLIN) : 0) | (write ? Int16(POLLOUT) : 0)
        entries.append(pollfd(fd: number, events: events, revents: 0))
        return entries.count - 1
    }

    /// Waits until one of them is ready or `deadline` has passed; `nil` waits without end. Interruptions by signals
    /// are a reason to return, not an error.
    package mutating func wait(until deadline: ContinuousClock.Instant?) {
        var seconds = -1
        var nanoseconds = 0
        if let deadline {
            let left = max(.zero, ContinuousClock.now.duration(to: deadline)).components
            seconds = Int(left.seconds)
            nanoseconds = Int(left.attoseconds / 1_000_000_000)
        }
        let ready = linux_poll(&entries, UInt(entries.count), seconds, nanoseconds)
        guard ready < 0 else { return }
        for index in entries.indices { entries[index].revents = 0 }
    }

    /// Whether a read would tell something: data, the end, or an error.
    package func readable(_ place: Int) -> Bool {
        entries[place].revents & Int16(POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0
    }

    package func writable(_ place: Int) -> Bool {
        entries[place].revents & Int16(POLLOUT) != 0
    }
}
