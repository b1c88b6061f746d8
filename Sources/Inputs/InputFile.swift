internal import Glibc

/// A file or pipe that is read from its beginning to its end.
final class InputFile: Sendable {
    /// As the user named it.
    let name: String
    private let descriptor: Int32
    private let isOwn: Bool

    /// Opens `name`; `-` is standard input.
    init(_ name: String) throws(InputError) {
        self.name = name
        if name == "-" {
            descriptor = 0
            isOwn = false
            return
        }
        let opened = open(name, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw InputFile.failure(name) }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(opened)
            throw InputError(code: .unreadable, input: name, message: "it is a directory")
        }
        descriptor = opened
        isOwn = true
    }

    deinit {
        if isOwn { close(descriptor) }
    }

    /// Waits for bytes.
    /// - Returns: how many came, 0 at the end; `nil` when `stopper` was raised.
    func read(
        into buffer: inout [UInt8], unless stopper: StopSignal
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
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
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
