internal import Escaping
internal import FalcoAlerts

/// Files for Falco's `rules.d` that quieten a rule. Each is whole, and says where it belongs and which Falco it needs.
enum TuningYAML {
    static let file = "/etc/falco/rules.d/falconer-tuning.yaml"

    /// A field and what it must be, written for Falco.
    struct Test {
        let field: String
        /// `nil` when one of them cannot be written.
        let values: [String]?
        /// Whether the field holds a list, all of which must be among the values.
        var isList = false
    }

    /// Whether a rule of that name can be written about.
    static func isWritable(_ rule: String) -> Bool { !rule.isEmpty && rule.utf8.count <= 256 }

    /// An exception for one combination of values; `nil` when one of them cannot be written.
    static func exception(
        rule: String, _ fingerprint: AlertDigest, _ tests: [Test]
    ) -> String? {
        guard tests.allSatisfy({ $0.values != nil }) else { return nil }
        var yaml = Text()
        yaml.reserve(1024)
        yaml.append(heading37)
        add(rule: rule, to: &yaml) { yaml in
            yaml.append("    - name: falconer_")
            yaml.append(fingerprint.description)
            yaml.append("\n      fields: ")
            add(tests, to: &yaml) { $1.append(written(field: $0.field)) }
            yaml.append("      comps: ")
            add(tests, to: &yaml) { $1.append($0.isList ? "\"in\"" : "\"=\"") }
            yaml.append("      values:\n        - ")
            add(tests, to: &yaml) { test, yaml in
                if test.isList {
                    add(test.values ?? [], to: &yaml, end: "]") { $1.append($0) }
                } else {
                    yaml.append(test.values?.first ?? "")
                }
            }
        }
        return yaml.string
    }

    /// An item that adds exceptions to a rule.
    static func exceptions(rule: String, _ definitions: String) -> String {
        var yaml = Text()
        add(rule: rule, to: &yaml) { $0.append(definitions) }
        return yaml.string
    }

    private static func add(rule: String, to yaml: inout Text, exceptions: (inout Text) -> Void) {
        yaml.append("- rule: ")
        yaml.append(Escaping.yaml(rule))
        yaml.append("\n  exceptions:\n")
        exceptions(&yaml)
        yaml.append("  override:\n    exceptions: append\n")
    }

    /// One exception of such an item; without fields it adds to an exception that is there.
    /// - Parameter rows: values written for Falco.
    static func definition(
        name: String, fields: [String], comparators: [String], rows: [[String]]
    ) -> String {
        var yaml = Text()
        yaml.append("    - name: ")
        yaml.append(isPlain(name) ? name : Escaping.yaml(name))
        yaml.append("\n")
        if !fields.isEmpty {
            yaml.append("      fields: ")
            add(fields, to: &yaml) { $1.append(written(field: $0)) }
            yaml.append("      comps: ")
            add(comparators, to: &yaml) { $1.append("\"\($0)\"") }
        }
        yaml.append("      values:\n")
        for row in rows {
            yaml.append("        - ")
            add(row, to: &yaml) { $1.append($0) }
        }
        return yaml.string
    }

    private static func written(field: String) -> String {
        field.utf8.contains(UInt8(ascii: "[")) ? Escaping.yaml(field) : field
    }

    /// A sequence, each of its items written by `write`.
    private static func add<Item>(
        _ items: [Item], to yaml: inout Text, end: StaticString = "]\n", _ write: (Item, inout Text) -> Void
    ) {
        yaml.append("[")
        for (place, item) in items.enumerated() {
            if place > 0 { yaml.append(", ") }
            write(item, &yaml)
        }
        yaml.append(end)
    }

    /// An item that adds to a list.
    static func list(_ name: String, adding items: [String]) -> String {
        """
        - list: \(isPlain(name) ? name : Escaping.yaml(name))
          items: [\(items.joined(separator: ", "))]
          override:
            items: append

        """
    }

    private static func isPlain(_ name: String) -> Bool {
        name.utf8.first.map { (0x61...0x7A).contains($0 | 0x20) } ?? false
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
            }
    }

    /// An addition to the rule's condition.
    static func condition(rule: String, _ tests: [Test]) -> String? {
        all(tests).map { heading37 + narrowing(rule: rule, $0) }
    }

    /// An item that leaves what meets a condition out of a rule's own.
    static func narrowing(rule: String, _ condition: String) -> String {
        """
        - rule: \(Escaping.yaml(rule))
          condition: \(quoted("and not (\(condition))"))
          override:
            condition: append

        """
    }

    /// An item that makes a macro hold for more.
    static func macro(_ name: String, adding condition: String) -> String {
        """
        - macro: \(name)
          condition: \(quoted("or \(condition)"))
          override:
            condition: append

        """
    }

    /// A macro that rules ask before they speak.
    static func macro(_ name: String, _ tests: [Test]) -> String? {
        all(tests).map { condition in
            var yaml = Text()
            yaml.reserve(512)
            yaml.append(heading24)
            yaml.append("- macro: ")
            yaml.append(name)
            yaml.append("\n  condition: '(")
            yaml.append(Escaping.doublingQuotes(condition))
            yaml.append(")'\n")
            return yaml.string
        }
    }

    static func off(rule: String) -> String {
        """
        \(heading37)- rule: \(Escaping.yaml(rule))
          enabled: false
          override:
            enabled: replace

        """
    }

    private static let heading24 = heading("0.24")
    private static let heading37 = heading("0.37")

    private static func heading(_ version: String) -> String {
        "# Belongs in \(file); needs Falco \(version) or newer.\n"
    }

    private static func all(_ tests: [Test]) -> String? {
        guard tests.allSatisfy({ $0.values != nil }) else { return nil }
        var condition = Text()
        condition.reserve(256)
        for test in tests {
            if !condition.isEmpty { condition.append(" and ") }
            condition.append(test.field)
            if test.isList {
                condition.append(" in (")
                condition.append((test.values ?? []).joined(separator: ", "))
                condition.append(")")
            } else {
                condition.append(" = ")
                condition.append(test.values?.first ?? "")
            }
        }
        return condition.string
    }

    /// As a YAML scalar in single quotes, in which nothing but they themselves is special.
    private static func quoted(_ text: String) -> String {
        "'\(Escaping.doublingQuotes(text))'"
    }
}
