internal import ArgumentParser

/// What is wrong with the flags. All faults are found before any is reported.
struct Faults {
    private var found: [String] = []

    init() {}

    /// Begins with what is wrong with the flags of any command.
    init(in command: some ParsableCommand) {
        for name in RepeatedOptions.names(in: command, Array(CommandLine.arguments.dropFirst())) {
            add("\(name) is given more than once, and has one value")
        }
    }

    mutating func add(_ text: String) {
        found.append(text)
    }

    /// Throws the faults as one usage error; returns when there are none.
    func check() throws {
        if !found.isEmpty { throw ValidationError(found.joined(separator: "\n       ")) }
    }
}
