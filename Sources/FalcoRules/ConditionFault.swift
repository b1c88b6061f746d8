/// Why Falco would not compile a condition that parses, or why it cannot be evaluated here.
package struct ConditionFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// In words.
    package let message: String

    package init(message: String) {
        self.message = message
    }

    package var description: String { message }
}
