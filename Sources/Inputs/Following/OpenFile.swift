internal import Glibc
internal import HTTP2

/// An ordinary file, opened to be read.
struct OpenFile: ~Copyable {
    /// Why there is none.
    enum Obstacle: Error, Hashable {
        case missing
        /// It is no ordinary file: what it is instead.
        case refused(String)
        case denied
        /// The system's error number.
        case failed(Int32)
    }

    private let descriptor: Descriptor
    let status: stat

    var number: Int32 { descriptor.number }
    var id: FilePlace.FileID { FilePlace.FileID(status) }

    /// Opens the file at `path`. Nothing but an ordinary file is touched: a pipe that is opened only for a moment would
    /// lose its writer.
    static func open(_ path: String) throws(Obstacle) -> OpenFile {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw Obstacle(errno) }
        if let kind = kind(status) { throw .refused(kind) }
        let number = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY)
        guard number >= 0 else { throw Obstacle(errno) }
        let descriptor = Descriptor(owning: number)
        guard fstat(number, &status) == 0 else { throw Obstacle(errno) }
        // It may have been replaced in between.
        if let kind = kind(status) { throw .refused(kind) }
        return OpenFile(descriptor: descriptor, status: status)
    }

    consuming func releaseDescriptor() -> Descriptor { descriptor }

    /// What something is that is no ordinary file.
    private static func kind(_ status: stat) -> String? {
        switch status.st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFLNK: "it is a symbolic link, which is not followed; name the file that it leads to"
        case S_IFDIR: "it is a directory"
        case S_IFIFO: "it is a pipe; read it as standard input: falconer attach - < PIPE"
        case S_IFSOCK: "it is a socket"
        default: "it is a device"
        }
    }
}

extension OpenFile.Obstacle {
    init(_ number: Int32) {
        switch number {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .denied
        case ELOOP: self = .refused("it is a symbolic link, which is not followed")
        default: self = .failed(number)
        }
    }
}
