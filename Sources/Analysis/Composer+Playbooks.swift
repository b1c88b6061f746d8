internal import Escaping
internal import Knowledge

extension Composer {
    func impact() -> [Prose] {
        let impact = texts(items.impact)
        if !impact.isEmpty { return impact }
        let aims = plan.attack.tactics.map(\.name)
        if aims.isEmpty {
            return ["What an attacker gains depends on what the rule watches for; it is not known here."]
        }
        return ["If this is an attack, it serves \(ours: aims.joined(separator: ", "))."]
    }

    func assessment() -> Report.Assessment {
        let innocent = items.innocent.compactMap { item -> Report.Assessment.Case? in
            guard let cause = item.cause.fill(facts),
                let test = item.test.fill(facts)
            else { return nil }
            return Report.Assessment.Case(cause: cause, check: test)
        }
        return Report.Assessment(
            innocent: innocent, suspicious: texts(items.suspicious), reassuring: texts(items.reassuring)
        )
    }

    /// Steps in the order of their phases; within one, the rule's own before the general ones. A step says what none before
    /// it has said, and runs what none has run.
    func mitigation() -> [Report.MitigationStep] {
        var steps: [Report.MitigationStep] = []
        steps.reserveCapacity(items.steps.count)
        // Beside the steps, which are large: comparing must not copy them.
        var actions: [Prose] = []
        actions.reserveCapacity(items.steps.count)
        var shells: Set<String> = []
        for step in items.steps {
            guard let action = step.action.fill(facts), let why = step.why.fill(facts) else { continue }
            if actions.contains(action) { continue }
            let command = step.command.flatMap { self.command($0, purpose: action) }
            if let command, !shells.insert(command.shell.text).inserted { continue }
            actions.append(action)
            steps.append(
                Report.MitigationStep(
                    phase: step.phase, action: action, why: why, undo: step.undo?.fill(facts),
                    command: command))
        }
        return steps
    }

    /// What is worth keeping before anything is stopped.
    func evidence() -> [Prose] { texts(items.evidence) }

    private static let hash = ByteHash(seed: 0x5C0F_FEE5)

    /// Commands to run now: read-only ones first, each once.
    func commands(of steps: [Report.MitigationStep]) -> [Report.Command] {
        var harmless: [Report.Command] = []
        var disruptive: [Report.Command] = []
        harmless.reserveCapacity(items.commands.count + 8)
        var seen: [UInt64] = []
        seen.reserveCapacity(items.commands.count + 8)
        func add(_ command: Report.Command) {
            let hash = Composer.hash.of(command.shell.text)
            if seen.contains(hash) { return }
            seen.append(hash)
            if command.disruptive { disruptive.append(command) } else { harmless.append(command) }
        }
        for recipe in items.commands {
            guard let purpose = recipe.purpose?.fill(facts), let command = command(recipe, purpose: purpose)
            else { continue }
            add(command)
        }
        for step in steps { if let command = step.command { add(command) } }
        return harmless + disruptive
    }
}
