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

    /// What an added alert comes to.
    enum Added: Equatable {
        case kept
        /// It was kept, and as many of the oldest were lost for it.
        case lost(Int)
        /// It is longer than the whole spool may be.
        case tooLarge
        /// There is no room for it now; only where nothing may be lost.
        case full
    }
}
