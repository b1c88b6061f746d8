internal import Glibc

/// The files that lie beside a followed one and were it once, or are copies of it.
struct RotatedFiles {
    /// One of them.
    struct Found {
        let file: FollowedFile
        /// When it was last written to.
        var written: timespec
        /// `nil` when its name is none that rotation gives.
        var name: RotationName?

        /// Whether it was written before another: by its times, and where those are the same by its name.
        func isOlder(than other: Found) -> Bool {
            if written != other.written { return written < other.written }
            guard let name, let others = other.name else { return false }
            return others.isNewer(than: name) ?? false
        }
    }

    /// Which files are older and which are newer than what was taken up last.
    struct Moment {
        /// The file that was taken up last.
        let id: FilePlace.FileID?
        /// When it was last written to.
        let written: timespec
        /// What nobody has written to since then came before it.
        let earliest: timespec

        init(_ file: FollowedFile) {
            id = file.id
            written = file.status?.st_mtim ?? file.opened
            earliest = file.opened < written ? file.opened : written
        }

        /// - Parameter nanoseconds: since 1970.
        init(_ nanoseconds: UInt64) {
            id = nil
            written = timespec(
                tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
            earliest = written
        }

        /// As coarse as the times that files bear.
        init(now: Void) {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME_COARSE, &now)
            id = nil
            written = now
            earliest = now
        }
    }

    /// One look at the directory.
    struct Listing {
        struct Entry {
            let file: String
            /// `nil` when the name is none that rotation gives.
            let rotation: RotationName?
            let id: FilePlace.FileID
            let written: timespec
        }

        /// Ordinary files, the followed one left out.
        let entries: [Entry]

        /// The rotated name that a file has now.
        func name(of id: FilePlace.FileID) -> RotationName? {
            entries.first { $0.id == id && $0.rotation != nil }?.rotation
        }

        /// The names of compressed files that were written at that moment or later.
        func compressed(since moment: timespec) -> [String] {
            entries.filter { $0.rotation?.isCompressed == true && $0.written >= moment }.map(\.file).sorted()
        }
    }

    let directory: String
    let name: String

    func list() -> Listing {
        guard let stream = opendir(directory) else { return Listing(entries: []) }
        defer { closedir(stream) }
        var entries: [Listing.Entry] = []
        while let entry = readdir(stream) {
            let file = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            guard file != name, lstat("\(directory)/\(file)", &status) == 0,
                status.st_mode & S_IFMT == S_IFREG
            else { continue }
            entries.append(
                Listing.Entry(
                    file: file, rotation: RotationName(file, of: name), id: FilePlace.FileID(status),
                    written: status.st_mtim))
        }
        return Listing(entries: entries)
    }

    /// Opens one of them; `nil` when it is not there any more, or not open to this user.
    private func open(_ entry: Listing.Entry, _ unreadable: inout [String]) -> Found? {
        do throws(OpenFile.Obstacle) {
            let file = try OpenFile.open("\(directory)/\(entry.file)")
            let written = file.status.st_mtim
            return Found(file: FollowedFile(file), written: written, name: entry.rotation)
        } catch {
            // One that has just been moved on is met under its next name.
            if error != .missing { unreadable.append(entry.file) }
            return nil
        }
    }

    /// Opens those with rotated names that were written to at that moment or later.
    /// - Parameters:
    ///   - known: files to leave out.
    ///   - unreadable: gets the names of those that cannot be opened.
    func written(
        since moment: timespec, in listing: Listing, except known: Set<FilePlace.FileID>,
        unreadable: inout [String]
    ) -> [Found] {
        listing.entries.filter {
            $0.rotation?.isCompressed == false && $0.written >= moment && !known.contains($0.id)
        }.compactMap { open($0, &unreadable) }
            // The name may have become another file's in between.
            .filter { !known.contains($0.file.id) }
    }

    /// Finds a place again: in the file itself under whatever name, else in a copy of it with a rotated name. The file
    /// goes on there.
    func find(_ place: FilePlace, except known: Set<FilePlace.FileID>) -> FollowedFile? {
        var copies: [FollowedFile] = []
        var unreadable: [String] = []
        for entry in list().entries where !known.contains(entry.id) {
            let isItself = entry.id.inode == place.file.inode
            guard isItself || entry.rotation?.isCompressed == false,
                let file = open(entry, &unreadable)?.file, !known.contains(file.id), file.has(place)
            else { continue }
            file.go(to: place)
            if file.id.inode == place.file.inode { return file }
            copies.append(file)
        }
        return copies.first
    }
}

extension timespec {
    static func < (a: timespec, b: timespec) -> Bool { (a.tv_sec, a.tv_nsec) < (b.tv_sec, b.tv_nsec) }
    static func >= (a: timespec, b: timespec) -> Bool { !(a < b) }
    static func != (a: timespec, b: timespec) -> Bool { (a.tv_sec, a.tv_nsec) != (b.tv_sec, b.tv_nsec) }
}
