internal import HTTP2
internal import Synchronization

/// Raised once, from any thread; wakes whoever waits for its descriptor.
final class StopSignal: Sendable {
    private let raised = Atomic<Bool>(false)
    /// Without one a stop shows when the next bytes come.
    private let wakeUp = try? WakeUp()

    /// Readable once it was raised; -1, which is never readable, when there is none.
    var descriptor: Int32 { wakeUp?.number ?? -1 }
    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() {
        raised.store(true, ordering: .releasing)
        wakeUp?.signal()
    }
}
