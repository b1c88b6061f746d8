internal import ArgumentParser

/// What is wrong with the flags. All faults are found before any is reported.
struct Faults {
    private var found: [String] = []

    mutating func add(_ text: String) {
        found.append(text)
    }

    /// Throws the faults as one usage error; returns when there are none.
    func check() throws {
        if !found.isEmpty { throw ValidationError(found.joined(separator: "\n       ")) }
    }
}
