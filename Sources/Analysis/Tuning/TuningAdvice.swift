internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// The narrowest exception that would have kept this alert away, or why there should be none.
struct TuningAdvice {
    private static let file = TuningYAML.file
    private let facts: AlertFacts
    private let fingerprint: AlertDigest
    private let plan: RulePlan
    private let bound: BoundPlan
    private let grounds: TuningGrounds

    init(_ composer: Composer, _ grounds: TuningGrounds) {
        facts = composer.facts
        fingerprint = composer.fingerprint
        plan = composer.plan
        bound = composer.bound
        self.grounds = grounds
    }

    /// The narrowest change that Falco takes; or the reason for none, with the last resort where one is bearable.
    var advices: [Report.ConfigurationAdvice] {
        let usable = grounds.usableKeys()
        let objection = grounds.objection(to: usable)
        guard objection == nil, let keys = grounds.withOrders(grounds.withPlace(usable)) else {
            return [refusal(objection ?? grounds.lacksOrders)] + (grounds.isMereNoise ? [switchingOff] : [])
        }
        let values = keys.map { Exact($0, facts) }
        if let yaml = TuningYAML.exception(
            rule: facts.rule, fingerprint, values.map { $0.test(Escaping.falcoValue) })
        {
            return [exception(yaml, keys)] + older(values)
        }
        let tests = values.map { $0.test(Escaping.falcoString) }
        if let yaml = TuningYAML.condition(rule: facts.rule, tests) {
            return [condition(yaml, keys)]
        }
        let unsafe = tests.first { $0.values == nil }?.field ?? keys[0]
        return [
            refusal(
                "the value of `\(ours: unsafe)` cannot be written so that Falco takes it for exactly this text, and an exception without it would hide more."
            )
        ]
    }

    /// A field with its value as it came.
    private struct Exact {
        let key: String
        /// `nil` when it did not come as text.
        let value: String?
        let isList: Bool

        init(_ key: String, _ facts: AlertFacts) {
            self.key = key
            let place = facts.layout.place(of: key)
            value = place.flatMap { facts.fields.isRepaired(at: $0) ? nil : facts.known[$0] }
            isList = place.map { facts.layout.fields[$0].entry?.kind == .list } ?? false
        }

        /// A test for just this value, written by `write`; without values when one cannot be written.
        func test(_ write: (String) -> String?) -> TuningYAML.Test {
            guard let value else { return TuningYAML.Test(field: key, values: nil) }
            guard isList else { return TuningYAML.Test(field: key, values: write(value).map { [$0] }) }
            // Falco prints a list as `(a,b)`, and compares one by `in` alone.
            let elements =
                value.utf8.first == UInt8(ascii: "(") && value.utf8.last == UInt8(ascii: ")")
                ? value.dropFirst().dropLast() : value[...]
            let written = elements.split(separator: ",").map { write(String($0)) }
            let values = written.compactMap(\.self)
            return TuningYAML.Test(
                field: key, values: values.count == written.count && !values.isEmpty ? values : nil,
                isList: true)
        }
    }

    // MARK: The changes, the narrowest first

    private func exception(_ yaml: String, _ keys: [String]) -> Report.ConfigurationAdvice {
        var note = consequences(keys)
        note.append(" Falco 0.28 to 0.36 takes it with `append: true` in place of the section `override`.")
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning, title: "Except just this combination, once you know that it is innocent",
            yaml: yaml, file: TuningAdvice.file, leastVersion: "0.37", note: note)
    }

    private func condition(_ yaml: String, _ keys: [String]) -> Report.ConfigurationAdvice {
        var note: Prose =
            "An exception's values cannot carry what stands in one of these, a condition's can. It is put behind the rule's own condition: if that holds an `or` outside parentheses, it narrows the last part only. "
        note.append(consequences(keys))
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning,
            title:
                "Leave just this combination out of the rule's condition, once you know that it is innocent",
            yaml: yaml, file: TuningAdvice.file, leastVersion: "0.37", note: note)
    }

    /// The same through the rule's own macro, which every Falco takes.
    private func older(_ values: [Exact]) -> [Report.ConfigurationAdvice] {
        guard let hook = plan.hook,
            let yaml = TuningYAML.macro(hook.name, values.map { $0.test(Escaping.falcoString) })
        else { return [] }
        var note: Prose =
            "The rule asks `\(ours: hook.name)` before it speaks. This file takes the place of what the macro says now: where you have filled it already, join both with `or`."
        if !hook.others.isEmpty {
            note.append(
                " It also quiets \(ours: hook.others.joined(separator: ", ")), which \(ours: hook.others.count == 1 ? "asks" : "ask") the same macro."
                    as Prose)
        }
        return [
            Report.ConfigurationAdvice(
                kind: .tuning, title: "Or the same through the rule's own macro, for a Falco before 0.28",
                yaml: yaml, file: TuningAdvice.file, leastVersion: "0.24", note: note)
        ]
    }

    private var switchingOff: Report.ConfigurationAdvice {
        Report.ConfigurationAdvice(
            kind: .tuning, title: "As a last resort, switch the rule off",
            yaml: TuningYAML.off(rule: facts.rule), file: TuningAdvice.file, leastVersion: "0.37",
            note:
                "Then Falco is silent about all that this rule watches, on every machine that reads the file. At priority \(ours: facts.priority.name) that can be right where nobody acts on it; filtering it behind Falco keeps it for an investigation."
        )
    }

    private func refusal(_ reason: Prose) -> Report.ConfigurationAdvice {
        var note: Prose = "None is given because "
        note.append(reason)
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning, title: "No exception for this alert", yaml: nil, file: TuningAdvice.file,
            leastVersion: "0.37", note: note)
    }

    private func consequences(_ keys: [String]) -> Prose {
        "It also hides every later alert of this rule in which \(ours: keys.joined(separator: " and ")) \(ours: keys.count == 2 ? "are both" : "are all") the same, whoever is behind it: an intruder who \(ours: facts.words.isAudit ? "uses the same account for the same" : "uses the same program in the same place") is not seen by this rule any more. Check it with `falco --dry-run`, or with `falco --validate` for the rule's own file and then for this one. It must be loaded after the file that defines the rule; with rules of plugins, list it behind theirs in `rules_files`."
    }

    private func addAdvice(to note: inout Prose) {
        guard let advice = bound.tuningAdvice(facts) else { return }
        note.append(" ")
        note.append(advice)
    }
}
