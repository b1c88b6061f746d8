internal import ArgumentParser
internal import FalcoAlerts

/// A priority in any of Falco's spellings.
struct PriorityArgument: ExpressibleByArgument {
    let value: Priority

    init?(argument: String) {
        guard let priority = Priority(spelling: argument) else { return nil }
        value = priority
    }

    static var allValueStrings: [String] { Priority.known.map { $0.name.lowercased() } }
}
