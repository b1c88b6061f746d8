internal import Glibc

/// A file or pipe that is read from its beginning to its end.
final class InputFile: Sendable {
    /// As the user named it.
    let name: String
    private let descriptor: Int32
    private let isOwn: Bool

    /// Bytes that it holds; `nil` for what has no end yet, such as a pipe.
    let size: Int?

    /// Opens `name`; `-` is standard input.
    init(_ name: String) throws(InputError) {
        self.name = name
        if name == "-" {
            descriptor = 0
            isOwn = false
            size = InputFile.size(0)
            return
        }
        // A pipe that nobody writes to is waited for when it is read, where the wait can be ended.
        let opened = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard opened >= 0 else { throw InputFile.failure(name) }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(opened)
            throw InputError(code: .unreadable, input: name, message: "it is a directory")
        }
        descriptor = opened
        isOwn = true
        size = InputFile.size(opened)
    }

    deinit {
        if isOwn { close(descriptor) }
    }

    /// Bytes of a file of that name; `nil` when it is no ordinary file.
    static func size(ofFile name: String) -> Int? {
        var status = stat()
        guard stat(name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    private static func size(_ descriptor: Int32) -> Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Waits for bytes and puts them into `buffer` from `start` on.
    /// - Returns: how many came, 0 at the end; `nil` when `stopper` was raised.
    func read(
        into buffer: inout [UInt8], from start: Int, unless stopper: StopSignal
    ) throws(InputError) -> Int? {
        while true {
            var waits = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopper.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&waits, 2, -1) < 0 {
                if errno == EINTR { continue }
                throw InputFile.failure(name)
            }
            if stopper.isRaised { return nil }
            let count = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
            }
            if count >= 0 { return count }
            if errno != EINTR && errno != EAGAIN { throw InputFile.failure(name) }
        }
    }

    private static func failure(_ name: String) -> InputError {
        let number = errno
        let code: InputError.Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM: .noPermission
            default: .unreadable
            }
        return InputError(code: code, input: name, message: String(cString: strerror(number)).lowercased())
    }
}
