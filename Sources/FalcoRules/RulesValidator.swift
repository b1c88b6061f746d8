/// Checks what Falco checks when it compiles rules: conditions, the fields they ask for, macros, lists and exceptions.
package struct RulesValidator: Sendable {
    /// Whether Falco has a field; the name comes without its argument.
    package var isField: @Sendable (String) -> Bool
    /// Macros and lists of other files.
    package var macros: Set<String>
    package var lists: Set<String>
    /// What Falco compares a field as, to check operators and values; without it they are not checked.
    package var type: (@Sendable (String) -> FieldType?)?

    package init(
        macros: Set<String> = [], lists: Set<String> = [],
        type: (@Sendable (String) -> FieldType?)? = nil, isField: @escaping @Sendable (String) -> Bool
    ) {
        self.macros = macros
        self.lists = lists
        self.type = type
        self.isField = isField
    }

    /// All faults of a file, in the order of its items.
    package func faults(in bytes: UnsafeBufferPointer<UInt8>) -> [RulesFileError] {
        do throws(RulesFileError) {
            return faults(in: try RulesFileReader.read(bytes))
        } catch {
            return [error]
        }
    }

    package func faults(in file: RulesFile) -> [RulesFileError] {
        let lists = lists.union(file.lists.map(\.name))
        // A macro may use those before it; a rule may use all.
        var known = macros
        var faults: [RulesFileError] = []
        for macro in file.macros {
            faults += self.faults(in: macro.condition, adds: macro.changes != .none, known, lists)
            known.insert(macro.name)
        }
        for rule in file.rules {
            if let condition = rule.condition {
                faults += self.faults(in: condition, adds: rule.adds("condition"), known, lists)
            }
            for exception in rule.exceptions { faults += self.faults(in: exception, lists) }
        }
        return faults
    }

    /// - Parameter adds: whether the text is put behind another condition, and so begins with `and` or `or`.
    private func faults(
        in text: RulesFile.Text, adds: Bool, _ macros: Set<String>, _ lists: Set<String>
    ) -> [RulesFileError] {
        let condition: RuleCondition
        do throws(RuleConditionError) {
            condition = try RuleConditionParser.parse(adds ? "a.b = c \(text.text)" : text.text)
        } catch {
            return [RulesFileError("in the condition: \(error.message)", line: text.line + error.line - 1)]
        }
        var faults: [RulesFileError] = []
        for operand in condition.fields where !(adds && operand.field == "a.b") && !isField(operand.field) {
            faults.append(RulesFileError("Falco has no field `\(operand.field)`", line: text.line))
        }
        for name in condition.macros where !macros.contains(name) {
            faults.append(RulesFileError("there is no macro `\(name)`", line: text.line))
        }
        condition.visit { part in
            if case .comparison(let comparison) = part, case .list(let name) = comparison.right,
                !lists.contains(name)
            {
                faults.append(RulesFileError("there is no list `\(name)`", line: text.line))
            }
        }
        return faults + typeFaults(in: condition, lists, line: text.line)
    }

    /// Comparisons that a field's type does not take, and values that are none of that type.
    private func typeFaults(
        in condition: RuleCondition, _ lists: Set<String>, line: Int
    ) -> [RulesFileError] {
        guard let type else { return [] }
        var faults: [RulesFileError] = []
        condition.visit { part in
            guard case .comparison(var comparison) = part else { return }
            switch comparison.right {
            case .list: comparison.right = .values([])
            // Lists have not been put in yet.
            case .values(let values): comparison.right = .values(values.filter { !lists.contains($0) })
            case .value, .field, nil: break
            }
            do throws(ConditionFault) {
                _ = try ConditionTest(comparison, type)
            } catch {
                faults.append(RulesFileError(error.message, line: line))
            }
        }
        return faults
    }

    private func faults(in exception: RulesFile.Exception, _ lists: Set<String>) -> [RulesFileError] {
        var faults: [RulesFileError] = []
        for field in exception.fields {
            let name = field.utf8.firstIndex(of: UInt8(ascii: "[")).map { String(field[..<$0]) } ?? field
            if !isField(name) {
                faults.append(RulesFileError("Falco has no field `\(name)`", line: exception.line))
            }
        }
        // Falco writes the exception out as a condition and parses that.
        guard !exception.fields.isEmpty, let condition = exception.condition() else { return faults }
        do throws(RuleConditionError) {
            let parsed = try RuleConditionParser.parse(condition)
            faults += typeFaults(in: parsed, lists, line: exception.line)
        } catch {
            faults.append(
                RulesFileError(
                    "the exception `\(exception.name)` makes no condition: \(error.message)",
                    line: exception.line))
        }
        return faults
    }
}

extension RulesFile.Rule {
    /// Whether a key is put behind what an earlier rule has there.
    func adds(_ key: String) -> Bool { changes.adds(key) }
}

extension RulesFile.Exception {
    /// The condition that Falco makes of it, which holds when the rule is to keep quiet; `nil` without values.
    package func condition() -> String? {
        guard !values.isEmpty else { return nil }
        if isSingle {
            let all = values.compactMap { row in
                if case .one(let text) = row.first { Self.quoted(text) } else { nil }
            }
            return "(\(fields[0]) \(comparators[0]) (\(all.joined(separator: ", "))))"
        }
        let rows = values.map { row in
            let parts = zip(zip(fields, comparators), row).map { test, value in
                "\(test.0) \(test.1) \(Self.text(of: value, for: test.1))"
            }
            return "(\(parts.joined(separator: " and ")))"
        }
        return "(\(rows.joined(separator: " or ")))"
    }

    private static func text(of value: Value, for comparator: String) -> String {
        switch value {
        case .many(let texts): return "(\(texts.map(quoted).joined(separator: ", ")))"
        case .one(let text):
            let takesList = RuleCondition.Comparator(rawValue: comparator)?.takesList ?? false
            guard takesList else { return quoted(text) }
            return text.hasPrefix("(") ? text : "(\(text))"
        }
    }

    /// Falco puts quotes around a value with a space, and escapes nothing.
    static func quoted(_ text: String) -> String {
        text.utf8.contains(UInt8(ascii: " ")) && !text.hasPrefix("\"") && !text.hasPrefix("'")
            ? "\"\(text)\"" : text
    }
}
