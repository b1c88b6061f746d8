internal import Escaping
internal import Glibc

/// Alerts on their way to one target, in files: they survive the process, and are given out in the order they came until
/// the other side has them.
///
/// The files are segments that are only appended to, named after the number of their first alert. What a kill leaves at
/// the end of the last is cut off when it is opened. When all of them together reach the limit, the oldest segment goes.
struct Spool {
    private struct Segment {
        var first: UInt64
        var size: Int
    }

    private static let chunk = 64 << 10

    /// Alerts that were dropped before they were sent.
    private(set) var lost = 0
    private(set) var notes: [Note] = []
    let directory: SpoolDirectory

    private let limit: Int
    private let segmentSize: Int
    private let outlivesPower: Bool
    /// The oldest first; the last is appended to.
    private var segments: [Segment] = []
    /// The number of the next alert to be added.
    private var end: UInt64 = 0
    private var tail: SpoolFile?
    private var cursor: SpoolCursor
    /// The segment that is read, and the part of it that was read ahead.
    private var head: (first: UInt64, file: SpoolFile)?
    private var ahead: [UInt8] = []
    private var aheadOffset = 0
    private var record: [UInt8] = []
    /// Whether something was added that may not be on the disk.
    private(set) var isDirty = false

    /// Opens the spool of a directory, and makes it when there is none.
    ///
    /// - Parameters:
    ///   - limit: the most that it may take on disk, in bytes.
    ///   - outlivesPower: whether what was added is to be there after a power cut, too, and not only after a kill.
    /// - Throws: `ForwardingError`.
    static func open(_ path: String, limit: Int, outlivesPower: Bool = true) throws(ForwardingError) -> Spool
    {
        let directory = try SpoolDirectory(path)
        guard let file = directory.file("cursor", making: true) else {
            throw .system(.cannotCreate, "cannot write to the spool directory \(directory.shown)")
        }
        var spool = Spool(directory, SpoolCursor(file), limit: limit, outlivesPower: outlivesPower)
        try spool.recover()
        return spool
    }

    private init(_ directory: SpoolDirectory, _ cursor: SpoolCursor, limit: Int, outlivesPower: Bool) {
        self.outlivesPower = outlivesPower
        self.directory = directory
        self.cursor = cursor
        self.limit = limit
        segmentSize = min(16 << 20, max(limit / 8, 4 << 10))
    }

    /// Alerts that wait to be sent.
    var waiting: Int { Int(clamping: end - cursor.position.number) }

    // Adding

    /// Adds an alert.
    ///
    /// - Parameter losing: whether the oldest may be lost for it.
    /// - Throws: `ForwardingError` when it cannot be written; it is not kept then.
    mutating func add(_ body: UnsafeRawBufferPointer, losing: Bool) throws(ForwardingError) -> Added {
        let size = SpoolRecord.head + body.count
        guard size + SpoolFile.magic.count <= limit, body.count <= UInt32.max else {
            lost += 1
            return .tooLarge
        }
        let before = lost
        while total + size > limit {
            if !losing, segments.first.map({ cursor.position.number < self.last(of: $0) }) ?? false {
                return .full
            }
            guard try dropOldest() else { break }
        }
        if tail == nil
            || segments.last.map({ $0.size > SpoolFile.magic.count && $0.size + size > segmentSize }) ?? true
        {
            try roll()
        }
        record.removeAll(keepingCapacity: record.capacity <= 1 << 20)
        SpoolRecord.write(body, into: &record)
        if !append() {
            // On a full disk, what was sent is in the way.
            guard waiting == 0, try startAnew(), append() else {
                throw .system(.cannotWrite, "cannot write to the spool directory \(directory.shown)")
            }
        }
        end += 1
        isDirty = true
        return lost == before ? .kept : .lost(lost - before)
    }

    /// Writes `record` behind the last segment's end; `false` with the reason in `errno`.
    private mutating func append() -> Bool {
        let place = segments.count - 1
        let offset = segments[place].size
        // What a failed write leaves behind is written over by the next, or cut off when the spool is opened again.
        guard record.withUnsafeBytes({ tail?.write($0, at: offset) ?? false }) else { return false }
        segments[place].size += record.count
        return true
    }

    /// Puts an empty segment in the place of those that are sent.
    /// - Returns: `false` when there are none, with `errno` as it was.
    private mutating func startAnew() throws(ForwardingError) -> Bool {
        guard segments.contains(where: { $0.size > SpoolFile.magic.count }) else { return false }
        let number = errno
        tail = nil
        for segment in segments { drop(segment) }
        try roll()
        errno = number
        return true
    }

    /// Brings to the disk what was added.
    mutating func synchronize() {
        guard isDirty else { return }
        isDirty = false
        if outlivesPower, let number = tail?.number { fdatasync(number) }
    }

    // Sending

    /// Reads the next alert to send into `body`.
    /// - Returns: its number, for `sent`; `nil` when none waits.
    mutating func next(into body: inout [UInt8]) -> UInt64? {
        while cursor.position.number < end {
            if read(into: &body) { return cursor.position.number }
            skipDamage()
        }
        return nil
    }

    /// The other side has that alert, which is the one that `next` gave last.
    mutating func sent(_ number: UInt64, length: Int) {
        guard number == cursor.position.number else {
            // It was dropped while it was under way, and has arrived all the same.
            lost -= 1
            return
        }
        var position = cursor.position
        position.number += 1
        position.offset += SpoolRecord.head + length
        move(to: position)
    }

    /// An alert cannot be added any more.
    mutating func lose() {
        lost += 1
    }

    /// Closes the spool for others to open. Nothing of it stays when nothing waits.
    mutating func close() {
        if waiting == 0 {
            for segment in segments { directory.remove(SpoolFile.name(segment.first)) }
            segments = []
        } else {
            synchronize()
        }
        tail = nil
        head = nil
        directory.release()
    }

    // Segments

    private var total: Int { segments.reduce(0) { $0 + $1.size } }

    /// The number behind a segment's last alert.
    private func last(of segment: Segment) -> UInt64 {
        segments.first { $0.first > segment.first }?.first ?? end
    }

    private mutating func roll() throws(ForwardingError) {
        synchronize()
        guard let file = directory.file(SpoolFile.name(end), making: true),
            SpoolFile.magic.withUnsafeBytes({ file.write($0, at: 0) }),
            ftruncate(file.number, off_t(SpoolFile.magic.count)) == 0
        else {
            let number = errno
            throw .system(.cannotWrite, "cannot write to the spool directory \(directory.shown)", number)
        }
        if outlivesPower { directory.synchronize() }
        tail = file
        segments.append(Segment(first: end, size: SpoolFile.magic.count))
        if cursor.position.number == end { move(to: start(of: end)) }
    }

    /// Drops the oldest segment, and counts what in it was not sent.
    /// - Returns: whether there was one that could go.
    private mutating func dropOldest() throws(ForwardingError) -> Bool {
        guard let oldest = segments.first, oldest.size > SpoolFile.magic.count else { return false }
        if segments.count == 1 { try roll() }
        let next = last(of: oldest)
        if cursor.position.number < next {
            lost += Int(clamping: next - cursor.position.number)
            move(to: start(of: next))
        }
        drop(oldest)
        return true
    }

    private mutating func drop(_ segment: Segment) {
        if head?.first == segment.first { head = nil }
        segments.removeAll { $0.first == segment.first }
        directory.remove(SpoolFile.name(segment.first))
    }

    private func start(of first: UInt64) -> SpoolCursor.Position {
        SpoolCursor.Position(number: first, segment: first, offset: SpoolFile.magic.count)
    }

    private mutating func move(to position: SpoolCursor.Position) {
        var position = position
        // Behind the last alert of a segment stands the first of the next, if there is one.
        if position.number < end, position.segment != position.number,
            segments.contains(where: { $0.first == position.number })
        {
            position = start(of: position.number)
        }
        _ = cursor.move(to: position)
        for segment in segments
        where last(of: segment) <= position.number && segment.first != segments.last?.first {
            drop(segment)
        }
    }

    // Reading

    private mutating func read(into body: inout [UInt8]) -> Bool {
        let position = cursor.position
        guard let segment = segments.first(where: { $0.first == position.segment }),
            position.offset < segment.size, let file = reader(position.segment)
        else { return false }
        let room = segment.size - position.offset
        guard let start = readAhead(file, position.offset, min(SpoolRecord.head, room), segment.size) else {
            return false
        }
        let head = Array(ahead[start...].prefix(SpoolRecord.head))[...]
        guard let length = SpoolRecord.length(of: head, room: room) else { return false }
        if let start = readAhead(file, position.offset + SpoolRecord.head, length, segment.size) {
            body.removeAll(keepingCapacity: body.capacity <= 1 << 20)
            body += ahead[start..<start + length]
        } else {
            guard file.read(length, at: position.offset + SpoolRecord.head, into: &body),
                body.count == length
            else { return false }
        }
        return body.withUnsafeBytes { SpoolRecord.isWhole(head, $0) }
    }

    /// Where in `ahead` the bytes from `offset` on stand; `nil` when they are too many for it, or not there.
    /// - Parameter end: behind it stands nothing that is meant, such as what a failed write left.
    private mutating func readAhead(_ file: SpoolFile, _ offset: Int, _ count: Int, _ end: Int) -> Int? {
        if offset < aheadOffset || offset + count > aheadOffset + ahead.count {
            guard count <= Self.chunk else { return nil }
            aheadOffset = offset
            guard file.read(min(Self.chunk, end - offset), at: offset, into: &ahead),
                ahead.count >= count
            else {
                ahead = []
                return nil
            }
        }
        return offset - aheadOffset
    }

    private mutating func reader(_ first: UInt64) -> SpoolFile? {
        if let head, head.first == first { return head.file }
        ahead = []
        guard let file = directory.file(SpoolFile.name(first)) else { return nil }
        head = (first, file)
        return file
    }

    /// The alert to send cannot be read: goes on with the next one, or the next segment where it cannot be told where
    /// the next one begins.
    private mutating func skipDamage() {
        let number = cursor.position.number
        var position = cursor.position
        if let segment = segments.first(where: { $0.first == position.segment }),
            number + 1 < last(of: segment),
            let file = reader(position.segment),
            let next = file.recordBehindDamage(at: position.offset, size: segment.size)
        {
            lost += 1
            notes.append(.damaged(1))
            position.number += 1
            position.offset = next
            move(to: position)
            return
        }
        let next = segments.first { $0.first > cursor.position.segment }?.first ?? end
        lost += Int(clamping: next - number)
        notes.append(.damaged(Int(clamping: next - number)))
        if next == end, segments.last?.first == cursor.position.segment { tail = nil }
        move(to: start(of: next))
    }

    /// What was noticed since the last time.
    mutating func takeNotes() -> [Note] {
        defer { notes = [] }
        return notes
    }

    // Opening

    private mutating func recover() throws(ForwardingError) {
        for name in try directory.names() {
            guard let first = SpoolFile.first(name) else { continue }
            guard let size = directory.file(name)?.size else {
                throw .system(.cannotCreate, "cannot open \(name) in the spool directory \(directory.shown)")
            }
            segments.append(Segment(first: first, size: size))
        }
        segments.sort { $0.first < $1.first }
        end = cursor.position.number
        try recoverTail()
        if !cursor.isKnown, !segments.isEmpty { notes.append(.forgotten) }
        move(to: recoveredPosition())
        if waiting > 0 { notes.append(.waiting(waiting)) }
    }

    /// Where to go on: where the cursor stands, if that is there.
    private mutating func recoveredPosition() -> SpoolCursor.Position {
        let position = cursor.position
        let start = segments.first?.first ?? end
        if !cursor.isKnown { return self.start(of: start) }
        if position.number == end { return position }
        if position.number < start {
            // Somebody has taken files away.
            let missing = Int(clamping: start - position.number)
            lost += missing
            notes.append(.damaged(missing))
            return self.start(of: start)
        }
        let isThere = segments.contains { segment in
            segment.first == position.segment && position.offset >= SpoolFile.magic.count
                && position.offset <= segment.size
        }
        // Better some twice than one not at all.
        return isThere
            ? position : self.start(of: segments.last { $0.first <= position.number }?.first ?? start)
    }

    /// Counts the alerts of the last segment, and cuts off what is not whole at its end.
    private mutating func recoverTail() throws(ForwardingError) {
        while let last = segments.last {
            guard let file = directory.file(SpoolFile.name(last.first)) else {
                throw .system(.cannotCreate, "cannot open the spool directory \(directory.shown)")
            }
            let (count, size) = file.records(size: last.size)
            if count == 0 {
                // Nothing in it: the one before is the last then.
                if last.size > SpoolFile.magic.count { notes.append(.cut(last.size)) }
                drop(last)
                end = max(end, last.first)
                if segments.isEmpty { return }
                continue
            }
            if size < last.size {
                notes.append(.cut(last.size - size))
                guard ftruncate(file.number, off_t(size)) == 0 else {
                    throw .system(.cannotWrite, "cannot write to the spool directory \(directory.shown)")
                }
                segments[segments.count - 1].size = size
            }
            let next = last.first + count
            if next >= end {
                end = next
                tail = file
            }
            return
        }
    }
}
