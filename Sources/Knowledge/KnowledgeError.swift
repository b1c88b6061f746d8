internal import YAML

/// What is wrong with a file of knowledge: where, what, and what would be right.
package struct KnowledgeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault. New codes may be added.
    package struct Code: Sendable, Hashable {
        enum Value: Sendable { case syntax, structure, tooLarge, notFound, denied, unreadable, conflict }
        let value: Value

        /// The file is not YAML, or uses a part of YAML that playbooks may not use.
        package static let syntax = Code(value: .syntax)
        /// The file is YAML, but no playbook: an unknown key, a wrong shape, a bad condition or template.
        package static let structure = Code(value: .structure)
        /// The file is longer, deeper or has more parts than allowed.
        package static let tooLarge = Code(value: .tooLarge)
        /// There is no such file.
        package static let notFound = Code(value: .notFound)
        /// The file is there, but this user may not read it.
        package static let denied = Code(value: .denied)
        /// The file is there, but cannot be read.
        package static let unreadable = Code(value: .unreadable)
        /// Another file says the same already.
        package static let conflict = Code(value: .conflict)
    }

    package let code: Code
    /// What is wrong and what is allowed, in words.
    package let message: String
    /// The file, as the caller named it.
    package let file: String
    /// Where the fault is, counted from 1; 0 when the whole file is meant.
    package let line: Int
    package let column: Int
    /// The error below this one, in words.
    package let cause: String?

    package init(
        _ code: Code, file: String, line: Int = 0, column: Int = 0, message: String, cause: String? = nil
    ) {
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.cause = cause
    }

    /// `FILE:LINE:COLUMN: message`, as compilers print it.
    package var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return "\(place): \(message)" + (cause.map { " (\($0))" } ?? "")
    }

    init(_ error: YAMLError, file: String) {
        let code: Code =
            switch error.code {
            case .tooLarge: .tooLarge
            case .structure: .structure
            default: .syntax
            }
        self.init(
            code, file: file, line: error.line, column: error.column, message: error.message,
            cause: error.cause)
    }
}

/// All that is wrong with one playbook, or with several: at least one fault.
package struct PlaybookFaults: Error, Sendable {
    package let errors: [KnowledgeError]
}
