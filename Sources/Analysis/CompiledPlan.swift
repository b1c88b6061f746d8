internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// A rule's plan worked out for alerts of one layout: the items of its playbooks that such alerts can ever show.
final class CompiledPlan {
    struct Statement {
        let check: Check
        let text: Wording

        init?(_ statement: Playbook.Statement, _ layout: FieldLayout) {
            guard let check = Check(statement.when, layout), let text = Wording(statement.text, layout) else {
                return nil
            }
            self.check = check
            self.text = text
        }
    }

    struct Cause {
        let check: Check
        let cause: Wording
        let test: Wording

        init?(_ item: Playbook.Cause, _ layout: FieldLayout) {
            guard let check = Check(item.when, layout), let cause = Wording(item.cause, layout),
                let test = Wording(item.check, layout)
            else { return nil }
            self.check = check
            self.cause = cause
            self.test = test
        }
    }

    struct Step {
        let phase: Report.MitigationStep.Phase
        let check: Check
        let action: Wording
        let why: Wording
        let undo: Wording?
        let command: Recipe?

        init?(_ step: Playbook.Step, _ layout: FieldLayout) {
            guard let check = Check(step.when, layout), let action = Wording(step.action, layout),
                let why = Wording(step.why, layout)
            else { return nil }
            phase = Report.MitigationStep.Phase(step.phase)
            self.check = check
            self.action = action
            self.why = why
            undo = step.undo.flatMap { Wording($0, layout) }
            command = step.command.flatMap { Recipe($0, layout) }
        }
    }

    /// The advice made last, with what it rests on.
    struct LatestTuning {
        let fingerprint: AlertDigest
        let signs: (Int, Int)
        let veto: Prose?
        let advices: [Report.ConfigurationAdvice]
    }

    let plan: RulePlan
    let layout: FieldLayout
    /// The first sentence of what happened, the rest, and how attackers use it.
    let happened: Wording?
    let explanation: Wording?
    let abuse: Wording?
    private let all: Selection
    private var selections: [Traits: Selection] = [:]
    /// The advice of the playbook that knows most about the alert, and its words.
    let tuning: Playbook.Tuning?
    let tuningAdvice: Wording?
    var details: DetailMemo
    /// When the playbook rules tuning out, and why.
    let never: [Statement]
    var latestTuning: LatestTuning?
    /// Made at first need, for alerts from containers and from hosts.
    var contextAdvice: [Bool: Report.ConfigurationAdvice?] = [:]

    init(_ plan: RulePlan, _ layout: FieldLayout) {
        self.plan = plan
        self.layout = layout
        let playbooks = plan.main + plan.context
        happened = plan.meaning.flatMap { Wording($0.first, layout) }
        explanation = (plan.meaning?.rest).flatMap { Wording($0, layout) }
        abuse = plan.main.lazy.compactMap(\.abuse).first.flatMap { Wording($0, layout) }
        let steps = playbooks.flatMap { $0.steps.compactMap { Step($0, layout) } }
        all = Selection(
            impact: playbooks.flatMap { $0.impact.compactMap { Statement($0, layout) } },
            suspicious: playbooks.flatMap { $0.suspicious.compactMap { Statement($0, layout) } },
            reassuring: playbooks.flatMap { $0.reassuring.compactMap { Statement($0, layout) } },
            evidence: playbooks.flatMap { $0.evidence.compactMap { Statement($0, layout) } },
            innocent: playbooks.flatMap { $0.innocent.compactMap { Cause($0, layout) } },
            steps: Report.MitigationStep.Phase.allCases.flatMap { phase in steps.filter { $0.phase == phase }
            },
            commands: playbooks.flatMap { $0.commands.compactMap { Recipe($0, layout) } })
        let advised = plan.main.lazy.compactMap(\.tuning)
        tuning = advised.first { !$0.keys.isEmpty } ?? advised.first
        tuningAdvice = tuning?.advice.flatMap { Wording($0, layout) }
        never = plan.main.flatMap { $0.tuning?.never ?? [] }.compactMap { Statement($0, layout) }
        details = DetailMemo(fields: layout.keys.count)
    }

    /// What the alert shows. Alerts of one rule have the same traits, mostly.
    func selection(for facts: AlertFacts) -> Selection {
        let traits = facts.traits
        if let known = selections[traits] { return known.holding(for: facts) }
        let made = all.filtered { $0.allows(traits) }
        if selections.count >= 8 { selections.removeAll(keepingCapacity: true) }
        selections[traits] = made
        return made.holding(for: facts)
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
