internal import Glibc

/// A file descriptor with an owner: closed when the owner goes.
struct Descriptor: ~Copyable {
    let number: Int32

    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Opens `path` below `directory`, never through a symbolic link at its end, never waiting for a pipe's reader.
    static func open(_ path: String, in directory: Int32 = AT_FDCWD, flags: Int32, mode: mode_t = 0)
        -> Descriptor?
    {
        var number: Int32
        repeat {
            number = openat(directory, path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode)
        } while number < 0 && errno == EINTR
        return number < 0 ? nil : Descriptor(owning: number)
    }

    /// Writes all of `bytes`; `false` with the reason in `errno` when that fails.
    borrowing func writeAll(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(number, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            done += count
        }
        return true
    }

    borrowing func truncate(to size: Int) {
        _ = ftruncate(number, off_t(size))
    }

    /// What kind of file it is, and its size in bytes.
    borrowing func status() -> stat? {
        var status = stat()
        return fstat(number, &status) == 0 ? status : nil
    }
}

extension stat {
    var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
    var isLink: Bool { st_mode & S_IFMT == S_IFLNK }
}
