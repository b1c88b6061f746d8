/// What is wrong with a condition, and where in its text.
package struct RuleConditionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what would be right, in words.
    package let message: String
    /// Counted from 1.
    package let line: Int
    package let column: Int

    package var description: String { "\(line):\(column): \(message)" }
}
