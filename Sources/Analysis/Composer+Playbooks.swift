internal import Escaping
internal import Knowledge

extension Composer {
    func impact() -> [Prose] {
        let impact = statements(\.impact, in: playbooks)
        if !impact.isEmpty { return impact }
        let aims = plan.attack.tactics.map(\.name)
        if aims.isEmpty {
            return ["What an attacker gains depends on what the rule watches for; it is not known here."]
        }
        return ["If this is an attack, it serves \(ours: aims.joined(separator: ", "))."]
    }

    func assessment() -> Report.Assessment {
        var innocent: [Report.Assessment.Case] = []
        for playbook in playbooks {
            for item in playbook.innocent where item.when.hold(facts) {
                guard let cause = facts.fill(item.cause), let check = facts.fill(item.check) else { continue }
                innocent.append(Report.Assessment.Case(cause: cause, check: check))
            }
        }
        return Report.Assessment(
            innocent: innocent, suspicious: statements(\.suspicious, in: playbooks),
            reassuring: statements(\.reassuring, in: playbooks))
    }

    /// Steps in the order of their phases; within one, the rule's own before the general ones.
    mutating func mitigation() -> [Report.MitigationStep] {
        var steps: [Report.MitigationStep] = []
        if let keeping = keepingEvidence() { steps.append(keeping) }
        for playbook in playbooks {
            for step in playbook.steps where step.when.hold(facts) {
                guard let action = facts.fill(step.action), let why = facts.fill(step.why) else { continue }
                if steps.contains(where: { $0.action == action }) { continue }
                let phase = Report.MitigationStep.Phase(step.phase)
                steps.append(
                    Report.MitigationStep(
                        phase: phase, action: action, why: why, undo: step.undo.flatMap(facts.fill),
                        command: step.command.flatMap { command($0, purpose: action) }))
            }
        }
        return Report.MitigationStep.Phase.allCases.flatMap { phase in steps.filter { $0.phase == phase } }
    }

    /// What the later steps would destroy comes before them.
    private func keepingEvidence() -> Report.MitigationStep? {
        let evidence = statements(\.evidence, in: playbooks)
        guard !evidence.isEmpty else { return nil }
        return Report.MitigationStep(
            phase: .contain, action: "Before you stop or remove anything, keep:", items: evidence,
            why:
                "Containment and clean-up destroy it, and without it nobody can tell afterwards what was done."
        )
    }

    /// Commands to run now: read-only ones first, each once.
    mutating func commands(of steps: [Report.MitigationStep]) -> [Report.Command] {
        var commands: [Report.Command] = []
        for playbook in playbooks {
            for item in playbook.commands where item.when.hold(facts) {
                guard let purpose = item.purpose.flatMap(facts.fill),
                    let command = command(item, purpose: purpose)
                else { continue }
                commands.append(command)
            }
        }
        commands += steps.compactMap(\.command)
        var seen: Set<ShellCommand> = []
        let distinct = commands.filter { seen.insert($0.shell).inserted }
        return distinct.filter { !$0.disruptive } + distinct.filter(\.disruptive)
    }

    private mutating func command(_ item: Playbook.Command, purpose: Prose) -> Report.Command? {
        guard let shell = shell(item.run) else { return nil }
        return Report.Command(
            purpose: purpose, shell: shell, place: Report.Command.Place(item.place),
            disruptive: item.disruptive, needs: item.needs)
    }
}

extension Report.MitigationStep.Phase {
    fileprivate init(_ phase: Playbook.Step.Phase) {
        switch phase {
        case .contain: self = .contain
        case .investigate: self = .investigate
        case .eradicate: self = .eradicate
        case .recover: self = .recover
        }
    }
}

extension Report.Command.Place {
    fileprivate init(_ place: Playbook.Command.Place) {
        switch place {
        case .host: self = .host
        case .container: self = .container
        case .workstation: self = .workstation
        }
    }
}
