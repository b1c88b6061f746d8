internal import Escaping
internal import YAML

/// Takes the known keys of a map one by one and, at the end, refuses what is left.
struct KeyReader {
    private let node: YAMLNode
    private let what: String
    private let reader: PlaybookReader
    private let pairs: [(key: YAMLNode, value: YAMLNode)]
    private var asked: [String] = []

    /// - Parameter what: what the map is, as a message names it.
    init(_ node: YAMLNode, of what: String, reader: PlaybookReader) throws(KnowledgeError) {
        guard case .map(let pairs) = node.content else {
            throw reader.fault(node, "\(what) must be a map of keys and values, not \(node.shape)")
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

    func required<Value>(_ key: String, _ value: Value?) throws(KnowledgeError) -> Value {
        guard let value else { throw reader.fault(node, "\(what) needs `\(key)`") }
        return value
    }

    mutating func string(_ key: String) throws(KnowledgeError) -> String? {
        guard let node = node(key) else { return nil }
        return try text(node, key)
    }

    mutating func strings(_ key: String) throws(KnowledgeError) -> [String]? {
        guard let node = node(key) else { return nil }
        var strings: [String] = []
        for item in elements(node) { strings.append(try text(item, key)) }
        return strings
    }

    mutating func fields(_ key: String) throws(KnowledgeError) -> [String]? {
        guard let node = node(key) else { return nil }
        var fields: [String] = []
        for item in elements(node) {
            let name = try text(item, key)
            guard FieldName.isValid(name), reader.glossary.mayAsk(for: name) else {
                throw reader.fault(item, "`\(name)` is no field of Falco's that is known here")
            }
            fields.append(name)
        }
        return fields
    }

    /// Ids of ATT&CK techniques.
    mutating func techniques(_ key: String) throws(KnowledgeError) -> [String]? {
        guard let node = node(key) else { return nil }
        var ids: [String] = []
        for item in elements(node) {
            let id = try text(item, key)
            guard Technique.isID(id) else {
                throw reader.fault(item, "`\(id)` is no technique's id, such as T1059 or T1059.004")
            }
            ids.append(id)
        }
        return ids
    }

    mutating func flag(_ key: String) throws(KnowledgeError) -> Bool? {
        guard let node = node(key) else { return nil }
        switch node.scalar {
        case "true": return true
        case "false": return false
        default: throw reader.fault(node, "`\(key)` is `true` or `false`")
        }
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String
    ) throws(KnowledgeError) -> Choice? {
        guard let node = node(key) else { return nil }
        if let choice = node.scalar.flatMap(Choice.init(rawValue:)) { return choice }
        let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw reader.fault(node, "`\(key)` is one of \(allowed)")
    }

    /// Prose, in which our words may hold `code`.
    mutating func template(_ key: String) throws(KnowledgeError) -> Template? {
        guard let template = try values(key), let node = node(key) else { return nil }
        if template.hasOpenCode { throw reader.fault(node, "in `\(key)`: a backtick has no counterpart") }
        return template.withWholeCode
    }

    /// Shell text.
    mutating func command(_ key: String) throws(KnowledgeError) -> Template? {
        guard let template = try values(key), let node = node(key) else { return nil }
        var command = ShellCommand()
        for segment in template.segments {
            switch segment {
            case .words(let words): command.append(words)
            case .field, .derived:
                do {
                    try command.append(value: "value")
                } catch {
                    throw reader.fault(node, "in `\(key)`: \(error.message); values bring their own quotes")
                }
            }
        }
        if !command.isWhole { throw reader.fault(node, "in `\(key)`: a quote is never closed") }
        return template
    }

    /// Words with places for values.
    private mutating func values(_ key: String) throws(KnowledgeError) -> Template? {
        guard let node = node(key) else { return nil }
        let text = try text(node, key)
        do {
            return try Template(parsing: text, isKnown: reader.glossary.mayAsk)
        } catch {
            throw reader.fault(node, "in `\(key)`: \(error.message)")
        }
    }

    mutating func conditions() throws(KnowledgeError) -> [Condition] {
        guard let node = node("when") else { return [] }
        var conditions: [Condition] = []
        for item in elements(node) {
            let text = try text(item, "when")
            do {
                conditions.append(try Condition(parsing: text, isKnown: reader.glossary.mayAsk))
            } catch {
                throw reader.fault(item, "in `when`: \(error.message)")
            }
        }
        return conditions
    }

    mutating func items<Item>(
        _ key: String, _ read: (YAMLNode) throws(KnowledgeError) -> Item
    ) throws(KnowledgeError) -> [Item] {
        guard let node = node(key) else { return [] }
        guard case .list(let nodes) = node.content else {
            throw reader.fault(node, "`\(key)` must be a list, not \(node.shape)")
        }
        var items: [Item] = []
        for node in nodes { items.append(try read(node)) }
        return items
    }

    /// Refuses the keys that nobody asked for.
    func finish() throws(KnowledgeError) {
        for (key, _) in pairs {
            let name = key.scalar ?? ""
            if asked.contains(name) { continue }
            let hint = Nearest.name(to: name, among: asked).map { "; did you mean `\($0)`?" } ?? "."
            let allowed = asked.joined(separator: ", ")
            throw reader.fault(key, "`\(name)` is no key of \(what)\(hint) Allowed: \(allowed)")
        }
    }

    /// A list's items; a single value stands for a list of one.
    private func elements(_ node: YAMLNode) -> [YAMLNode] {
        if case .list(let items) = node.content { items } else { [node] }
    }

    private func text(_ node: YAMLNode, _ key: String) throws(KnowledgeError) -> String {
        guard var text = node.scalar else {
            throw reader.fault(node, "`\(key)` must be text, not \(node.shape)")
        }
        while text.utf8.last == UInt8(ascii: "\n") || text.utf8.last == UInt8(ascii: " ") {
            text.removeLast()
        }
        guard !text.isEmpty else { throw reader.fault(node, "`\(key)` is empty") }
        if text.utf8.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\n") || $0 == 0x7F }) {
            throw reader.fault(node, "`\(key)` holds a control character")
        }
        return text
    }
}
