extension Spool {
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
