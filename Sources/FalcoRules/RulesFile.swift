/// A Falco rules file, read: its items in order.
package struct RulesFile: Sendable {
    package enum Item: Sendable {
        case rule(Rule)
        case macro(Macro)
        case list(List)
        /// `required_engine_version` and `required_plugin_versions`.
        case requirement
    }

    /// A rule, or a change of one.
    package struct Rule: Sendable {
        package var name: String
        package var line: Int
        package var condition: Text?
        package var output: String?
        package var priority: String?
        package var source: String?
        package var enabled: Bool?
        package var tags: [String]
        package var exceptions: [Exception]
        package var changes: Changes
    }

    package struct Macro: Sendable {
        package var name: String
        package var line: Int
        package var condition: Text
        package var changes: Changes
    }

    package struct List: Sendable {
        package var name: String
        package var line: Int
        package var items: [String]
        package var changes: Changes
    }

    /// What keeps a rule quiet: fields, how each is compared, and the combinations of values.
    package struct Exception: Sendable, Hashable {
        package var name: String
        package var line: Int
        package var fields: [String]
        package var comparators: [String]
        /// One value, or a list of values, for each field.
        package var values: [[Value]]
        /// Whether `fields` is a single name, so that `values` lists what it may be.
        package var isSingle: Bool

        package enum Value: Sendable, Hashable {
            case one(String)
            case many([String])
        }
    }

    /// Text with its place in the file.
    package struct Text: Sendable, Hashable {
        package var text: String
        package var line: Int
    }

    /// How an item relates to an earlier one of the same name.
    package enum Changes: Sendable, Hashable {
        /// It stands for itself, in place of an earlier one.
        case none
        /// `append: true`, which Falco 0.37 and later call outdated.
        case appends
        /// `override`, with what is to be done with each key. Needs Falco 0.37.
        case overrides([String: Operation])

        package enum Operation: String, Sendable, Hashable, CaseIterable { case append, replace }
    }

    package var items: [Item]

    package var rules: [Rule] { items.compactMap { if case .rule(let rule) = $0 { rule } else { nil } } }
    package var macros: [Macro] { items.compactMap { if case .macro(let macro) = $0 { macro } else { nil } } }
    package var lists: [List] { items.compactMap { if case .list(let list) = $0 { list } else { nil } } }
}
