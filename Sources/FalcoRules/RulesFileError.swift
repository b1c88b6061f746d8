internal import YAML

/// What is wrong with a rules file, and where.
package struct RulesFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what would be right, in words.
    package let message: String
    /// Counted from 1; 0 when the whole file is meant.
    package let line: Int

    package init(_ message: String, line: Int) {
        self.message = message
        self.line = line
    }

    init(_ error: YAMLError) {
        self.init(error.message + (error.cause.map { " (\($0))" } ?? ""), line: error.line)
    }

    package var description: String { line > 0 ? "\(line): \(message)" : message }
}
