/// Rules files put together as Falco puts them together: later ones redefine, append to and replace parts of earlier ones.
///
/// A change of something that no file defines is kept all the same: a site's own file is often read here without the
/// files that come with Falco.
package struct RuleCollection: Sendable {
    package struct Rule: Sendable {
        package var name: String
        /// Empty when none of the files defines the rule.
        package var condition = ""
        package var source = "syscall"
        package var isEnabled = true
        package var exceptions: [Exception] = []
        package var isDefined = false
    }

    /// An exception with the file it comes from.
    package struct Exception: Sendable {
        package var exception: RulesFile.Exception
        /// As given to `add`; of its definition, not of rows that were appended.
        package var origin: String
    }

    package struct List: Sendable {
        package var name: String
        package var items: [String]
        package var isDefined: Bool
    }

    package struct Macro: Sendable {
        package var name: String
        package var condition: String
    }

    package private(set) var rules: [Rule] = []
    package private(set) var macros: [Macro] = []
    package private(set) var lists: [List] = []

    package init() {}

    package func rule(_ name: String) -> Rule? { rules.first { $0.name == name } }
    package func list(_ name: String) -> List? { lists.first { $0.name == name } }
    package func macro(_ name: String) -> Macro? { macros.first { $0.name == name } }

    // MARK: Adding

    /// Adds the items of a file behind those of the files before it.
    /// - Parameter origin: how the file is called where something of it is named.
    /// - Throws: what Falco would refuse the file for, given those before it.
    package mutating func add(_ file: RulesFile, origin: String) throws(RulesFileError) {
        for item in file.items {
            switch item {
            case .rule(let rule): try add(rule, origin)
            case .macro(let macro): add(macro)
            case .list(let list): add(list)
            case .requirement: break
            }
        }
    }

    private mutating func add(_ list: RulesFile.List) {
        guard let place = lists.firstIndex(where: { $0.name == list.name }) else {
            lists.append(List(name: list.name, items: list.items, isDefined: list.changes == .none))
            return
        }
        if list.changes.adds("items") {
            lists[place].items += list.items
        } else {
            lists[place] = List(name: list.name, items: list.items, isDefined: true)
        }
    }

    private mutating func add(_ macro: RulesFile.Macro) {
        guard let place = macros.firstIndex(where: { $0.name == macro.name }) else {
            macros.append(Macro(name: macro.name, condition: macro.condition.text))
            return
        }
        if macro.changes.adds("condition") {
            macros[place].condition += " " + macro.condition.text
        } else {
            macros[place].condition = macro.condition.text
        }
    }

    private mutating func add(_ item: RulesFile.Rule, _ origin: String) throws(RulesFileError) {
        let place: Int
        if let known = rules.firstIndex(where: { $0.name == item.name }) {
            place = known
        } else {
            place = rules.count
            rules.append(Rule(name: item.name))
        }
        if item.changes == .none {
            if let condition = item.condition {
                rules[place] = Rule(
                    name: item.name, condition: condition.text, source: item.source ?? "syscall",
                    isEnabled: item.enabled ?? true,
                    exceptions: item.exceptions.map { Exception(exception: $0, origin: origin) },
                    isDefined: true)
            } else if let enabled = item.enabled {
                rules[place].isEnabled = enabled
            }
            return
        }
        if let condition = item.condition {
            if item.adds("condition") {
                rules[place].condition += (rules[place].condition.isEmpty ? "" : " ") + condition.text
            } else {
                rules[place].condition = condition.text
            }
        }
        if let enabled = item.enabled { rules[place].isEnabled = enabled }
        if item.adds("exceptions") {
            for exception in item.exceptions { try append(exception, to: place, origin) }
        } else if item.replaces("exceptions") {
            rules[place].exceptions = item.exceptions.map { Exception(exception: $0, origin: origin) }
        }
    }

    private mutating func append(
        _ exception: RulesFile.Exception, to place: Int, _ origin: String
    ) throws(RulesFileError) {
        let known = rules[place].exceptions.firstIndex { $0.exception.name == exception.name }
        guard let known else {
            guard !exception.fields.isEmpty || !rules[place].isDefined else {
                throw RulesFileError(
                    "the exception `\(exception.name)` is new to the rule and lacks `fields`",
                    line: exception.line)
            }
            rules[place].exceptions.append(Exception(exception: exception, origin: origin))
            return
        }
        guard exception.fields.isEmpty else {
            throw RulesFileError(
                "the rule has an exception `\(exception.name)` already: only `values` can be appended to it",
                line: exception.line)
        }
        rules[place].exceptions[known].exception.values += exception.values
    }

    // MARK: Lists and macros

    /// A condition's text with the lists that it names put in, as Falco does it: in the text, also within quotes.
    package func resolved(_ condition: String) -> String {
        lists.reduce(condition) { Self.resolve($1.name, items(of: $1), in: $0) }
    }

    /// A list's items; those that name another list stand for its items.
    private func items(of list: List) -> [String] {
        list.items.flatMap { item in
            item == list.name ? [item] : self.list(item).map(\.items) ?? [item]
        }
    }

    private static func resolve(_ name: String, _ items: [String], in condition: String) -> String {
        var text = Array(condition.utf8)
        let name = Array(name.utf8)
        guard !name.isEmpty, text.count >= name.count else { return condition }
        func isBlank(_ byte: UInt8) -> Bool { " \t\n\r".utf8.contains(byte) }
        func isDelimiter(_ byte: UInt8) -> Bool { isBlank(byte) || "(),=".utf8.contains(byte) }
        let values = Array(items.map(RulesFile.Exception.quoted).joined(separator: ", ").utf8)
        var start = 0
        while start + name.count <= text.count {
            guard text[start...].starts(with: name), start == 0 || isDelimiter(text[start - 1]),
                start + name.count == text.count || isDelimiter(text[start + name.count])
            else {
                start += 1
                continue
            }
            var (from, to) = (start, start + name.count)
            while from > 0, isBlank(text[from - 1]) { from -= 1 }
            while to < text.count, isBlank(text[to]) { to += 1 }
            if values.isEmpty {
                if from > 0, text[from - 1] == UInt8(ascii: ",") {
                    from -= 1
                } else if to < text.count, text[to] == UInt8(ascii: ",") {
                    to += 1
                }
            }
            let space = UInt8(ascii: " ")
            let replacement = (from > 0 ? [space] : []) + values + [space]
            text.replaceSubrange(from..<to, with: replacement)
            start = from + replacement.count
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The macros that can be read, by name, with lists put in.
    package func macroConditions() -> [String: RuleCondition] {
        var conditions: [String: RuleCondition] = [:]
        for macro in macros {
            conditions[macro.name] = try? RuleConditionParser.parse(resolved(macro.condition))
        }
        return conditions
    }

    /// What makes a rule keep quiet by one of its exceptions; `nil` when the exception has no values.
    /// - Throws: why Falco would not take it.
    package func condition(of exception: RulesFile.Exception) throws(ConditionFault) -> RuleCondition? {
        guard !exception.fields.isEmpty, let text = exception.condition() else { return nil }
        do throws(RuleConditionError) {
            return try RuleConditionParser.parse(resolved(text))
        } catch {
            throw ConditionFault(message: error.message)
        }
    }
}

extension RulesFile.Changes {
    func adds(_ key: String) -> Bool {
        switch self {
        case .none: false
        case .appends: true
        case .overrides(let operations): operations[key] == .append
        }
    }
}

extension RulesFile.Rule {
    /// Whether a key takes the place of what an earlier rule has there.
    func replaces(_ key: String) -> Bool {
        if case .overrides(let operations) = changes { operations[key] == .replace } else { false }
    }
}
