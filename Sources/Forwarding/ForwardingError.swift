internal import Glibc

/// Why nothing can be forwarded.
package struct ForwardingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault. New codes may be added.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable {
            case badTarget, badFile, missingFile, noPermission, cannotCreate, cannotWrite, inUse, noLibrary
        }
        private let value: Value

        /// A URL or a header field is none, or must not be used.
        package static let badTarget = Code(value: .badTarget)
        /// A file of certificates, of a key or of a token cannot be used.
        package static let badFile = Code(value: .badFile)
        /// There is no such file.
        package static let missingFile = Code(value: .missingFile)
        /// The system forbids it.
        package static let noPermission = Code(value: .noPermission)
        /// The spool cannot be made or opened.
        package static let cannotCreate = Code(value: .cannotCreate)
        /// The spool cannot be written.
        package static let cannotWrite = Code(value: .cannotWrite)
        /// Another process has the spool.
        package static let inUse = Code(value: .inUse)
        /// libcurl is not installed.
        package static let noLibrary = Code(value: .noLibrary)
    }

    package let code: Code
    /// What is wrong, for people. It holds no password.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// The error that the last system call left in `errno`, which decides on the code where it says more than `code`.
    static func system(_ code: Code, _ what: String, _ number: Int32 = errno) -> ForwardingError {
        let reason =
            switch number {
            case ENOSPC: "no space left on the device"
            case ELOOP: "it is a symbolic link"
            default: String(cString: strerror(number)).lowercased()
            }
        let isDenied = number == EACCES || number == EPERM
        return ForwardingError(isDenied ? .noPermission : code, "\(what): \(reason)")
    }
}
