internal import Escaping
internal import FalcoRules

/// A change of Falco's rules, made of one or more findings about one rule, and ready to be tried on alerts.
struct TuningChange {
    let rule: Int
    let form: TuningReport.Proposal.Form
    /// The exception's, or the list's.
    let name: String
    let rows: [TuningRow]
    let findings: [TuningStudy.Finding]
    /// The items of the rules file that make it.
    let yaml: String
    /// What the rule then keeps quiet about, as Falco would read it from that.
    let evaluator: ConditionEvaluator
    let note: Prose

    /// Shapes that it is meant for.
    var shapes: Set<Int> { findings.reduce(into: []) { $0.formUnion($1.shapes) } }

    /// Findings of one rule and place that look at the same fields become rows of one exception.
    static func all(from findings: [TuningStudy.Finding], in study: TuningStudy) -> [TuningChange] {
        var changes: [TuningChange] = []
        var groups: [(key: [String], findings: [TuningStudy.Finding])] = []
        for finding in findings {
            if let change = study.house.change(for: finding, in: study) {
                changes.append(change)
                continue
            }
            let hook = hook(of: finding, in: study)
            let key = hook.map { [String(finding.rule), "macro", $0] } ?? groupKey(finding, in: study)
            if let known = groups.firstIndex(where: { $0.key == key && (hook != nil || !finding.isCondition) }
            ) {
                groups[known].findings.append(finding)
            } else {
                groups.append((key, [finding]))
            }
        }
        for (_, findings) in groups {
            let made =
                if let hook = hook(of: findings[0], in: study) {
                    study.house.macroChange(hook, findings, study)
                } else {
                    findings[0].isCondition ? narrowing(findings[0], study) : exception(findings, study)
                }
            if let made { changes.append(made) }
        }
        return study.house.joined(changes, in: study)
    }

    /// The macro of the site's that can carry the finding.
    private static func hook(of finding: TuningStudy.Finding, in study: TuningStudy) -> String? {
        finding.row.tests.allSatisfy(\.isWritableInCondition) ? study.hooks[finding.rule] : nil
    }

    private static func groupKey(_ finding: TuningStudy.Finding, in study: TuningStudy) -> [String] {
        var key = [String(finding.rule), finding.isCondition ? "condition" : "exception"]
        if let place = finding.place { key.append(finding.row.test(of: place)?.values.first ?? "") }
        // Directories and lists do not join with single values.
        return key + finding.row.tests.map { "\($0.field) \($0.comparator == .pmatch || $0.isList)" }
    }

    private static func exception(_ findings: [TuningStudy.Finding], _ study: TuningStudy) -> TuningChange? {
        let rows = findings.map(\.row).joined()
        guard let first = rows.first else { return nil }
        let name = study.house.freeName("falconer_\(digest(findings, study))", rule: findings[0].rule, study)
        let rule = study.table.rules[findings[0].rule].name
        let definition = TuningYAML.definition(
            name: name, fields: first.fields, comparators: first.tests.map(\.comparator.rawValue),
            rows: rows.map(written))
        let yaml = TuningYAML.exceptions(rule: rule, definition)
        guard let evaluator = readBack(yaml, study) else { return nil }
        return TuningChange(
            rule: findings[0].rule, form: .exception, name: name, rows: rows, findings: findings, yaml: yaml,
            evaluator: evaluator, note: "")
    }

    private static func narrowing(_ finding: TuningStudy.Finding, _ study: TuningStudy) -> TuningChange? {
        let parts = finding.row.tests.compactMap { $0.written() }
        guard parts.count == finding.row.tests.count else { return nil }
        let condition = parts.joined(separator: " and ")
        let yaml = TuningYAML.narrowing(rule: study.table.rules[finding.rule].name, condition)
        guard let parsed = try? RuleConditionParser.parse(condition),
            let evaluator = try? ConditionEvaluator(parsed, type: { study.types($0) })
        else { return nil }
        return TuningChange(
            rule: finding.rule, form: .condition, name: "", rows: [finding.row], findings: [finding],
            yaml: yaml,
            evaluator: evaluator,
            note:
                "An exception's values cannot carry what stands in one of these, a condition's can. It is put behind the rule's own condition: if that holds an `or` outside parentheses, it narrows the last part only."
        )
    }

    /// A row's values written for Falco.
    static func written(_ row: TuningRow) -> [String] {
        row.tests.map { test in
            let values = test.values.compactMap(Escaping.falcoValue)
            return test.comparator.takesList ? "[\(values.joined(separator: ", "))]" : values.first ?? ""
        }
    }

    /// What Falco makes of the exceptions of an item: read from its text, so that what is tried is what is given out.
    static func readBack(_ yaml: String, _ study: TuningStudy) -> ConditionEvaluator? {
        guard let file = try? Array(yaml.utf8).withUnsafeBufferPointer({ try RulesFileReader.read($0) }),
            let exception = file.rules.first?.exceptions.first,
            let condition = try? study.house.collection.condition(of: exception) ?? nil
        else { return nil }
        return try? ConditionEvaluator(condition, type: { study.types($0) })
    }

    /// Tells exceptions apart and is the same for the same alerts.
    private static func digest(_ findings: [TuningStudy.Finding], _ study: TuningStudy) -> String {
        let hash = ByteHash(seed: 0xFA1C_0000_7_14E)
        var state = hash.of(study.table.rules[findings[0].rule].name)
        for finding in findings {
            for test in finding.row.tests {
                state = hash.combine(state, hash.of(test.field))
                for value in test.values { state = hash.combine(state, hash.of(value)) }
            }
        }
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
