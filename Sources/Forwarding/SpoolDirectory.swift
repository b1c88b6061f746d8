internal import Escaping
internal import Glibc

/// The directory of one target's spool. While this object lives no other process has it.
final class SpoolDirectory: Sendable {
    /// As messages show it.
    let shown: String
    private let directory: SpoolFile
    private let lock: SpoolFile

    /// Opens the directory, and makes it, and those above it, for this user alone.
    /// - Throws: `ForwardingError`.
    init(_ path: String) throws(ForwardingError) {
        let shown = Escaping.terminal(path)
        Self.makeDirectories(path)
        let number = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else {
            throw .system(.cannotCreate, "cannot open the spool directory \(shown)")
        }
        let directory = SpoolFile(owning: number)
        let lock = openat(number, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .system(.cannotCreate, "cannot write to the spool directory \(shown)") }
        self.lock = SpoolFile(owning: lock)
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw ForwardingError(
                .inUse,
                "another falconer forwards from \(shown); end it, or give this one a --forward-spool of its own"
            )
        }
        self.directory = directory
        self.shown = shown
    }

    /// Lets other processes have it.
    func release() {
        _ = flock(lock.number, LOCK_UN)
    }

    /// The names in it.
    func names() throws(ForwardingError) -> [String] {
        let number = fcntl(directory.number, F_DUPFD_CLOEXEC, 0)
        guard number >= 0, let stream = fdopendir(number) else {
            let failure = errno
            if number >= 0 { close(number) }
            throw .system(.cannotCreate, "cannot list the spool directory \(shown)", failure)
        }
        defer { closedir(stream) }
        rewinddir(stream)
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }

    /// Opens a file in it, for reading and writing; `nil` with the reason in `errno`.
    func file(_ name: String, making: Bool = false) -> SpoolFile? {
        let flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (making ? O_CREAT : 0)
        let number = openat(directory.number, name, flags, 0o600)
        guard number >= 0 else { return nil }
        let file = SpoolFile(owning: number)
        var status = stat()
        guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            errno = EINVAL
            return nil
        }
        return file
    }

    func remove(_ name: String) {
        _ = unlinkat(directory.number, name, 0)
    }

    /// Brings the names in it to the disk.
    func synchronize() {
        fsync(directory.number)
    }

    private static func makeDirectories(_ path: String) {
        var directory = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            directory += "/\(part)"
            mkdir(directory, 0o700)
        }
    }
}
