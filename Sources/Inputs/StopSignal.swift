internal import Glibc
internal import Synchronization

/// Raised once, from any thread; wakes whoever waits for its descriptor.
final class StopSignal: Sendable {
    private let raised = Atomic<Bool>(false)
    private let ends: (read: Int32, write: Int32)

    init() {
        var descriptors: [Int32] = [-1, -1]
        // Without a pipe a stop shows when the next bytes come.
        if pipe(&descriptors) == 0 {
            for end in descriptors { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        ends = (descriptors[0], descriptors[1])
    }

    deinit {
        for end in [ends.read, ends.write] where end >= 0 { close(end) }
    }

    /// Readable once it was raised; -1, which is never readable, when there is none.
    var descriptor: Int32 { ends.read }
    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() {
        guard !raised.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var byte: UInt8 = 1
        _ = write(ends.write, &byte, 1)
    }
}
