internal import Escaping
internal import Glibc

/// A file of messages that were no alerts, so that they can be looked at: a line each, with the reason, the message's
/// size in bytes and its first bytes in hexadecimal, between tabs.
///
/// The file is made at the first message, readable by its owner only, and never grows beyond a limit.
package struct QuarantineFile: ~Copyable {
    /// Messages written, and those left out because the file is full or cannot be written.
    package private(set) var written = 0
    package private(set) var skipped = 0

    private let path: String
    private let limit: Int
    private var file: Descriptor?
    private var size = 0

    /// - Parameter limit: bytes that the file may have, what it has already included.
    package init(path: String, limit: Int = 64 << 20) {
        self.path = path
        self.limit = limit
    }

    /// Adds a message.
    /// - Parameters:
    ///   - bytes: its beginning.
    ///   - size: how long it was in all.
    ///   - reason: why it is no alert; words of ours.
    /// - Throws: `OutputError`; the message counts as left out then.
    package mutating func add(_ bytes: [UInt8], size: Int, reason: String) throws(OutputError) {
        var line = Array("\(Escaping.terminal(reason))\t\(size)\t".utf8)
        line.reserveCapacity(line.count + bytes.count * 2 + 1)
        for byte in bytes {
            line.append(Self.digit(byte >> 4))
            line.append(Self.digit(byte & 0xF))
        }
        line.append(UInt8(ascii: "\n"))
        skipped += 1
        try openIfNeeded()
        if self.size + line.count > limit { return }
        try write(line)
        skipped -= 1
        written += 1
        self.size += line.count
    }

    /// Opens the file anew at the next message, after it was moved away.
    package mutating func reopen() {
        file = nil
        size = 0
    }

    private mutating func openIfNeeded() throws(OutputError) {
        if file != nil { return }
        makeDirectories()
        guard let opened = Descriptor.open(path, flags: O_WRONLY | O_APPEND | O_CREAT, mode: 0o600) else {
            throw .system(.cannotCreate, "cannot open the quarantine file \(Escaping.terminal(path))")
        }
        guard let status = opened.status(), status.isRegular else {
            throw OutputError(
                .refused,
                "the quarantine file \(Escaping.terminal(path)) is no ordinary file and is left alone")
        }
        size = Int(status.st_size)
        file = consume opened
    }

    /// Makes the directories that the path names, for this user alone. What fails shows when the file is opened.
    private borrowing func makeDirectories() {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        var directory = path.hasPrefix("/") ? "" : "."
        for part in parts {
            directory += "/\(part)"
            mkdir(directory, 0o700)
        }
    }

    /// Opens the file now, so that a path that cannot be used shows at the start.
    package mutating func prepare() throws(OutputError) {
        try openIfNeeded()
    }

    private borrowing func write(_ line: [UInt8]) throws(OutputError) {
        if file?.writeAll(line) ?? true { return }
        let cause = errno
        // Half a line would spoil the next one.
        file?.truncate(to: size)
        throw .system(.cannotWrite, "cannot write \(Escaping.terminal(path))", cause)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
