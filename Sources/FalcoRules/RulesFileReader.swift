internal import YAML

/// Reads rules files with the checks that Falco makes while it loads them: shapes, keys that an `override` must name,
/// exceptions.
package struct RulesFileReader {
    /// Falco's own largest file has 150 KiB.
    package static let limits = (bytes: 4 << 20, nodes: 400_000)

    /// - Throws: the first fault, as Falco would stop at it.
    package static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(RulesFileError) -> RulesFile {
        let documents: [YAMLNode]
        do throws(YAMLError) {
            documents = try YAMLReader.readAll(
                bytes, limits: YAMLReader.Limits(bytes: limits.bytes, depth: 12, nodes: limits.nodes))
        } catch {
            throw RulesFileError(error)
        }
        var items: [RulesFile.Item] = []
        for document in documents {
            if document.scalar?.isEmpty == true { continue }
            guard case .list(let nodes) = document.content else {
                throw RulesFileError("a rules file is a list of rules, macros and lists", line: document.line)
            }
            for node in nodes { items.append(try item(node)) }
        }
        return RulesFile(items: items)
    }

    private static func item(_ node: YAMLNode) throws(RulesFileError) -> RulesFile.Item {
        guard case .map = node.content else {
            throw RulesFileError("an item is a map of keys and values", line: node.line)
        }
        if node["required_engine_version"] != nil || node["required_plugin_versions"] != nil {
            return .requirement
        }
        if node["list"] != nil { return .list(try list(node)) }
        if node["macro"] != nil { return .macro(try macro(node)) }
        if node["rule"] != nil { return .rule(try rule(node)) }
        throw RulesFileError("an item is a `rule`, a `macro` or a `list`", line: node.line)
    }

    private static func list(_ node: YAMLNode) throws(RulesFileError) -> RulesFile.List {
        let name = try text(node, "list")
        guard !name.isEmpty, !name.utf8.contains(where: { " \t()=,\"'".utf8.contains($0) }) else {
            throw RulesFileError("`\(name)` can be no list's name", line: node.line)
        }
        guard let items = try texts(node, "items") else { throw missing("items", node) }
        return RulesFile.List(
            name: name, line: node.line, items: items,
            changes: try changes(node, appendable: ["items"], replaceable: ["items"]))
    }

    private static func macro(_ node: YAMLNode) throws(RulesFileError) -> RulesFile.Macro {
        let name = try text(node, "macro")
        guard isIdentifier(name) else {
            throw RulesFileError(
                "`\(name)` can be no macro's name: letters, digits and `_`, a letter first", line: node.line)
        }
        guard let condition = try optional(node, "condition") else { throw missing("condition", node) }
        return RulesFile.Macro(
            name: name, line: node.line, condition: condition,
            changes: try changes(node, appendable: ["condition"], replaceable: ["condition"]))
    }

    private static let appendable: Set<String> = ["condition", "output", "desc", "tags", "exceptions"]
    private static let replaceable: Set<String> = [
        "condition", "output", "desc", "priority", "tags", "exceptions", "enabled", "warn_evttypes",
        "skip-if-unknown-filter",
    ]

    private static func rule(_ node: YAMLNode) throws(RulesFileError) -> RulesFile.Rule {
        let name = try text(node, "rule")
        let changes = try changes(node, appendable: appendable, replaceable: replaceable)
        let rule = RulesFile.Rule(
            name: name, line: node.line, condition: try optional(node, "condition"),
            output: try optional(node, "output")?.text, priority: try optional(node, "priority")?.text,
            source: try optional(node, "source")?.text, enabled: try flag(node, "enabled"),
            tags: try texts(node, "tags") ?? [], exceptions: try exceptions(node, adds: changes != .none),
            changes: changes)
        if let priority = rule.priority, !isPriority(priority) {
            throw RulesFileError("`\(priority)` is no priority of Falco's", line: node["priority"]?.line ?? 0)
        }
        try checkWhole(rule, node)
        return rule
    }

    /// A rule that changes nothing earlier has everything, or nothing but `enabled`.
    private static func checkWhole(_ rule: RulesFile.Rule, _ node: YAMLNode) throws(RulesFileError) {
        guard rule.changes == .none else { return }
        let needed = ["condition", "output", "desc", "priority"]
        let given = needed.filter { node[$0] != nil }
        if given.isEmpty {
            if rule.enabled == nil { throw missing("enabled", node) }
        } else if let lacking = needed.first(where: { node[$0] == nil }) {
            throw missing(lacking, node)
        }
    }

    private static func isPriority(_ text: String) -> Bool {
        let names = [
            "emergency", "alert", "critical", "error", "warning", "notice", "info", "informational", "debug",
        ]
        return names.contains(text.lowercased())
    }

    private static func changes(
        _ node: YAMLNode, appendable: Set<String>, replaceable: Set<String>
    ) throws(RulesFileError) -> RulesFile.Changes {
        let appends = try flag(node, "append") ?? false
        guard let override = node["override"] else { return appends ? .appends : .none }
        if appends {
            throw RulesFileError("`append` and `override` exclude each other", line: override.line)
        }
        guard case .map(let pairs) = override.content else {
            throw RulesFileError("`override` is a map of keys to `append` or `replace`", line: override.line)
        }
        var operations: [String: RulesFile.Changes.Operation] = [:]
        for (key, value) in pairs {
            let name = key.scalar ?? ""
            guard let operation = value.scalar.flatMap(RulesFile.Changes.Operation.init) else {
                throw RulesFileError(
                    "`\(name)` is to be overridden by `append` or `replace`", line: value.line)
            }
            guard (operation == .append ? appendable : replaceable).contains(name) else {
                throw RulesFileError(
                    "`\(name)` cannot be overridden by `\(operation.rawValue)`", line: key.line)
            }
            guard node[name] != nil else {
                throw RulesFileError("`override` names `\(name)`, which the item lacks", line: key.line)
            }
            operations[name] = operation
        }
        for name in appendable.union(replaceable).sorted() where operations[name] == nil {
            if let extra = node[name] {
                throw RulesFileError("`\(name)` has no entry under `override`", line: extra.line)
            }
        }
        return .overrides(operations)
    }

    // MARK: Exceptions

    private static func exceptions(
        _ node: YAMLNode, adds: Bool
    ) throws(RulesFileError) -> [RulesFile.Exception] {
        guard let list = node["exceptions"] else { return [] }
        if list.scalar?.isEmpty == true { return [] }
        guard case .list(let nodes) = list.content else {
            throw RulesFileError("`exceptions` is a list", line: list.line)
        }
        var exceptions: [RulesFile.Exception] = []
        for node in nodes {
            let exception = try exception(node, adds: adds)
            if exceptions.contains(where: { $0.name == exception.name }) {
                throw RulesFileError("the exception `\(exception.name)` comes twice", line: node.line)
            }
            exceptions.append(exception)
        }
        return exceptions
    }

    private static func exception(
        _ node: YAMLNode, adds: Bool
    ) throws(RulesFileError) -> RulesFile.Exception {
        guard case .map = node.content else {
            throw RulesFileError(
                "an exception is a map with `name`, `fields`, `comps` and `values`", line: node.line)
        }
        let name = try text(node, "name")
        let isSingle = node["fields"]?.scalar != nil
        let fields = try texts(node, "fields") ?? []
        if fields.isEmpty, !adds { throw missing("fields", node) }
        var comparators = try texts(node, "comps") ?? []
        if comparators.isEmpty { comparators = fields.map { _ in isSingle ? "in" : "=" } }
        guard comparators.count == fields.count else {
            throw RulesFileError(
                "`comps` has \(comparators.count) entries for \(fields.count) fields", line: node.line)
        }
        for comparator in comparators where RuleCondition.Comparator(rawValue: comparator) == nil {
            throw RulesFileError("`\(comparator)` is no operator of Falco's", line: node.line)
        }
        var values: [[RulesFile.Exception.Value]] = []
        if let list = node["values"] {
            guard case .list(let rows) = list.content else {
                throw RulesFileError("`values` is a list", line: list.line)
            }
            for row in rows {
                let row = (try value(row, depth: 0), row.line)
                values.append(try self.row(row.0, fields: fields.count, isSingle: isSingle, line: row.1))
            }
        }
        return RulesFile.Exception(
            name: name, line: node.line, fields: fields, comparators: comparators, values: values,
            isSingle: isSingle)
    }

    private indirect enum Nested {
        case text(String)
        case list([Nested])
    }

    private static func value(_ node: YAMLNode, depth: Int) throws(RulesFileError) -> Nested {
        switch node.content {
        case .scalar(let text):
            if text.isEmpty { throw RulesFileError("a value is empty", line: node.line) }
            return .text(text)
        case .list(let nodes) where depth < 2:
            var items: [Nested] = []
            for node in nodes { items.append(try value(node, depth: depth + 1)) }
            return .list(items)
        default: throw RulesFileError("a value is text, or a list of texts", line: node.line)
        }
    }

    private static func row(
        _ row: Nested, fields: Int, isSingle: Bool, line: Int
    ) throws(RulesFileError) -> [RulesFile.Exception.Value] {
        switch row {
        case .text(let text):
            guard isSingle || fields == 0 else {
                throw RulesFileError("a row of `values` is a list with a value for each field", line: line)
            }
            return [.one(text)]
        case .list(let items):
            guard !isSingle else {
                throw RulesFileError("with one field `values` is a list of texts", line: line)
            }
            guard fields == 0 || items.count == fields else {
                throw RulesFileError(
                    "a row of `values` has \(items.count) values for \(fields) fields", line: line)
            }
            var values: [RulesFile.Exception.Value] = []
            for item in items {
                switch item {
                case .text(let text): values.append(.one(text))
                case .list(let texts):
                    values.append(
                        .many(texts.compactMap { if case .text(let text) = $0 { text } else { nil } }))
                }
            }
            return values
        }
    }

    // MARK: Values

    private static func missing(_ key: String, _ node: YAMLNode) -> RulesFileError {
        RulesFileError("the item lacks `\(key)`", line: node.line)
    }

    private static func optional(_ node: YAMLNode, _ key: String) throws(RulesFileError) -> RulesFile.Text? {
        guard let value = node[key] else { return nil }
        guard let text = value.scalar, !text.isEmpty else {
            throw RulesFileError("`\(key)` is text, and not empty", line: value.line)
        }
        return RulesFile.Text(text: text, line: value.line)
    }

    private static func text(_ node: YAMLNode, _ key: String) throws(RulesFileError) -> String {
        guard let value = try optional(node, key) else { throw missing(key, node) }
        return value.text
    }

    /// A list of texts; a single one counts as a list of one.
    private static func texts(_ node: YAMLNode, _ key: String) throws(RulesFileError) -> [String]? {
        guard let value = node[key] else { return nil }
        if let text = value.scalar { return [text] }
        guard case .list(let nodes) = value.content else {
            throw RulesFileError("`\(key)` is a list", line: value.line)
        }
        var texts: [String] = []
        for node in nodes {
            guard let text = node.scalar else {
                throw RulesFileError("`\(key)` is a list of texts", line: node.line)
            }
            texts.append(text)
        }
        return texts
    }

    private static func flag(_ node: YAMLNode, _ key: String) throws(RulesFileError) -> Bool? {
        guard let value = node[key] else { return nil }
        switch value.scalar?.lowercased() {
        case "true", "yes", "on", "y": return true
        case "false", "no", "off", "n": return false
        default: throw RulesFileError("`\(key)` is `true` or `false`", line: value.line)
        }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first | 0x20) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
        }
    }
}
