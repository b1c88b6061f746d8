internal import Glibc

/// Why a file of the host cannot be read.
package struct HostError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of obstacle. New codes may be added.
    package struct Code: Sendable, Hashable {
        private let name: String

        /// There is nothing at that path.
        package static let missing = Code(name: "missing")
        /// This user may not read it.
        package static let denied = Code(name: "denied")
        /// It is no regular file, or longer than is read.
        package static let unfit = Code(name: "unfit")
        /// The system said something else.
        package static let system = Code(name: "system")
    }

    package let code: Code
    package let path: String
    /// What happened, without the path.
    package let message: String

    init(_ code: Code, _ path: String, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// What `errno` says of the last call.
    static func last(_ path: String) -> HostError {
        let number = errno
        let code: Code =
            switch number {
            case ENOENT, ENOTDIR: .missing
            case EACCES, EPERM: .denied
            default: .system
            }
        return HostError(code, path, String(cString: strerror(number)))
    }

    package var description: String { "\(path): \(message)" }
}
