internal import Escaping
internal import Knowledge

extension Composer {
    func impact() -> [Prose] {
        let impact = texts(compiled.impact)
        if !impact.isEmpty { return impact }
        let aims = plan.attack.tactics.map(\.name)
        if aims.isEmpty {
            return ["What an attacker gains depends on what the rule watches for; it is not known here."]
        }
        return ["If this is an attack, it serves \(ours: aims.joined(separator: ", "))."]
    }

    func assessment() -> Report.Assessment {
        let innocent = compiled.innocent.compactMap { item -> Report.Assessment.Case? in
            guard item.check.holds(facts), let cause = item.cause.fill(facts),
                let test = item.test.fill(facts)
            else { return nil }
            return Report.Assessment.Case(cause: cause, check: test)
        }
        return Report.Assessment(
            innocent: innocent, suspicious: texts(compiled.suspicious), reassuring: texts(compiled.reassuring)
        )
    }

    /// Steps in the order of their phases; within one, the rule's own before the general ones.
    func mitigation() -> [Report.MitigationStep] {
        var steps: [Report.MitigationStep] = []
        steps.reserveCapacity(compiled.steps.count)
        // Beside the steps, which are large: comparing must not copy them.
        var actions: [Prose] = []
        actions.reserveCapacity(compiled.steps.count)
        for step in compiled.steps where step.check.holds(facts) {
            guard let action = step.action.fill(facts), let why = step.why.fill(facts) else { continue }
            if actions.contains(action) { continue }
            actions.append(action)
            steps.append(
                Report.MitigationStep(
                    phase: step.phase, action: action, why: why, undo: step.undo?.fill(facts),
                    command: step.command.flatMap { command($0, purpose: action) }))
        }
        return steps
    }

    /// What is worth keeping before anything is stopped.
    func evidence() -> [Prose] { texts(compiled.evidence) }

    /// Commands to run now: read-only ones first, each once.
    func commands(of steps: [Report.MitigationStep]) -> [Report.Command] {
        var harmless: [Report.Command] = []
        var disruptive: [Report.Command] = []
        harmless.reserveCapacity(compiled.commands.count + 8)
        var texts: [String] = []
        func add(_ command: Report.Command) {
            let text = command.shell.text
            if texts.contains(where: { $0.utf8.count == text.utf8.count && $0 == text }) { return }
            texts.append(text)
            if command.disruptive { disruptive.append(command) } else { harmless.append(command) }
        }
        for recipe in compiled.commands where recipe.check.holds(facts) {
            guard let purpose = recipe.purpose?.fill(facts), let command = command(recipe, purpose: purpose)
            else { continue }
            add(command)
        }
        for step in steps { if let command = step.command { add(command) } }
        return harmless + disruptive
    }
}
