internal import Glibc

/// Why something could not be written out.
package struct OutputError: Error, Sendable, CustomStringConvertible {
    /// What went wrong. New codes may be added.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case cannotCreate, cannotWrite, noPermission, refused, readerGone }
        private let value: Value

        /// A file or directory could not be made or opened.
        package static let cannotCreate = Code(value: .cannotCreate)
        /// Bytes could not be written: a full disk, a broken device.
        package static let cannotWrite = Code(value: .cannotWrite)
        /// The system forbids it.
        package static let noPermission = Code(value: .noPermission)
        /// The target is a symbolic link or no ordinary file: writing through it could harm another file.
        package static let refused = Code(value: .refused)
        /// Whoever read the other end of the pipe is gone: time to end quietly.
        package static let readerGone = Code(value: .readerGone)

        /// The exit status that goes with it.
        package var exitStatus: Int32 {
            switch value {
            case .cannotCreate, .refused: 73
            case .cannotWrite: 74
            case .noPermission: 77
            case .readerGone: 0
            }
        }
    }

    package var code: Code
    /// What was tried and what stood in the way, for people.
    package var message: String
    package var cause: SystemError?

    package var description: String {
        cause.map { "\(message): \($0)" } ?? message
    }

    package init(_ code: Code, _ message: String, cause: SystemError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The error that the last system call left in `errno`, which decides on the code where it says more than `code`.
    static func system(_ code: Code, _ message: String, _ number: Int32 = errno) -> OutputError {
        let decided: Code
        switch number {
        case EACCES, EPERM: decided = .noPermission
        case ELOOP, ENXIO: decided = .refused
        case EPIPE: decided = .readerGone
        case EROFS, ENOSPC, EDQUOT, EIO: decided = code
        default: decided = code
        }
        return OutputError(decided, message, cause: SystemError(number: number))
    }
}

/// An error number of the operating system.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    package var number: Int32

    package init(number: Int32) {
        self.number = number
    }

    package var description: String {
        switch number {
        case ENOSPC: "no space left on the device"
        case EROFS: "the file system is read-only"
        case ELOOP: "it is a symbolic link"
        default:
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
                guard let start = buffer.baseAddress, strerror_r(number, start, buffer.count) == 0 else {
                    return "error \(number)"
                }
                return String(cString: start)
            }
        }
    }
}
