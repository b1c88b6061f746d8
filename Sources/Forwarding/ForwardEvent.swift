/// What happens at a target, for people. Texts of the other side in it are fit for a terminal.
package enum ForwardEvent: Sendable, Hashable {
    /// Alerts of earlier runs wait.
    case waiting(Int)
    /// Bytes at the end of the spool were not whole and were cut off: an earlier run was killed or the machine stopped.
    case cut(Int)
    /// So many alerts in the spool are damaged or missing.
    case damaged(Int)
    /// Nobody knows which alerts in the spool were sent: all are sent again.
    case forgotten
    /// It takes nothing at present, and why. Said once until that is over.
    case failing(String)
    /// It takes alerts again.
    case recovered
    /// It will not have an alert, and why; whether the alert is kept.
    case refused(String, isKept: Bool)
    /// The spool was full, and so many of the oldest alerts were lost.
    case overflowed(Int)
    /// An alert is longer than the whole spool.
    case tooLarge
    /// The spool is full; the run waits.
    case full
    /// The spool cannot be written; the run waits.
    case unwritable(ForwardingError)
    /// An alert could not be spooled, and the run was to end.
    case lost(ForwardingError)
}

/// What became of the alerts for a target.
package struct ForwardCounts: Sendable, Hashable {
    /// The other side has them; those of earlier runs included.
    package var delivered = 0
    /// It will not have them.
    package var refused = 0
    /// They were dropped: the spool was full, damaged or could not be written.
    package var lost = 0
    /// They are in the spool.
    package var waiting = 0

    package init(delivered: Int = 0, refused: Int = 0, lost: Int = 0, waiting: Int = 0) {
        self.delivered = delivered
        self.refused = refused
        self.lost = lost
        self.waiting = waiting
    }
}
