/// Items of playbooks, each kind in order.
final class Selection {
    let impact: [CompiledPlan.Statement]
    let suspicious: [CompiledPlan.Statement]
    let reassuring: [CompiledPlan.Statement]
    let evidence: [CompiledPlan.Statement]
    let innocent: [CompiledPlan.Cause]
    /// In the order of their phases.
    let steps: [CompiledPlan.Step]
    let commands: [Recipe]
    /// What the conditions of all these ask for, each once.
    private let subjects: [Check.Subject]
    /// What was shown lately, with what those said then: alerts of one rule often differ in other things only.
    private var kept: [(values: [String?], selection: Selection)] = []
    private var next = 0

    private static let mostKept = 4
    /// Longer values are not worth keeping.
    private static let longestKept = 256

    init(
        impact: [CompiledPlan.Statement], suspicious: [CompiledPlan.Statement],
        reassuring: [CompiledPlan.Statement], evidence: [CompiledPlan.Statement],
        innocent: [CompiledPlan.Cause], steps: [CompiledPlan.Step], commands: [Recipe]
    ) {
        self.impact = impact
        self.suspicious = suspicious
        self.reassuring = reassuring
        self.evidence = evidence
        self.innocent = innocent
        self.steps = steps
        self.commands = commands
        var subjects: [Check.Subject] = []
        func add(_ check: Check) {
            for subject in check.subjects where !subjects.contains(subject) { subjects.append(subject) }
        }
        for statements in [impact, suspicious, reassuring, evidence] {
            for statement in statements { add(statement.check) }
        }
        for cause in innocent { add(cause.check) }
        for step in steps { add(step.check) }
        for command in commands { add(command.check) }
        self.subjects = subjects
    }

    /// Those items whose checks pass.
    func filtered(_ passes: (Check) -> Bool) -> Selection {
        Selection(
            impact: impact.filter { passes($0.check) }, suspicious: suspicious.filter { passes($0.check) },
            reassuring: reassuring.filter { passes($0.check) },
            evidence: evidence.filter { passes($0.check) },
            innocent: innocent.filter { passes($0.check) }, steps: steps.filter { passes($0.check) },
            commands: commands.filter { passes($0.check) })
    }

    /// Those items whose conditions hold for an alert whose traits let them all through.
    func holding(for facts: AlertFacts) -> Selection {
        if subjects.isEmpty { return self }
        for entry in kept where isSame(entry.values, facts) { return entry.selection }
        let made = filtered { $0.holds(facts) }
        let values = subjects.map { $0.value(in: facts) }
        guard values.allSatisfy({ ($0?.utf8.count ?? 0) <= Selection.longestKept }) else { return made }
        if kept.count < Selection.mostKept {
            kept.append((values, made))
        } else {
            kept[next] = (values, made)
            next = (next + 1) % Selection.mostKept
        }
        return made
    }

    private func isSame(_ values: [String?], _ facts: AlertFacts) -> Bool {
        for (subject, value) in zip(subjects, values) where subject.value(in: facts) != value { return false }
        return true
    }
}
