/// What an exception from a rule could make of a field.
struct Footing: OptionSet, Sendable {
    let rawValue: UInt8

    /// It takes more than a name to imitate its value.
    static let strong = Footing(rawValue: 1)
    /// Its value must be a path from the root: anything else is a name.
    static let path = Footing(rawValue: 2)
    /// It holds the path of a program.
    static let program = Footing(rawValue: 4)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ key: String) {
        self =
            switch key {
            case "proc.exepath", "proc.pexepath": [.strong, .path, .program]
            case "fd.name": [.strong, .path]
            case "container.image.repository", "container.image.digest", "proc.hash.sha256", "k8s.ns.name":
                .strong
            default: []
            }
    }
}
