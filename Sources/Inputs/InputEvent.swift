internal import FalcoAlerts

/// What happens to an input, besides alerts.
package enum InputEvent: Sendable {
    /// A line is no alert: its first 64 KiB, its whole size in bytes, and why. The stream goes on.
    case undecodable(input: String, line: Int, bytes: [UInt8], size: Int, reason: String)
    /// A request was not taken, or did not come to its end: who sent it, and why.
    case refused(input: String, peer: String, reason: String)

    /// A file or pipe cannot be read to its end: it is cut short or damaged. What came before was taken.
    case broken(input: String, reason: String)

    /// One of several inputs of a source cannot be used; whether others come after it.
    case failed(input: String, reason: String, othersFollow: Bool)

    /// A followed file is read from there on.
    case opened(input: String, byte: Int, why: Start)
    /// A followed file cannot be read now: it is not there, or something else stands in its place.
    case waiting(input: String, reason: String)
    /// Another file has taken its place; what is left of the old one is read first.
    case rotated(input: String)
    /// It was emptied; what comes now is read from its beginning.
    case truncated(input: String)
    /// Alerts may be missing: where they would be, and since when, in nanoseconds since 1970.
    case lost(input: String, since: UInt64?, reason: String)
    /// Something works less well than it should.
    case impaired(input: String, reason: String)

    /// Why a followed file is read from some place on.
    package enum Start: Sendable, Hashable {
        /// Only what comes from now on is wanted.
        case end
        /// All of it is wanted, or it is new.
        case beginning
        /// So far it was read before.
        case saved
    }
}
