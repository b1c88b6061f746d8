internal import CLinux
internal import Glibc
internal import HTTP2

/// Wakes whoever follows a file when something happens to it or in its directory. What happened is found out by looking;
/// only two things are counted: changes in the directory, and files that got the name.
///
/// Where the system gives no watch, or does not see what other hosts do, the looker has to look from time to time.
final class FileWatch {
    /// Between two looks where changes are told, for what is not told: a directory made anew, a lost message.
    private static let seldom = Duration.seconds(5)
    /// Between two looks where nothing is told.
    private static let often = Duration.milliseconds(250)

    private let directory: String
    private let name: [UInt8]
    private let inotify: Descriptor?
    /// The directory, or the one nearest to it that exists.
    private var watched: (number: Int32, path: String, id: FilePlace.FileID)?
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    /// Why changes are not told; `nil` when they are.
    private(set) var impairment: String?
    /// Changes in the directory so far.
    private(set) var changes = 0
    /// Files that got the name since ``forgetArrivals()``; `nil` when some were not told.
    private(set) var arrivals: Int? = 0

    /// - Parameters:
    ///   - directory: may not exist yet.
    ///   - usesNotices: false looks from time to time and asks the system for nothing.
    init(_ directory: String, name: String, usesNotices: Bool = true) {
        self.directory = directory
        self.name = Array(name.utf8)
        let number = usesNotices ? inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK)) : -1
        if number >= 0 {
            inotify = Descriptor(owning: number)
        } else {
            inotify = nil
            impair(usesNotices ? errno : ENOSYS)
        }
        arm()
    }

    /// For polling; -1 when there is nothing to poll.
    var number: Int32 {
        switch inotify {
        case .some(let inotify): inotify.number
        case nil: -1
        }
    }

    /// How long to wait at most before the next look.
    var interval: Duration { impairment == nil ? Self.seldom : Self.often }

    /// Sees to it that the directory is watched, or the nearest one above it that exists.
    func arm() {
        guard number >= 0 else { return }
        var path = directory
        while true {
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                let id = FilePlace.FileID(status)
                if let watched, watched.path == path, watched.id == id { return }
                watch(path, id)
                return
            }
            guard let parent = Self.parent(path) else { return }
            path = parent
        }
    }

    private func watch(_ path: String, _ id: FilePlace.FileID) {
        if let watched { inotify_rm_watch(number, watched.number) }
        watched = nil
        let mask =
            IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF
            | Int32(bitPattern: UInt32(IN_ONLYDIR))
        let watch = inotify_add_watch(number, path, UInt32(bitPattern: mask))
        if watch >= 0 {
            watched = (watch, path, id)
        } else if errno != ENOENT {
            impair(errno)
        }
        if path == directory, impairment == nil, let kind = Self.remoteKind(path) {
            impairment =
                "it lies on \(kind), where changes by other hosts are not told; it is looked at four times a second"
        }
        changes += 1
    }

    /// Watches an open file for being written to, wherever it is moved.
    func add(_ file: FollowedFile) {
        guard number >= 0 else { return }
        let watch = inotify_add_watch(
            number, "/proc/self/fd/\(file.descriptor.number)", UInt32(IN_MODIFY))
        if watch >= 0 { file.watch = watch } else { impair(errno) }
    }

    func remove(_ file: FollowedFile) {
        if let watch = file.watch { inotify_rm_watch(number, watch) }
        file.watch = nil
    }

    /// Takes what was told.
    func drain() {
        while number >= 0 {
            let count = buffer.withUnsafeMutableBytes { read(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            buffer.withUnsafeBytes { note(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    func forgetArrivals() { arrivals = 0 }

    private func note(_ bytes: UnsafeRawBufferPointer) {
        // int wd; uint32_t mask, cookie, len; then the name, padded with NULs.
        let head = 16
        var rest = bytes
        while rest.count >= head {
            let watch = rest.loadUnaligned(as: Int32.self)
            let mask = rest.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            let length = Int(rest.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
            guard rest.count >= head + length else { return }
            let name = rest[head..<head + length].prefix { $0 != 0 }
            rest = UnsafeRawBufferPointer(rebasing: rest[(head + length)...])
            if mask & UInt32(IN_Q_OVERFLOW) != 0 {
                changes += 1
                arrivals = nil
            }
            guard let watched, watch == watched.number else { continue }
            changes += 1
            if mask & UInt32(IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF) != 0 { self.watched = nil }
            if mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0, watched.path == directory,
                name.elementsEqual(self.name)
            {
                arrivals = arrivals.map { $0 + 1 }
            }
        }
    }

    private func impair(_ number: Int32) {
        guard impairment == nil else { return }
        let cure =
            switch number {
            case ENOSPC: " (raise fs.inotify.max_user_watches)"
            case EMFILE: " (raise fs.inotify.max_user_instances)"
            default: ""
            }
        impairment =
            "the system tells no changes: \(SystemError.words(number).lowercased())\(cure); "
            + "it is looked at four times a second"
    }

    /// The directory above; `nil` above `/`, and above a path that does not begin there.
    private static func parent(_ path: String) -> String? {
        if path == "/" || path == "." { return nil }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What kind of file system a path lies on when others than this system may write to it.
    private static func remoteKind(_ path: String) -> String? {
        switch linux_file_system(path) {
        case 0x6969: "NFS"
        case 0xFF53_4D42, 0xFE53_4D42, 0x517B: "a Windows share"
        case 0x6573_5546: "FUSE"
        case 0x0102_1997: "9p"
        case 0x00C3_6400: "Ceph"
        default: nil
        }
    }
}
