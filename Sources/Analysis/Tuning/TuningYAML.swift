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
        let values = tests.compactMap { test in
            test.values.map { test.isList ? "[\($0.joined(separator: ", "))]" : $0[0] }
        }
        guard values.count == tests.count else { return nil }
        return heading("0.37") + "\n"
            + exceptions(
                rule: rule,
                definition(
                    name: "falconer_\(fingerprint)", fields: tests.map(\.field),
                    comparators: tests.map { $0.isList ? "in" : "=" }, rows: [values]))
    }

    /// An item that adds exceptions to a rule.
    static func exceptions(rule: String, _ definitions: String) -> String {
        """
        - rule: \(Escaping.yaml(rule))
          exceptions:
        \(definitions)  override:
            exceptions: append

        """
    }

    /// One exception of such an item; without fields it adds to an exception that is there.
    /// - Parameter rows: values written for Falco.
    static func definition(
        name: String, fields: [String], comparators: [String], rows: [[String]]
    ) -> String {
        var yaml = "    - name: \(isPlain(name) ? name : Escaping.yaml(name))\n"
        if !fields.isEmpty {
            let names = fields.map { $0.utf8.contains(UInt8(ascii: "[")) ? Escaping.yaml($0) : $0 }
            yaml += "      fields: [\(names.joined(separator: ", "))]\n"
            yaml += "      comps: [\(comparators.map { "\"\($0)\"" }.joined(separator: ", "))]\n"
        }
        yaml += "      values:\n"
        for row in rows { yaml += "        - [\(row.joined(separator: ", "))]\n" }
        return yaml
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
        all(tests).map { heading("0.37") + "\n" + narrowing(rule: rule, $0) }
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
            """
            \(heading("0.24"))
            - macro: \(name)
              condition: \(quoted("(\(condition))"))

            """
        }
    }

    static func off(rule: String) -> String {
        """
        \(heading("0.37"))
        - rule: \(Escaping.yaml(rule))
          enabled: false
          override:
            enabled: replace

        """
    }

    private static func heading(_ version: String) -> String {
        "# Belongs in \(file); needs Falco \(version) or newer."
    }

    private static func all(_ tests: [Test]) -> String? {
        let parts = tests.compactMap { test in
            test.values.map {
                test.isList ? "\(test.field) in (\($0.joined(separator: ", ")))" : "\(test.field) = \($0[0])"
            }
        }
        return parts.count == tests.count ? parts.joined(separator: " and ") : nil
    }

    /// As a YAML scalar in single quotes, in which nothing but they themselves is special.
    private static func quoted(_ text: String) -> String {
        let doubled = text.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
            .map { String($0) ?? "" }.joined(separator: "''")
        return "'\(doubled)'"
    }
}
