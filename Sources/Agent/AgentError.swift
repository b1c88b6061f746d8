/// Why a run could not begin or had to end.
package struct AgentError: Error, Sendable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        private let name: String
        package static let cannotCreate = Code(name: "cannotCreate")
        package static let internalFault = Code(name: "internalFault")
    }

    package let code: Code
    /// What happened, for a person.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
