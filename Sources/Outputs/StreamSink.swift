internal import Glibc

/// Bytes to a descriptor that someone else opened: standard output, as a rule.
///
/// A pipe or a file is waited for: a slow reader slows the whole chain and nothing is lost. A terminal is not: what it
/// cannot take while its buffer is full is left out and counted, so that a paused terminal holds up nothing else.
package struct StreamSink: ~Copyable {
    /// Bytes kept for a terminal that is slow.
    package static let terminalBacklog = 256 << 10
    /// How long a terminal that has been reading may hold things up before it counts as too slow, in milliseconds.
    private static let grace: Int32 = 250
    /// Bytes gathered before a pipe or file gets them without being asked to.
    private static let batch = 64 << 10

    package let isTerminal: Bool
    /// Pieces that a terminal could not take.
    package private(set) var skipped = 0
    /// How long a write may wait for a pipe's reader, in milliseconds; -1 waits for ever.
    package var patience: Int32 = -1

    private let target: Int32
    /// A terminal's own open file: waiting can be switched off for it without doing so for other programs.
    private let terminal: Descriptor?
    /// Whether a write may wait although it should not.
    private let mayBlock: Bool
    /// Whether a terminal took nothing the last time it was waited for.
    private var isStalled = false
    private var pending = ByteBuffer()

    /// - Parameters:
    ///   - descriptor: stays open and stays its owner's.
    ///   - isTerminal: whether it is one; the default asks the system.
    package init(descriptor: Int32, isTerminal: Bool? = nil) {
        let isTerminal = isTerminal ?? (isatty(descriptor) == 1)
        self.isTerminal = isTerminal
        let number = isTerminal ? Self.reopened(descriptor) : -1
        terminal = number < 0 ? nil : Descriptor(owning: number)
        target = number < 0 ? descriptor : number
        mayBlock = isTerminal && number < 0
    }

    /// The terminal behind `descriptor` opened once more, not waiting; -1 when that is not possible.
    private static func reopened(_ descriptor: Int32) -> Int32 {
        open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }

    /// Bytes not yet written.
    package var backlog: Int { pending.count }

    /// Adds what `render` appends, which is written whole or, by a terminal that does not keep up, not at all.
    /// - Throws: `OutputError`, `readerGone` when nobody reads any more.
    package mutating func write(_ render: (inout ByteBuffer) -> Void) throws(OutputError) {
        if isTerminal {
            var piece = ByteBuffer()
            render(&piece)
            try write(Array(piece.bytes))
        } else {
            // Nothing is left out: it can be rendered right behind what waits.
            render(&pending)
            if pending.count >= Self.batch { try flush() }
        }
    }

    /// Adds a piece that is written whole or, by a terminal that does not keep up, not at all.
    /// - Returns: whether it was taken.
    /// - Throws: `OutputError`, `readerGone` when nobody reads any more.
    @discardableResult
    package mutating func write(_ piece: [UInt8]) throws(OutputError) -> Bool {
        if isTerminal, !pending.isEmpty, pending.count + piece.count > Self.terminalBacklog,
            try !makeRoom(piece.count)
        {
            skipped += 1
            return false
        }
        pending.append(piece)
        if pending.count >= Self.batch { try flush() }
        return true
    }

    /// Waits for a slow terminal to take what is pending, but only once until it reads again.
    private mutating func makeRoom(_ count: Int) throws(OutputError) -> Bool {
        try flush()
        while pending.count + count > Self.terminalBacklog, !pending.isEmpty {
            let before = pending.count
            if isStalled { return false }
            isStalled = try !waitUntilWritable(Self.grace)
            try flush()
            if pending.count < before { isStalled = false }
        }
        return true
    }

    /// Writes all that is pending, waiting for a terminal too; what it does not take in time is given up.
    /// - Parameter milliseconds: how long a terminal may make no progress.
    package mutating func finish(waiting milliseconds: Int32 = 2000) throws(OutputError) {
        try flush()
        while !pending.isEmpty, try waitUntilWritable(milliseconds) { try flush() }
    }

    /// Writes what is pending: all of it to a pipe or file, what it takes at once to a terminal.
    /// - Throws: `OutputError`, `readerGone` when nobody reads any more.
    package mutating func flush() throws(OutputError) {
        var done = 0
        while done < pending.count {
            let count = try writeSome(from: done)
            if count == 0 { break }
            done += count
        }
        pending.removeFirst(done)
    }

    /// Writes some of what is pending from `start` on; 0 when a terminal takes no more now.
    private mutating func writeSome(from start: Int) throws(OutputError) -> Int {
        while true {
            if mayBlock, !(try waitUntilWritable(0)) { return 0 }
            // A terminal that may make us wait is given no more than it surely has room for.
            let most = mayBlock ? 256 : pending.count
            let bytes = pending.bytes
            let count = Glibc.write(
                target, bytes.baseAddress.map { $0 + start }, min(most, bytes.count - start))
            if count > 0 { return count }
            if count == 0 { throw OutputError(.cannotWrite, "the output takes no more bytes") }
            switch errno {
            case EINTR: continue
            case EAGAIN where isTerminal: return 0
            case EAGAIN:
                if try !waitUntilWritable(patience) {
                    throw OutputError(.cannotWrite, "the reader of the output has stopped reading")
                }
            case let number:
                pending.removeAll()
                throw .system(.cannotWrite, "cannot write the output", number)
            }
        }
    }

    private func waitUntilWritable(_ milliseconds: Int32) throws(OutputError) -> Bool {
        var request = pollfd(fd: target, events: Int16(POLLOUT), revents: 0)
        while true {
            let count = poll(&request, 1, milliseconds)
            if count >= 0 { return count > 0 }
            if errno != EINTR { throw .system(.cannotWrite, "cannot wait for the output") }
        }
    }
}
