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
        let comps = tests.map { $0.isList ? "\"in\"" : "\"=\"" }.joined(separator: ", ")
        let fields = tests.map(\.field).map { $0.utf8.contains(UInt8(ascii: "[")) ? Escaping.yaml($0) : $0 }
        return """
            \(heading("0.37"))
            - rule: \(Escaping.yaml(rule))
              exceptions:
                - name: falconer_\(fingerprint)
                  fields: [\(fields.joined(separator: ", "))]
                  comps: [\(comps)]
                  values:
                    - [\(values.joined(separator: ", "))]
              override:
                exceptions: append

            """
    }

    /// An addition to the rule's condition.
    static func condition(rule: String, _ tests: [Test]) -> String? {
        all(tests).map { condition in
            """
            \(heading("0.37"))
            - rule: \(Escaping.yaml(rule))
              condition: \(quoted("and not (\(condition))"))
              override:
                condition: append

            """
        }
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
