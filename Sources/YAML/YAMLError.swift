/// What is wrong with a YAML file, and where.
package struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault. New codes may be added.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case syntax, unsupported, structure, tooLarge }
        private let value: Value

        /// The file is not YAML.
        package static let syntax = Code(value: .syntax)
        /// The file uses a part of YAML that is not let in: anchors, aliases, tags.
        package static let unsupported = Code(value: .unsupported)
        /// The file is YAML of another shape than allowed: empty, or a key twice.
        package static let structure = Code(value: .structure)
        /// The file is longer, deeper or has more parts than allowed.
        package static let tooLarge = Code(value: .tooLarge)
    }

    package let code: Code
    /// What is wrong, in words.
    package let message: String
    /// Where, counted from 1; 0 when the whole file is meant.
    package let line: Int
    package let column: Int
    /// The error below this one, in words.
    package let cause: String?

    package init(_ code: Code, line: Int = 0, column: Int = 0, message: String, cause: String? = nil) {
        self.code = code
        self.line = line
        self.column = column
        self.message = message
        self.cause = cause
    }

    package var description: String {
        (line > 0 ? "\(line):\(column): " : "") + message + (cause.map { " (\($0))" } ?? "")
    }
}
