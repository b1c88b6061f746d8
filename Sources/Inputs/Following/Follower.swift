internal import FalcoAlerts
internal import Glibc
internal import HTTP2

/// Follows one path: reads the file that stands there, and those that take its place, each to its end before the next.
///
/// What woke it does not matter: each turn looks at what there is.
final class Follower {
    /// What a turn came to.
    enum Turn {
        case piece(Piece)
        /// Something changed; the next turn tells.
        case again
        /// There is nothing to do until something happens.
        case idle
    }

    /// Alerts, and the place behind them.
    struct Piece: Sendable {
        var yield = AlertDecoder.Yield()
        var bytes = 0
        /// Up to here everything is in this piece and those before it; `nil` when that did not change.
        var place: FilePlace?
    }

    private static let chunk = 256 << 10
    /// Files that were read to their end and are remembered.
    private static let mostFinished = 16

    let path: String
    let watch: FileWatch
    let rotated: RotatedFiles
    let observer: @Sendable (InputEvent) -> Void
    /// What is read, oldest first. The last is the one that stands at the path, or stood there.
    var queue: [FollowedFile] = []
    /// What was taken up last, where the queue does not tell.
    var past = RotatedFiles.Moment(now: ())
    /// Files that got the name and were found, since the watch was last asked.
    var accounted = 0
    /// The last files that were read to their end.
    var finished: [FilePlace] = []
    /// When the file at hand was last looked into, in nanoseconds since 1970.
    var lastLook: UInt64?
    /// Why there is no file at the path, as was said.
    var saidObstacle: String?
    /// Since when there is none. Rotation leaves none for a moment.
    var missingSince: ContinuousClock.Instant?

    private let decoder: AlertDecoder
    private var buffer = [UInt8](repeating: 0, count: FilePlace.Mark.size + Follower.chunk)

    /// Finds the file, or sees that it has to be waited for.
    /// - Throws: `InputError` when something else stands there, or it may not be read.
    init(
        _ path: String, _ options: FollowedFileSource.Options, memory: PlaceStore.Memory,
        observer: @escaping @Sendable (InputEvent) -> Void
    ) throws(InputError) {
        self.path = path
        self.observer = observer
        guard let (directory, name) = Self.parts(path) else {
            throw InputError(code: .unreadable, input: path, message: "it names a directory")
        }
        rotated = RotatedFiles(directory: directory, name: name)
        watch = FileWatch(directory, name: name, usesNotices: options.usesNotices)
        do throws(AlertError) {
            decoder = try AlertDecoder(
                keepsOriginals: options.keepsOriginals, longestAlert: options.longestAlert,
                numbersAlerts: true, observer: observer)
        } catch {
            throw InputError(code: .unreadable, input: path, message: error.description)
        }
        if let impairment = watch.impairment { observer(.impaired(input: path, reason: impairment)) }
        try begin(memory, fromStart: options.fromStart)
    }

    /// Directory and name; `nil` when the path ends in none.
    static func parts(_ path: String) -> (directory: String, name: String)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, !name.isEmpty, name != ".", name != ".." else { return nil }
        if parts.count == 1 { return (".", path) }
        let directory = parts.dropLast().joined(separator: "/")
        return (directory.isEmpty ? "/" : directory, String(name))
    }

    /// How long to wait at most before the next turn.
    var interval: Duration {
        missingSince != nil && saidObstacle == nil ? Self.patience : watch.interval
    }

    /// How long a file may be away before that is said.
    static let patience = Duration.seconds(1)

    /// Does one thing.
    /// - Throws: `InputError` when memory is short.
    func turn() throws(InputError) -> Turn {
        guard let current = queue.first else { return discover() ? .again : .idle }
        let look = current.look(&buffer)
        if case .changed = look {} else { lastLook = Self.now }
        switch look {
        case .more(let count)
        where current.isAnew && takeUpEarlier(than: current, beginning: buffer.prefix(count)):
            return .again
        case .more(let count):
            current.isAnew = false
            let name = name(of: current)
            current.take(count, from: buffer) { decoder.decode($0, of: name) }
            return .piece(try piece(current.place, bytes: count))
        case .changed where current.id == queue.last?.id: return .piece(try restart(current))
        case .changed:
            lose("a rotated file was written over before it was read to its end")
            return .piece(try leave(current))
        case .failed(let number):
            lose("reading fails: \(SystemError.words(number).lowercased())")
            return .piece(try leave(current))
        case .nothing:
            if current.isLeft { return .piece(try leave(current)) }
            // What is written next goes there, so that nothing more comes here: one more look, and it is done.
            if queue.dropFirst().contains(where: { $0.size > 0 }) {
                current.isLeft = true
                return .again
            }
            return discover() ? .again : .idle
        }
    }

    /// The place behind so many alerts of the piece that the last turn gave; `nil` where it has not moved.
    func place(behind count: Int, in piece: Piece) -> FilePlace? {
        let numbers = piece.yield.numbers
        if count >= numbers.count { return piece.place }
        // Only a piece from within a file has several.
        guard count > 0 else { return nil }
        return queue.first?.place(behindLine: numbers[count - 1], in: buffer)
    }

    /// Goes on with the next file.
    private func leave(_ file: FollowedFile) throws(InputError) -> Piece {
        let name = name(of: file)
        file.finish { decoder.decode($0, of: name) }
        finished = finished.suffix(Self.mostFinished - 1) + [file.end]
        past = RotatedFiles.Moment(file)
        watch.remove(file)
        queue.removeFirst()
        return try piece(queue.first?.place ?? file.end)
    }

    /// Reads a file from its beginning that was emptied or written anew. What was not read before may be in a copy.
    private func restart(_ file: FollowedFile) throws(InputError) -> Piece {
        observer(.truncated(input: path))
        if let copies = copies(of: file) {
            queue.insert(contentsOf: copies, at: 0)
        } else {
            let name = name(of: file)
            file.finish { decoder.decode($0, of: name) }
            lose("it was emptied, and what it got just before is in no copy beside it")
            past = RotatedFiles.Moment(now: ())
        }
        file.startAnew()
        file.isAnew = true
        return try piece(queue.first?.place)
    }

    private func piece(_ place: FilePlace?, bytes: Int = 0) throws(InputError) -> Piece {
        do throws(AlertError) {
            return Piece(yield: try decoder.take(), bytes: bytes, place: place)
        } catch {
            throw InputError(code: .unreadable, input: path, message: error.description)
        }
    }

    /// Alerts may be missing since the last look.
    func lose(_ reason: String) {
        observer(.lost(input: path, since: lastLook, reason: reason))
    }

    /// How messages call what lines are counted in.
    private func name(of file: FollowedFile) -> String {
        file.place.firstLine == 0 ? path : "\(path) (from byte \(file.place.firstLine))"
    }

    static var now: UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}
