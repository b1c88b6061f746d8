/// How alerts are forwarded.
package struct ForwardOptions: Sendable {
    /// What goes with every request.
    package var headers: [HeaderField] = []
    /// A PEM file of the authorities to trust; `nil` for the system's.
    package var authority: String?
    /// PEM files of this side's certificate and its key.
    package var certificate: String?
    package var key: String?
    /// Who sends.
    package var agent = "falconer"
    /// How long one request may take.
    package var timeout = Duration.seconds(10)
    /// The spool's directory; each target has one of its own below it.
    package var spool: String
    /// The most a target's spool may take on disk, in bytes.
    package var spoolSize = 256 << 20
    /// Whether a full spool makes whoever adds to it wait, instead of losing the oldest alerts.
    package var waitsForRoom = false
    /// The first and the longest wait before another try.
    package var firstWait = Duration.milliseconds(100)
    package var longestWait = Duration.seconds(30)
    /// How long an answer may put off the next try.
    package var longestRetryAfter = Duration.seconds(60)
    /// An alert that the other side fails at for so long, while it takes nothing else, is given up. Without that one
    /// alert that it cannot bear would hold up all others for ever.
    package var givesUpAfter = Duration.seconds(900)

    package init(spool: String) {
        self.spool = spool
    }
}
