/// What happens to an input, besides alerts.
package enum InputEvent: Sendable {
    /// A line is no alert: its first 64 KiB, its whole size in bytes, and why. The stream goes on.
    case undecodable(input: String, line: Int, bytes: [UInt8], size: Int, reason: String)
    /// A request was not taken, or did not come to its end: who sent it, and why.
    case refused(input: String, peer: String, reason: String)
}
