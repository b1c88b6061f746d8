internal import CLinux
internal import Glibc
internal import HTTP2

/// One file that is read while it is written: where the reading stands, and how to see that what was read is no longer
/// in it.
final class FollowedFile {
    /// What a look into the file came to.
    enum Look {
        /// So many bytes are new.
        case more(Int)
        case nothing
        /// What was read is not in it any more: it was emptied, or written anew.
        case changed
        /// Reading fails, with the system's error number.
        case failed(Int32)
    }

    let id: FilePlace.FileID
    let descriptor: Descriptor
    /// The watch on it, whose number the watcher gives.
    var watch: Int32?
    /// When it was opened.
    private(set) var opened = timespec()
    /// Whether nobody writes to it any more: a later file has been written to.
    var isLeft = false
    /// Whether nobody has looked yet what had stood there before its first bytes came.
    var isAnew = false

    /// Where the next line begins, as far as is known.
    private(set) var place: FilePlace
    /// Where the next byte is read.
    private var offset = 0
    private var splitter: LineSplitter
    /// The bytes before `offset`, at most a mark's size.
    private var tail: [UInt8] = []
    /// The file's first bytes, as they were read, at most a mark's size.
    private var head: [UInt8] = []
    /// What was taken last: the place in the file where the buffer began, how many of its bytes were known and how many
    /// new, and the lines before those.
    private var lastTake = (start: 0, known: 0, new: 0, lines: 0)

    /// A file that is open, to be read from its beginning.
    init(_ file: consuming OpenFile) {
        id = file.id
        place = FilePlace(file: file.id, beginning: 0)
        splitter = LineSplitter(limit: SavedAlertsSource.longestLine, skipsZeros: true)
        // As coarse as the times that files bear.
        clock_gettime(CLOCK_REALTIME_COARSE, &opened)
        descriptor = file.releaseDescriptor()
    }

    /// Goes on at a place.
    func go(to place: FilePlace) {
        self.place = place
        self.place.file = id
        offset = place.offset
        splitter = LineSplitter(limit: SavedAlertsSource.longestLine, lines: place.lines, skipsZeros: true)
        let known = min(offset, FilePlace.Mark.size)
        tail = FilePlace.bytes(descriptor.number, at: offset - known, count: known)
        head = FilePlace.bytes(descriptor.number, at: 0, count: known)
        self.place.head = FilePlace.Mark(head)
        self.place.tail = FilePlace.Mark(tail)
    }

    /// Passes over the lines that are there. A last one without its end is not passed over.
    func goToEnd() {
        let size = size
        let known = min(size, Self.longestLookBack)
        let bytes = FilePlace.bytes(descriptor.number, at: size - known, count: known)
        let line = bytes.lastIndex(of: UInt8(ascii: "\n")).map { size - known + $0 + 1 }
        go(to: FilePlace(file: id, beginning: line ?? (known == size ? 0 : size)))
    }

    /// How far before a file's end the beginning of its last line is looked for.
    private static let longestLookBack = 1 << 20

    /// The place behind all that was read, also behind a line without its end.
    var end: FilePlace {
        var end = place
        end.offset = offset
        end.tail = FilePlace.Mark(tail)
        return end
    }

    /// What it is now; `nil` when the system does not say.
    var status: stat? {
        var status = stat()
        return fstat(descriptor.number, &status) == 0 ? status : nil
    }

    /// Bytes that it has.
    var size: Int { status.map { Int($0.st_size) } ?? 0 }

    /// Whether all that was before a place is in it, as far as can be told: it is that file, or a copy.
    func has(_ place: FilePlace) -> Bool {
        status.map { place.fits($0, descriptor.number) } ?? false
    }

    /// Whether it begins as the file of a place does.
    func isCopy(of place: FilePlace) -> Bool { place.isCopied(in: descriptor.number) }

    /// Whether it begins with these bytes as far as it goes.
    func isCopy(of beginning: some Collection<UInt8>) -> Bool {
        let bytes = FilePlace.bytes(
            descriptor.number, at: 0, count: min(beginning.count, FilePlace.Mark.size))
        return bytes.elementsEqual(beginning.prefix(bytes.count))
    }

    /// Reads on, and looks whether what was read last is still there: a file that was emptied may have grown beyond the
    /// place by now.
    /// - Parameter buffer: larger than a mark; gets the bytes, for ``take(_:from:_:)``.
    func look(_ buffer: inout [UInt8]) -> Look {
        let known = tail.count
        var got: Int
        repeat {
            got = buffer.withUnsafeMutableBytes {
                pread(descriptor.number, $0.baseAddress, $0.count, off_t(offset - known))
            }
        } while got < 0 && errno == EINTR
        if got < 0 { return .failed(errno) }
        guard got >= known, buffer[..<known].elementsEqual(tail) else { return .changed }
        return got == known ? .nothing : .more(got - known)
    }

    /// Calls `body` for each line that ends within the bytes that the last look gave.
    func take(_ count: Int, from buffer: [UInt8], _ body: (LineSplitter.Line) -> Void) {
        let known = tail.count
        lastTake = (offset - known, known, count, splitter.lines)
        buffer.withUnsafeBytes { buffer in
            let fresh = UnsafeRawBufferPointer(rebasing: buffer[known..<known + count])
            splitter.split(fresh, body)
            // From these bytes: what the file has by now may be others.
            if offset == head.count { head += fresh.prefix(FilePlace.Mark.size - head.count) }
            let seen = UnsafeRawBufferPointer(rebasing: buffer[..<(known + count)])
            if let end = fresh.baseAddress.flatMap({ memrchr($0, Int32(UInt8(ascii: "\n")), count) }),
                let start = seen.baseAddress
            {
                place = place(
                    UnsafeRawPointer(end) - start + 1, in: seen, from: offset - known, lines: splitter.lines)
            }
            tail = Array(seen.suffix(FilePlace.Mark.size))
        }
        offset += count
    }

    /// The place behind a line that ended within what was taken last.
    /// - Parameter buffer: as it was then.
    /// - Returns: `nil` when no such line did.
    func place(behindLine number: Int, in buffer: [UInt8]) -> FilePlace? {
        let (start, known, new, lines) = lastTake
        return buffer.withUnsafeBytes { buffer in
            let seen = UnsafeRawBufferPointer(rebasing: buffer[..<(known + new)])
            var end = known
            for _ in lines..<max(lines, number) {
                guard let newline = seen[end...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
                end = newline + 1
            }
            return number > lines ? place(end, in: seen, from: start, lines: number) : nil
        }
    }

    /// The place where a line ends before the byte `end` of bytes that stand in the file from `start` on.
    private func place(
        _ end: Int, in bytes: UnsafeRawBufferPointer, from start: Int, lines: Int
    ) -> FilePlace {
        var place = place
        place.offset = start + end
        place.lines = lines
        place.head = FilePlace.Mark(head.prefix(place.offset))
        place.tail = FilePlace.Mark(bytes[..<end].suffix(FilePlace.Mark.size))
        return place
    }

    /// Calls `body` for a last line that never got its end.
    func finish(_ body: (LineSplitter.Line) -> Void) {
        splitter.finish(body)
    }

    /// Begins at the beginning again.
    func startAnew() {
        go(to: FilePlace(file: id, beginning: 0))
    }
}
