package import FalcoRPC

/// Why a source cannot be used, or ended before its time.
package enum SourceError: Error, Sendable, CustomStringConvertible {
    /// Falco's gRPC API.
    case falco(FalcoRPCError)
    /// A file or a pipe.
    case input(InputError)

    package var description: String {
        switch self {
        case .falco(let error): error.description
        case .input(let error): error.description
        }
    }
}

/// Why an input cannot be read.
package struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault. New codes may be added.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable {
            case notFound, noPermission, unreadable, noAlerts, unavailable, badConfiguration, damaged
        }
        private let value: Value

        /// There is no such file.
        package static let notFound = Code(value: .notFound)
        /// The system forbids it.
        package static let noPermission = Code(value: .noPermission)
        /// It is no file of lines, or reading failed.
        package static let unreadable = Code(value: .unreadable)
        /// It is cut short or damaged before its first alert.
        package static let damaged = Code(value: .damaged)
        /// It has lines, and none of them is an alert.
        package static let noAlerts = Code(value: .noAlerts)
        /// It cannot be listened there.
        package static let unavailable = Code(value: .unavailable)
        /// A file that says how to listen does not say it, such as one that holds no certificate.
        package static let badConfiguration = Code(value: .badConfiguration)
    }

    package let code: Code
    /// The input as it was named.
    package let input: String
    /// What is wrong, in words.
    package let message: String

    package init(code: Code, input: String, message: String) {
        self.code = code
        self.input = input
        self.message = message
    }

    package var description: String { "\(input): \(message)" }
}
