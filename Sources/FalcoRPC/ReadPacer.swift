/// When to read: a pure state machine.
///
/// A server that writes each alert by itself would wake the reader, and the consumer, for each. When small reads follow
/// each other closely, the reader lets a little more gather in the socket; the delay is far below that of the requests.
struct ReadPacer {
    typealias Instant = ContinuousClock.Instant

    /// So many small reads in close succession begin the pauses.
    static let streak = 4
    /// A read within this long after the one before is in close succession.
    static let close = Duration.milliseconds(3)
    static let pause = Duration.milliseconds(2)
    /// Reads of so many bytes are worth their while.
    static let enough = 32 << 10

    private var count = 0
    private var last: Instant?
    /// Until when not to read; `nil` when there is no reason to wait.
    private(set) var resumesAt: Instant?

    /// That many bytes were read.
    mutating func read(_ bytes: Int, at now: Instant) {
        let isClose = last.map { $0.duration(to: now) <= ReadPacer.close } ?? false
        last = now
        count = bytes >= ReadPacer.enough ? 0 : isClose ? count + 1 : 1
        resumesAt = count >= ReadPacer.streak ? now + ReadPacer.pause : nil
    }
}
