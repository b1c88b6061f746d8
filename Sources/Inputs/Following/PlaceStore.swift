internal import Glibc
internal import HTTP2

/// Keeps the place up to which a followed file was taken, so that the next run goes on there.
///
/// One file for each followed path, replaced as a whole, readable by its owner only:
///
///     falconer-place 1
///     path /var/log/falco/events.json      (control characters and % as in a URL)
///     file DEVICE INODE
///     place OFFSET LINES FIRSTLINE
///     head COUNT HASH
///     tail COUNT HASH
///     saved NANOSECONDS                    (since 1970)
final class PlaceStore {
    /// What is known from before.
    enum Memory {
        case none
        /// The place, and when it was saved, in nanoseconds since 1970.
        case place(FilePlace, saved: UInt64)
        /// There is something that cannot be used: why.
        case unusable(String)
    }

    /// Between two savings at least.
    private static let interval = Duration.seconds(1)

    private let directory: String
    private let path: String
    private let name: String
    private var lock: Descriptor?
    /// What is to be saved, and from when on.
    private var place: FilePlace?
    private var lastSaved: ContinuousClock.Instant?

    /// Why places cannot be saved; the first reason.
    private(set) var failure: String?

    /// - Parameters:
    ///   - directory: made when it is not there, for this user alone.
    ///   - path: of the followed file, from the root on.
    init(_ directory: String, path: String) {
        self.directory = directory
        self.path = path
        var name = String(FilePlace.Mark(path.utf8).hash, radix: 16)
        name = String(repeating: "0", count: 16 - name.count) + name
        self.name = "follow-\(name)"
    }

    /// Takes the place from the last run. Until this object goes, no other run gets it.
    func open() -> Memory {
        makeDirectory()
        let number = Glibc.open(
            "\(directory)/\(name).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard number >= 0 else {
            fail(errno)
            return .none
        }
        let lock = Descriptor(owning: number)
        // The run before may be about to end, as when a service is restarted.
        let patience = ContinuousClock.now + .seconds(1)
        while flock(number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR,
            ContinuousClock.now < patience
        {
            usleep(20_000)
        }
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
            failure =
                "another falconer follows it and keeps its place in \(directory); this one keeps none "
                + "(--state DIR gives it its own)"
            return .none
        }
        self.lock = consume lock
        return load()
    }

    private func load() -> Memory {
        let number = Glibc.open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        if number < 0, errno == ENOENT { return .none }
        guard number >= 0 else { return .unusable(SystemError.words(errno).lowercased()) }
        let file = Descriptor(owning: number)
        let text = String(decoding: FilePlace.bytes(file.number, at: 0, count: 16 << 10), as: UTF8.self)
        var lines: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2 { lines[parts[0]] = parts[1] }
        }
        func numbers(_ name: Substring, _ count: Int) -> [UInt64]? {
            let found = lines[name]?.split(separator: " ").compactMap { UInt64($0) } ?? []
            return found.count == count && found.allSatisfy { $0 <= UInt64(Int.max) || name != "place" }
                ? found : nil
        }
        guard lines["falconer-place"] == "1", let file = numbers("file", 2), let place = numbers("place", 3),
            let head = numbers("head", 2), let tail = numbers("tail", 2), let saved = numbers("saved", 1),
            let written = lines["path"], head[0] <= UInt64(FilePlace.Mark.size),
            tail[0] <= min(place[0], UInt64(FilePlace.Mark.size))
        else { return .unusable("\(directory)/\(name) is damaged") }
        // Another path with the same hash.
        if String(written) != escapedPath { return .none }
        return .place(
            FilePlace(
                file: FilePlace.FileID(device: file[0], inode: file[1]), offset: Int(place[0]),
                lines: Int(place[1]), firstLine: Int(place[2]),
                head: FilePlace.Mark(count: Int(head[0]), hash: head[1]),
                tail: FilePlace.Mark(count: Int(tail[0]), hash: tail[1])),
            saved: saved[0])
    }

    /// Notes a place. It is saved soon.
    func note(_ place: FilePlace) { self.place = place }

    /// When to save next; `nil` when there is nothing to save.
    var due: ContinuousClock.Instant? {
        place == nil || lock == nil ? nil : lastSaved.map { $0 + Self.interval } ?? .now
    }

    /// Saves the place that was noted last.
    func save() {
        guard let place, lock != nil else { return }
        self.place = nil
        lastSaved = .now
        var now = timespec()
        // As coarse as the times that files bear.
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        let text = """
            falconer-place 1
            path \(escapedPath)
            file \(place.file.device) \(place.file.inode)
            place \(place.offset) \(place.lines) \(place.firstLine)
            head \(place.head.count) \(place.head.hash)
            tail \(place.tail.count) \(place.tail.hash)
            saved \(now.tv_sec * 1_000_000_000 + now.tv_nsec)

            """
        if !replace(Array(text.utf8)) {
            fail(errno)
        }
    }

    private func replace(_ bytes: [UInt8]) -> Bool {
        let temporary = "\(directory)/.\(name).tmp"
        // Ours: the lock is.
        unlink(temporary)
        let number = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { return false }
        let file = Descriptor(owning: number)
        let written = bytes.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
        if written >= 0, written < bytes.count { errno = ENOSPC }
        // A place that a power failure makes nothing of would be worse than an old one.
        return written == bytes.count && fdatasync(file.number) == 0
            && rename(temporary, "\(directory)/\(name)") == 0
    }

    private func fail(_ number: Int32) {
        failure =
            failure
            ?? "its place cannot be kept in \(directory): \(SystemError.words(number).lowercased()); "
            + "the next run will not know where this one ended (--state DIR names another directory)"
    }

    private func makeDirectory() {
        var made = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            made += "/\(part)"
            mkdir(made, 0o700)
        }
    }

    private var escapedPath: String {
        path.unicodeScalars.map { scalar in
            guard scalar.value < 0x20 || scalar == "%" || scalar.value == 0x7F else { return String(scalar) }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
