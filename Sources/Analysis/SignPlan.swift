internal import Knowledge

/// Of a rule's plan what speaks for and against an attack, worked out for alerts of one layout: a small part of a
/// `CompiledPlan`, for those who want no report.
final class SignPlan {
    let plan: RulePlan
    let layout: FieldLayout
    private let suspicious: [CompiledPlan.Statement]
    private let reassuring: [CompiledPlan.Statement]

    init(_ plan: RulePlan, _ layout: FieldLayout) {
        self.plan = plan
        self.layout = layout
        let playbooks = plan.main + plan.context
        suspicious = playbooks.flatMap { $0.suspicious.compactMap { CompiledPlan.Statement($0, layout) } }
        reassuring = playbooks.flatMap { $0.reassuring.compactMap { CompiledPlan.Statement($0, layout) } }
    }

    /// What the statements ask for, in their conditions and in their words.
    var subjects: [Check.Subject] {
        (suspicious + reassuring).flatMap { statement in
            statement.check.subjects
                + statement.text.segments.compactMap { segment in
                    switch segment {
                    case .words, .value(_, .some), .word(_, .some): nil
                    case .value(let place, nil): .place(place)
                    case .word(let word, nil): .word(word)
                    }
                }
        }
    }

    /// How many statements hold for an alert, without their texts.
    func count(_ facts: AlertFacts) -> (suspicious: Int, reassuring: Int) {
        let traits = facts.traits
        func count(_ statements: [CompiledPlan.Statement]) -> Int {
            statements.count {
                $0.check.allows(traits) && $0.check.holds(facts) && $0.text.canBeFilled(facts)
            }
        }
        return (count(suspicious), count(reassuring))
    }
}
