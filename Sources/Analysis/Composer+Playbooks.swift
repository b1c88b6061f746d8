internal import Escaping
internal import Knowledge

extension Composer {
    func impact() -> [Prose] {
        if !said.impact.isEmpty { return said.impact }
        let aims = plan.attack.tactics.map(\.name)
        if aims.isEmpty {
            return ["What an attacker gains depends on what the rule watches for; it is not known here."]
        }
        return ["If this is an attack, it serves \(ours: aims.joined(separator: ", "))."]
    }

    /// Steps in the order of their phases; within one, the rule's own before the general ones. A step says what none before
    /// it has said, and runs what none has run.
    func mitigation() -> [Report.MitigationStep] {
        var steps: [Report.MitigationStep] = []
        steps.reserveCapacity(16)
        var actions: [Prose] = []
        actions.reserveCapacity(16)
        for (number, phase) in Report.MitigationStep.Phase.allCases.enumerated() {
            for bound in bound.playbooks {
                for index in bound.playbook.steps(in: number)
                where bound.holds(bound.playbook.steps[index].check, facts) {
                    let step = bound.playbook.steps[index]
                    guard let action = bound.fill(step.action, facts), let why = bound.fill(step.why, facts),
                        !action.isAmong(actions)
                    else { continue }
                    let command = step.command.flatMap {
                        self.command(bound.playbook.stepCommands[Int($0)], of: bound, purpose: action)
                    }
                    if let command, steps.contains(where: { $0.command?.shell == command.shell }) { continue }
                    actions.append(action)
                    steps.append(
                        Report.MitigationStep(
                            phase: phase, action: action, why: why,
                            undo: step.undo.flatMap { bound.fill($0, facts) }, command: command))
                }
            }
        }
        return steps
    }

    private static let hash = ByteHash(seed: 0x5C0F_FEE5)

    /// Commands to run now: read-only ones first, each once.
    func commands(of steps: [Report.MitigationStep]) -> [Report.Command] {
        var commands: [Report.Command] = []
        var disruptive: [Report.Command] = []
        commands.reserveCapacity(24)
        var seen: [UInt64] = []
        seen.reserveCapacity(24)
        func isNew(_ command: Report.Command) -> Bool {
            let hash = Composer.hash.of(command.shell.line)
            if seen.contains(hash) { return false }
            seen.append(hash)
            return true
        }
        for bound in bound.playbooks {
            for index in bound.playbook.commands.indices
            where bound.holds(bound.playbook.commands[index].check, facts) {
                let item = bound.playbook.commands[index]
                if let purpose = item.purpose.flatMap({ bound.fill($0, facts) }),
                    let command = command(item, of: bound, purpose: purpose), isNew(command)
                {
                    if command.disruptive { disruptive.append(command) } else { commands.append(command) }
                }
            }
        }
        for step in steps {
            if let command = step.command, isNew(command) {
                if command.disruptive { disruptive.append(command) } else { commands.append(command) }
            }
        }
        return disruptive.isEmpty ? commands : commands + disruptive
    }
}
