internal import Escaping
internal import FalcoAlerts
internal import FalcoRules
internal import Knowledge

/// Rules ask macros of a site's own before they speak, which come empty with Falco and which the site fills.
extension HouseRules {
    /// How Falco's own rules call such macros.
    private static let prefixes = ["user_known_", "user_expected_"]

    /// The macro of each of the table's rules that the files fill.
    func hooks(of table: NoiseTable, _ judge: inout SignJudge) -> [Int: String] {
        guard isGiven else { return [:] }
        let macros = collection.macroConditions()
        var hooks: [Int: String] = [:]
        for rule in table.rules.indices {
            guard let plan = plan(of: rule, table, &judge) else { continue }
            let candidates = named(by: table.rules[rule].name) + [plan.tuningHook?.name].compactMap(\.self)
            hooks[rule] = candidates.first { name in
                guard let condition = macros[name], !Self.isEmpty(condition, macros) else { return false }
                // Nor may a rule that comes with Falco ask it.
                if let known = plan.hook(name), !known.others.isEmpty { return false }
                return !isAskedElsewhere(name, rule: table.rules[rule].name)
            }
        }
        return hooks
    }

    /// Macros that the rule's condition in the files excludes.
    private func named(by rule: String) -> [String] {
        guard let known = collection.rule(rule), known.isDefined, let condition = parsed(known),
            case .and(let parts) = condition
        else { return [] }
        return parts.compactMap { part in
            guard case .not(.macro(let name)) = part, Self.prefixes.contains(where: name.hasPrefix) else {
                return nil
            }
            return name
        }
    }

    /// What the rule asks as it comes with Falco.
    private struct Hooks {
        let plan: RulePlan
        let preferred: String?

        typealias Hook = (name: String, others: [String])
        var tuningHook: Hook? { plan.tuningHook(preferred: preferred) }
        func hook(_ name: String) -> Hook? {
            plan.tuningHook(preferred: name).flatMap { $0.name == name ? $0 : nil }
        }
    }

    private func plan(of rule: Int, _ table: NoiseTable, _ judge: inout SignJudge) -> Hooks? {
        guard let shape = table.shapes.first(where: { Int($0.rule) == rule }),
            let alert = table.alert(of: shape)
        else { return nil }
        let composer = judge.composer(for: alert)
        return Hooks(plan: composer.plan, preferred: composer.compiled.tuning?.macro)
    }

    private func parsed(_ rule: RuleCollection.Rule) -> RuleCondition? {
        try? RuleConditionParser.parse(collection.resolved(rule.condition))
    }

    /// Whether it says what Falco's empty macros say.
    private static func isEmpty(_ condition: RuleCondition, _ macros: [String: RuleCondition]) -> Bool {
        switch condition {
        case .macro("never_true"): true
        case .macro(let name): macros[name].map { isEmpty($0, [:]) } ?? false
        case .and(let parts), .or(let parts): parts.count == 1 && isEmpty(parts[0], macros)
        case .comparison(let comparison):
            comparison.left.name == "evt.num" && comparison.comparator == .equal
                && comparison.right == .value("0")
        case .not: false
        }
    }

    private func isAskedElsewhere(_ macro: String, rule: String) -> Bool {
        func names(_ condition: String) -> Bool {
            condition.utf8.split { !ASCIIName.isPart($0) }.contains { $0.elementsEqual(macro.utf8) }
        }
        return collection.macros.contains { $0.name != macro && names($0.condition) }
            || collection.rules.contains { $0.name != rule && names($0.condition) }
    }

    // MARK: What there is

    /// Shapes of which the files' own conditions say that their rule keeps quiet about them now.
    func quiet(in table: NoiseTable, hooks: [Int: String]) -> Set<Int> {
        guard isGiven else { return [] }
        let macros = collection.macroConditions()
        var quiet: Set<Int> = []
        for rule in table.rules.indices {
            let tests = [
                hooks[rule].map { RuleCondition.macro($0) },
                collection.rule(table.rules[rule].name).flatMap {
                    $0.isDefined ? parsed($0).map { .not($0) } : nil
                },
            ]
            let evaluators = tests.compactMap(\.self).compactMap {
                try? ConditionEvaluator($0, macros: macros, type: { types($0) })
            }
            if evaluators.isEmpty { continue }
            table.pool.withAll { bytes in
                for (place, shape) in table.shapes.enumerated() where Int(shape.rule) == rule {
                    let source = ShapeSource(table, shape, bytes)
                    if evaluators.contains(where: { $0.evaluate(source) == .yes }) { quiet.insert(place) }
                }
            }
        }
        return quiet
    }

    /// What a reader should know of shapes that are quiet by the files' conditions.
    func remarks(on table: NoiseTable, quiet: Set<Int>) -> [Prose] {
        var counts: [Int: Int] = [:]
        for place in quiet { counts[Int(table.shapes[place].rule), default: 0] += table.shapes[place].count }
        return counts.sorted { $0.key < $1.key }.map { rule, count in
            "By the conditions in your files the rule \(value: Excerpt.of(table.rules[rule].name, longest: 96)) keeps quiet about \(ours: count.of("alert")) of this history already: they are older than the files, or Falco has not loaded these."
        }
    }

    // MARK: What can be used

    /// Findings about one rule as an addition to the macro through which the site quietens it.
    func macroChange(_ name: String, _ findings: [TuningStudy.Finding], _ study: TuningStudy) -> TuningChange?
    {
        var groups: [(key: [String], rows: [TuningRow])] = []
        for row in findings.map(\.row) {
            let key = row.tests.map { "\($0.field) \($0.comparator == .pmatch || $0.isList)" }
            if let known = groups.firstIndex(where: { $0.key == key }) {
                groups[known].rows.append(row)
            } else {
                groups.append((key, [row]))
            }
        }
        let rows = groups.flatMap { $0.rows.joined() }
        let parts = rows.map { $0.tests.compactMap { $0.written() } }
        guard !rows.isEmpty, zip(rows, parts).allSatisfy({ $0.tests.count == $1.count }) else { return nil }
        let condition = parts.map { "(\($0.joined(separator: " and ")))" }.joined(separator: " or ")
        guard let parsed = try? RuleConditionParser.parse(condition),
            let evaluator = try? ConditionEvaluator(parsed, type: { types($0) })
        else { return nil }
        return TuningChange(
            rule: findings[0].rule, form: .macro, name: name, rows: rows, findings: findings,
            yaml: TuningYAML.macro(name, adding: condition), evaluator: evaluator,
            note:
                "It adds to your macro `\(ours: name)`, through which your files quieten this rule already and which no other rule asks."
        )
    }
}
