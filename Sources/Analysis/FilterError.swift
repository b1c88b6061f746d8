/// Why a selection makes no sense.
package struct FilterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong. New codes may be added.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case empty, unknownPriority, noValue, badKey, tooLong }
        private let value: Value

        /// Nothing to compare with was given.
        package static let empty = Code(value: .empty)
        package static let unknownPriority = Code(value: .unknownPriority)
        /// A field without `=` and a pattern.
        package static let noValue = Code(value: .noValue)
        /// No field can have that name.
        package static let badKey = Code(value: .badKey)
        package static let tooLong = Code(value: .tooLong)
    }

    package let code: Code
    /// What is wrong and what would be right, to be shown behind the flag's name.
    package let message: String
    package var cause: (any Error)? { nil }

    package var description: String { message }
}
