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
        var values: [String] = []
        values.reserveCapacity(tests.count)
        for test in tests {
            guard let written = test.values else { return nil }
            values.append(test.isList ? "[\(written.joined(separator: ", "))]" : written[0])
        }
        return heading37
            + exceptions(
                rule: rule,
                definition(
                    name: "falconer_\(fingerprint)", fields: tests.map(\.field),
                    comparators: tests.map { $0.isList ? "in" : "=" }, rows: [values]))
    }

    /// An item that adds exceptions to a rule.
    static func exceptions(rule: String, _ definitions: String) -> String {
        var yaml = "- rule: "
        yaml.reserveCapacity(96 + rule.utf8.count + definitions.utf8.count)
        yaml += Escaping.yaml(rule)
        yaml += "\n  exceptions:\n"
        yaml += definitions
        yaml += "  override:\n    exceptions: append\n"
        return yaml
    }

    /// One exception of such an item; without fields it adds to an exception that is there.
    /// - Parameter rows: values written for Falco.
    static func definition(
        name: String, fields: [String], comparators: [String], rows: [[String]]
    ) -> String {
        var yaml = "    - name: "
        yaml.reserveCapacity(512)
        yaml += isPlain(name) ? name : Escaping.yaml(name)
        yaml += "\n"
        if !fields.isEmpty {
            yaml += "      fields: "
            append(fields, to: &yaml) { $0.utf8.contains(UInt8(ascii: "[")) ? Escaping.yaml($0) : $0 }
            yaml += "      comps: "
            append(comparators, to: &yaml) { "\"\($0)\"" }
        }
        yaml += "      values:\n"
        for row in rows {
            yaml += "        - "
            append(row, to: &yaml) { $0 }
        }
        return yaml
    }

    /// A sequence on a line of its own.
    private static func append(_ items: [String], to yaml: inout String, _ written: (String) -> String) {
        var separator = "["
        for item in items {
            yaml += separator
            yaml += written(item)
            separator = ", "
        }
        yaml += items.isEmpty ? "[]\n" : "]\n"
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
            var yaml = heading24
            yaml.reserveCapacity(128 + condition.utf8.count)
            yaml += "- macro: "
            yaml += name
            yaml += "\n  condition: "
            yaml += quoted("(\(condition))")
            yaml += "\n"
            return yaml
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
        var condition = ""
        condition.reserveCapacity(256)
        for test in tests {
            guard let values = test.values else { return nil }
            if !condition.isEmpty { condition += " and " }
            condition += test.field
            if test.isList {
                condition += " in ("
                condition += values.joined(separator: ", ")
                condition += ")"
            } else {
                condition += " = "
                condition += values[0]
            }
        }
        return condition
    }

    /// As a YAML scalar in single quotes, in which nothing but they themselves is special.
    private static func quoted(_ text: String) -> String {
        "'\(Escaping.doublingQuotes(text))'"
    }
}
