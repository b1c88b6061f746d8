internal import Escaping
internal import YAML

/// Takes the known keys of a map one by one and, at the end, refuses what is left. What is wrong is noted with the reader;
/// a value that has a fault counts as none.
struct KeyReader {
    private let node: YAMLNode
    private let what: String
    private let reader: PlaybookReader
    private let pairs: [(key: YAMLNode, value: YAMLNode)]
    private var asked: [String] = []
    private let marks = Marks()

    /// Keys whose values have faults; shared, since asking for a value changes it.
    private final class Marks {
        var faulty: Set<String> = []
    }

    /// - Parameter what: what the map is, as a message names it.
    init?(_ node: YAMLNode, of what: String, reader: PlaybookReader) {
        guard case .map(let pairs) = node.content else {
            reader.fault(node, "\(what) must be a map of keys and values, not \(node.shape)")
            return nil
        }
        self.node = node
        self.what = what
        self.reader = reader
        self.pairs = pairs
    }

    mutating func node(_ key: String) -> YAMLNode? {
        if !asked.contains(key) { asked.append(key) }
        return pairs.first { $0.key.scalar == key }?.value
    }

    /// Notes a fault of the key's value.
    private func fault(_ key: String, _ node: YAMLNode, _ message: String) {
        marks.faulty.insert(key)
        reader.fault(node, message)
    }

    /// Whether the key is there, with a fault.
    func isFaulty(_ key: String) -> Bool { marks.faulty.contains(key) }

    func required<Value>(_ key: String, _ value: Value?) -> Value? {
        if value == nil, !isFaulty(key) { reader.fault(node, "\(what) needs `\(key)`") }
        return value
    }

    mutating func string(_ key: String) -> String? {
        guard let node = node(key) else { return nil }
        return text(node, key)
    }

    mutating func strings(_ key: String) -> [String]? {
        guard let node = node(key) else { return nil }
        return elements(node).compactMap { text($0, key) }
    }

    mutating func fields(_ key: String) -> [String]? {
        guard let node = node(key) else { return nil }
        return elements(node).compactMap { item in
            guard let name = text(item, key) else { return nil }
            if FieldName.isValid(name), reader.glossary.mayAsk(for: name) { return name }
            fault(key, item, "`\(name)` is no field of Falco's that is known here")
            return nil
        }
    }

    /// Ids of ATT&CK techniques.
    mutating func techniques(_ key: String) -> [String]? {
        guard let node = node(key) else { return nil }
        return elements(node).compactMap { item in
            guard let id = text(item, key) else { return nil }
            if Technique.isID(id) { return id }
            fault(key, item, "`\(id)` is no technique's id, such as T1059 or T1059.004")
            return nil
        }
    }

    mutating func flag(_ key: String) -> Bool? {
        guard let node = node(key) else { return nil }
        switch node.scalar {
        case "true": return true
        case "false": return false
        default:
            fault(key, node, "`\(key)` is `true` or `false`")
            return nil
        }
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) -> Choice? {
        guard let node = node(key) else { return nil }
        if let choice = node.scalar.flatMap(Choice.init(rawValue:)) { return choice }
        let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        fault(key, node, "`\(key)` is one of \(allowed)")
        return nil
    }

    /// Prose, in which our words may hold `code`.
    mutating func template(_ key: String) -> Template? {
        guard let template = values(key), let node = node(key) else { return nil }
        if template.hasOpenCode { fault(key, node, "in `\(key)`: a backtick has no counterpart") }
        return template.withWholeCode
    }

    /// Shell text. A value stands outside quotes, and where the shell passes it along instead of running it.
    mutating func command(_ key: String) -> Template? {
        guard let template = values(key), let node = node(key) else { return nil }
        var command = ShellCommand()
        var reading = ShellReading()
        for segment in template.segments {
            switch segment {
            case .words(let words):
                command.append(words)
                reading.read(words)
            case .field, .derived:
                do {
                    try command.append(value: "value")
                } catch {
                    fault(key, node, "in `\(key)`: \(error.message); values bring their own quotes")
                    return nil
                }
                if let objection = reading.objection {
                    fault(key, node, "in `\(key)`: \(objection); values may only be passed along")
                    return nil
                }
                reading.readValue()
            }
        }
        if !command.isWhole { fault(key, node, "in `\(key)`: a quote is never closed") }
        reading.finish()
        if let failure = reading.failure {
            fault(key, node, "in `\(key)`: \(failure); values may only be passed along")
            return nil
        }
        return template
    }

    /// Words with places for values.
    private mutating func values(_ key: String) -> Template? {
        guard let node = node(key), let text = text(node, key) else { return nil }
        do {
            return try Template(parsing: text, isKnown: reader.glossary.mayAsk)
        } catch {
            fault(key, node, "in `\(key)`: \(error.message)")
            return nil
        }
    }

    mutating func conditions() -> [Condition] {
        guard let node = node("when") else { return [] }
        return elements(node).compactMap { item -> Condition? in
            guard let text = text(item, "when") else { return nil }
            do throws(Condition.Fault) {
                return try Condition(parsing: text, isKnown: reader.glossary.mayAsk)
            } catch {
                fault("when", item, "in `when`: \(error.message)")
                return nil
            }
        }
    }

    mutating func items<Item>(_ key: String, _ read: (YAMLNode) -> Item?) -> [Item] {
        guard let node = node(key) else { return [] }
        guard case .list(let nodes) = node.content else {
            fault(key, node, "`\(key)` must be a list, not \(node.shape)")
            return []
        }
        return nodes.compactMap(read)
    }

    /// Refuses the keys that nobody asked for.
    func finish() {
        for (key, _) in pairs {
            let name = key.scalar ?? ""
            if asked.contains(name) { continue }
            let hint = Nearest.name(to: name, among: asked).map { "; did you mean `\($0)`?" } ?? "."
            let allowed = asked.joined(separator: ", ")
            reader.fault(key, "`\(name)` is no key of \(what)\(hint) Allowed: \(allowed)")
        }
    }

    /// A list's items; a single value stands for a list of one.
    private func elements(_ node: YAMLNode) -> [YAMLNode] {
        if case .list(let items) = node.content { items } else { [node] }
    }

    private func text(_ node: YAMLNode, _ key: String) -> String? {
        guard var text = node.scalar else {
            fault(key, node, "`\(key)` must be text, not \(node.shape)")
            return nil
        }
        while text.utf8.last == UInt8(ascii: "\n") || text.utf8.last == UInt8(ascii: " ") {
            text.removeLast()
        }
        guard !text.isEmpty else {
            fault(key, node, "`\(key)` is empty")
            return nil
        }
        guard text.utf8.count <= CompactPlaybook.longestText else {
            fault(key, node, "`\(key)` is longer than \(CompactPlaybook.longestText / 1024) KiB")
            return nil
        }
        if text.utf8.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\n") || $0 == 0x7F }) {
            fault(key, node, "`\(key)` holds a control character")
            return nil
        }
        return text
    }
}
