import Foundation

/// How a process ended, and what it used.
public struct ExitStatus: Sendable, CustomStringConvertible {
    /// The exit code, or nil when a signal ended the process.
    public let code: Int32?
    /// The signal that ended the process, if one did.
    public let signal: Int32?
    /// User and system time.
    public let cpu: Duration
    /// The most memory it ever held, in bytes.
    public let peakMemory: Int

    init(wait status: Int32, _ usage: rusage) {
        let ended = status & 0x7f
        code = ended == 0 ? (status >> 8) & 0xff : nil
        signal = ended == 0 ? nil : ended
        cpu =
            .seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + .microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
        peakMemory = usage.ru_maxrss << 10
    }

    /// Whether the exit code is 0.
    public var succeeded: Bool { code == 0 }

    /// The code or the signal, in words.
    public var description: String {
        code.map { "exit code \($0)" } ?? "signal \(signal ?? 0)"
    }
}
