/// Why a connection could not be made, or why it ended.
package struct HTTP2Error: Error, Sendable, CustomStringConvertible {
    /// What kind of fault it is.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let description: String

        /// There is nothing at that path.
        package static let missing = Code(description: "missing")
        /// Nobody listens there.
        package static let refused = Code(description: "refused")
        /// The caller may not open it.
        package static let permissionDenied = Code(description: "permission denied")
        /// There is a file at that path, but no socket.
        package static let notASocket = Code(description: "not a socket")
        /// The path, name or file given cannot be used.
        package static let invalid = Code(description: "invalid")
        /// Somebody listens there already.
        package static let inUse = Code(description: "in use")
        /// It took too long.
        package static let timedOut = Code(description: "timed out")
        /// The other side closed the connection.
        package static let closed = Code(description: "closed")
        /// The other side does not speak HTTP/2.
        package static let notHTTP2 = Code(description: "not HTTP/2")
        /// The other side broke the rules of HTTP/2.
        package static let violation = Code(description: "protocol violation")
        /// TLS failed: a certificate was refused, or the two sides have no version in common.
        package static let tls = Code(description: "TLS")
        /// The caller gave up.
        package static let cancelled = Code(description: "cancelled")
        /// The operating system refused something.
        package static let system = Code(description: "system")
    }

    package let code: Code
    /// What happened, in words for a person.
    package let message: String
    /// The error number of the system call that failed; 0 when there is none.
    package let errorNumber: Int32

    package init(_ code: Code, _ message: String, errorNumber: Int32 = 0) {
        self.code = code
        self.message = message
        self.errorNumber = errorNumber
    }

    /// A system call that failed with `errorNumber`.
    package static func system(_ what: String, _ errorNumber: Int32) -> HTTP2Error {
        HTTP2Error(.system, "\(what): \(SystemError.words(errorNumber))", errorNumber: errorNumber)
    }

    package var description: String { message }
}
