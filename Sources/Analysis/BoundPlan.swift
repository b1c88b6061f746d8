internal import Escaping
internal import Knowledge

/// A rule's plan for alerts of one layout.
final class BoundPlan {
    let plan: RulePlan
    let layout: FieldLayout
    /// The playbooks of the plan, the main ones first.
    let playbooks: [BoundPlaybook]

    /// What advice on missing fields rests on, beside the plan and the layout.
    struct Origin: Hashable {
        let isHost: Bool
        let isSyscall: Bool
    }
    /// The advice for each of them, made at first need; `nil` for none.
    var contextAdvice: [(origin: Origin, yaml: String?)] = []

    init(_ plan: RulePlan, _ layout: FieldLayout) {
        self.plan = plan
        self.layout = layout
        playbooks = (plan.main + plan.context).map { BoundPlaybook($0, layout) }
    }

    /// Roughly what it takes in memory, in bytes, with what it keeps alive.
    var size: Int { plan.size + layout.size + 1024 + playbooks.reduce(0) { $0 + $1.size } }

    var main: ArraySlice<BoundPlaybook> { playbooks.prefix(plan.main.count) }

    /// The playbook that tells what happened.
    var teller: BoundPlaybook? { plan.telling.map { playbooks[$0] } }

    /// The playbook that gives advice on tuning.
    var adviser: (bound: BoundPlaybook, tuning: CompactPlaybook.Tuning)? {
        guard let bound = plan.advising.map({ playbooks[$0] }), let tuning = bound.playbook.tuning else {
            return nil
        }
        return (bound, tuning)
    }

    func happened(_ facts: AlertFacts) -> Prose? {
        teller.flatMap { bound in bound.playbook.happened.flatMap { bound.fill($0, facts) } }
    }

    func explanation(_ facts: AlertFacts) -> Prose? {
        teller.flatMap { bound in bound.playbook.explanation.flatMap { bound.fill($0, facts) } }
    }

    func abuse(_ facts: AlertFacts) -> Prose? {
        for bound in main { if let abuse = bound.playbook.abuse { return bound.fill(abuse, facts) } }
        return nil
    }

    func tuningAdvice(_ facts: AlertFacts) -> Prose? {
        adviser.flatMap { bound, tuning in tuning.advice.flatMap { bound.fill($0, facts) } }
    }

    /// How many statements speak for and against an attack by the alert, without their texts.
    func signs(_ facts: AlertFacts) -> (suspicious: Int, reassuring: Int) {
        playbooks.reduce((0, 0)) { count, bound in
            (
                count.0 + bound.count(bound.playbook.suspicious, facts),
                count.1 + bound.count(bound.playbook.reassuring, facts)
            )
        }
    }

    /// Which statements of the rule's own playbooks speak for an attack by the alert; bit n mod 64 is the n-th.
    func suspicions(_ facts: AlertFacts) -> UInt64 {
        var mask: UInt64 = 0
        var number: UInt64 = 0
        for bound in main {
            for index in bound.playbook.suspicious {
                if bound.count(index..<index + 1, facts) > 0 { mask |= 1 << (number % 64) }
                number += 1
            }
        }
        return mask
    }

    /// What decides whether statements that speak for or against an attack are shown.
    var signSubjects: [BoundPlaybook.Source] {
        playbooks.flatMap { $0.subjects($0.playbook.suspicious) + $0.subjects($0.playbook.reassuring) }
    }

    /// Whether the sentence on what happened names one of those words.
    func happenedNames(_ words: DerivedWord...) -> Bool {
        guard let teller, let happened = teller.playbook.happened, teller.mayFill(happened) else {
            return false
        }
        return happened.segments.contains { index in
            if case .derived(let word) = teller.playbook.segments[index].source {
                words.contains(word)
            } else {
                false
            }
        }
    }
}
