internal import Escaping
internal import FalcoAlerts

/// Files for Falco's `rules.d` that quieten a rule. Each is whole, and says where it belongs and which Falco it needs.
enum TuningYAML {
    static let file = "/etc/falco/rules.d/falconer-tuning.yaml"

    /// A field, and what it must be as Falco wants it written.
    struct Test {
        let field: String
        let value: String
        /// Whether the field holds a list, all of which must be among the values.
        var isList = false
    }

    /// Whether a rule of that name can be written about.
    static func isWritable(_ rule: String) -> Bool { !rule.isEmpty && rule.utf8.count <= 256 }

    /// An exception for one combination of values.
    static func exception(rule: String, _ fingerprint: AlertDigest, _ tests: [Test]) -> String {
        var yaml = start("0.37")
        yaml.append("\n- rule: ")
        yaml.append(Escaping.yaml(rule))
        yaml.append("\n  exceptions:\n    - name: falconer_")
        yaml.append(fingerprint.description)
        yaml.append("\n      fields: [")
        add(tests, to: &yaml) { yaml, test in
            yaml.append(test.field.holds("[") ? Escaping.yaml(test.field) : test.field)
        }
        yaml.append("]\n      comps: [")
        add(tests, to: &yaml) { yaml, test in yaml.append(test.isList ? "\"in\"" : "\"=\"") }
        yaml.append("]\n      values:\n        - [")
        add(tests, to: &yaml) { yaml, test in
            if test.isList { yaml.append("[") }
            yaml.append(test.value)
            if test.isList { yaml.append("]") }
        }
        yaml.append("]\n  override:\n    exceptions: append\n")
        return yaml.string
    }

    @inline(__always)
    private static func add(_ tests: [Test], to yaml: inout Text, _ add: (inout Text, Test) -> Void) {
        for index in tests.indices {
            if index > 0 { yaml.append(", ") }
            add(&yaml, tests[index])
        }
    }

    /// An addition to the rule's condition.
    static func condition(rule: String, _ tests: [Test]) -> String {
        var yaml = start("0.37")
        yaml.append("\n- rule: ")
        yaml.append(Escaping.yaml(rule))
        yaml.append("\n  condition: ")
        yaml.append(quoted("and not (\(all(tests)))"))
        yaml.append("\n  override:\n    condition: append\n")
        return yaml.string
    }

    /// A macro that rules ask before they speak.
    static func macro(_ name: String, _ tests: [Test]) -> String {
        var yaml = start("0.24")
        yaml.append("\n- macro: ")
        yaml.append(name)
        yaml.append("\n  condition: ")
        yaml.append(quoted("(\(all(tests)))"))
        yaml.append("\n")
        return yaml.string
    }

    static func off(rule: String) -> String {
        """
        \(start("0.37").string)
        - rule: \(Escaping.yaml(rule))
          enabled: false
          override:
            enabled: replace

        """
    }

    /// The first line, in a text with room for more.
    private static func start(_ version: String) -> Text {
        var yaml = Text()
        yaml.reserve(768)
        yaml.append("# Belongs in ")
        yaml.append(file)
        yaml.append("; needs Falco ")
        yaml.append(version)
        yaml.append(" or newer.")
        return yaml
    }

    private static func all(_ tests: [Test]) -> String {
        var condition = Text()
        condition.reserve(512)
        for index in tests.indices {
            if index > 0 { condition.append(" and ") }
            condition.append(tests[index].field)
            condition.append(tests[index].isList ? " in (" : " = ")
            condition.append(tests[index].value)
            if tests[index].isList { condition.append(")") }
        }
        return condition.string
    }

    /// As a YAML scalar in single quotes, in which nothing but they themselves is special.
    private static func quoted(_ text: String) -> String {
        guard text.holds("'") else { return "'\(text)'" }
        let doubled = text.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
            .map { String($0) ?? "" }.joined(separator: "''")
        return "'\(doubled)'"
    }
}
