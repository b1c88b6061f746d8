internal import Analysis
internal import FalcoAlerts
internal import Forwarding
internal import Inputs

/// The targets of a run that has no thread of its own for what may be slow, such as a disk.
actor ForwardStage {
    private let thread = SerialThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let group: ForwardGroup

    init(_ group: ForwardGroup) {
        self.group = group
    }

    /// Adds the alerts of a batch; when this returns they are in every spool.
    func add(_ batch: AlertBatch) {
        for alert in batch { group.add(alert) }
    }

    /// Sends what waits, as far as that goes, and says what stays.
    func finish() {
        group.finish()
    }

    /// The run is to end: nothing waits for room in a spool any more.
    nonisolated func abandon() {
        group.abandon()
    }

    /// Why alerts were lost; `nil` when none were.
    nonisolated var failure: ForwardingError? { group.failure }

    /// What became of the alerts.
    nonisolated var accounts: [Accounting.Sink] { group.accounts }
}
