/// Why a value may not stand in a shell command.
package struct UnquotableValue: Error, Sendable, Hashable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case missing, unrepresentable, tooLong, option, insideQuotes }
        private let value: Value

        /// The value is empty or `<NA>`: unknown.
        package static let missing = Code(value: .missing)
        /// No quoting can carry it.
        package static let unrepresentable = Code(value: .unrepresentable)
        package static let tooLong = Code(value: .tooLong)
        /// The program would take it for an option.
        package static let option = Code(value: .option)
        /// The command opened quotes of its own before the value.
        package static let insideQuotes = Code(value: .insideQuotes)
    }

    package var code: Code
    /// The reason in words, to be read after "left out because".
    package var message: String
    package var cause: (any Error)? { nil }

    package var description: String { message }
}
