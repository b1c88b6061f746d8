internal import Escaping
internal import FalcoRules
internal import Knowledge

/// The narrowest exception for what somebody does again and again: what reports would except for one of its alerts, and
/// all else that its alerts have in common and that says who does it.
struct TuningDraft {
    /// Values of one field; of more, only a directory that holds them all can stand for them.
    static let mostValues = 32
    private static let mostFields = 8
    /// From so many files on a directory that the command line names stands for them.
    private static let fewFiles = 4

    /// What narrows an exception without costing anything where all alerts agree in it.
    private static let narrowing = [
        "proc.exepath", "proc.cmdline", "proc.pname", "proc.tty", "user.loginuid", "proc.aname[2]",
    ]

    private(set) var row = TuningRow(tests: [])
    /// What makes it wider than the alerts at hand.
    private(set) var widened: [Prose] = []
    /// Fields that would have narrowed it and could not.
    private(set) var lacksCommand = false

    private let table: NoiseTable
    private let shapes: [NoiseShape]

    /// - Parameters:
    ///   - shapes: alike in who did it; not empty.
    ///   - keys: what a report's exception would stand on, with the place last.
    init(_ table: NoiseTable, _ shapes: [NoiseShape], keys: [String], place: String?) {
        self.table = table
        self.shapes = shapes
        var wanted = keys.filter { $0 != place }
        for key in Self.narrowing where !wanted.contains(key) && isShared(key) {
            if wanted.count < Self.mostFields - 1 { wanted.append(key) }
        }
        if let place { wanted.append(place) }
        for key in wanted {
            if let test = test(for: key, among: wanted) { row.tests.append(test) }
        }
        lacksCommand = row.test(of: "proc.cmdline") == nil
    }

    /// Whether all alerts say the same there, in words that an exception can carry.
    private func isShared(_ key: String) -> Bool {
        guard let value = table.text(key, of: shapes[0]), Escaping.falcoValue(value) != nil else {
            return false
        }
        return shapes.allSatisfy { table.text(key, of: $0) == value }
    }

    /// The values that the shapes have there, each once; `nil` when one of them says nothing or is unknown.
    func values(of key: String) -> [String]? { Self.values(of: key, table, shapes) }

    static func values(of key: String, _ table: NoiseTable, _ shapes: [NoiseShape]) -> [String]? {
        var values: [String] = []
        var seen: Set<String> = []
        for shape in shapes {
            guard let value = table.text(key, of: shape) else { return nil }
            if seen.insert(value).inserted { values.append(value) }
        }
        return values
    }

    private mutating func test(for key: String, among keys: [String]) -> TuningTest? {
        guard let values = values(of: key) else { return nil }
        let isList = table.knowledge.glossary.entry(key)?.kind == .list
        if isList {
            // Falco prints a list as `(a,b)`, and compares one by `in` alone.
            guard values.count == 1, values[0].hasPrefix("("), values[0].hasSuffix(")") else { return nil }
            let elements = values[0].dropFirst().dropLast().split(separator: ",").map(String.init)
            return elements.isEmpty
                ? nil : TuningTest(field: key, comparator: .isIn, values: elements, isList: true)
        }
        if values.count == 1 { return TuningTest(field: key, comparator: .equal, values: values) }
        if key == "fd.name", let test = directory(of: values, among: keys) { return test }
        guard values.count <= Self.mostValues else {
            widened.append(
                "`\(ours: key)` has \(values.count) values, too many to list, so the exception does not look at it."
            )
            return nil
        }
        return TuningTest(field: key, comparator: .isIn, values: values.sorted())
    }

    // MARK: Directories

    /// A directory in place of many files, where that is safe: the command line names it, and the exception holds for just
    /// this command line, so that the program reads nothing but what it was told to.
    private mutating func directory(of files: [String], among keys: [String]) -> TuningTest? {
        guard files.count >= Self.fewFiles, keys.contains("proc.cmdline"),
            let commands = values(of: "proc.cmdline"), commands.count == 1
        else { return nil }
        let named = commands[0].split(separator: " ").map { Self.trimmed(String($0)) }
        let directories = named.filter { name in
            name.utf8.first == UInt8(ascii: "/") && name.utf8.count > 1
                && !name.utf8.contains(where: { "?*[".utf8.contains($0) })
                && files.allSatisfy { Self.lies($0, in: name) }
        }
        guard let directory = directories.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        widened.append(
            "It also covers files below \(value: Excerpt.of(directory, longest: 96)) that have not been seen yet: the command line names that directory."
        )
        return TuningTest(field: "fd.name", comparator: .pmatch, values: [directory])
    }

    private static func trimmed(_ path: String) -> String {
        var path = path[...]
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path = path.dropLast() }
        return String(path)
    }

    private static func lies(_ file: String, in directory: String) -> Bool {
        file == directory || file.hasPrefix(directory + "/")
    }

    /// Adds what narrows it; the exception then also looks at that field.
    mutating func narrow(by test: TuningTest) {
        // The place comes last.
        row.tests.insert(test, at: max(0, row.tests.count - 1))
    }
}
