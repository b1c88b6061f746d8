extension Spool {
    /// What was noticed, for people.
    enum Note: Equatable {
        /// Alerts from earlier runs wait.
        case waiting(Int)
        /// So many bytes at the end were not whole: the last alerts before the end.
        case cut(Int)
        /// Files of alerts are damaged or missing; how many alerts that is.
        case damaged(Int)
        /// Nobody knows any more up to where it was sent: all that is there is sent again.
        case forgotten
    }
}
