package import FalcoAlerts
package import Knowledge

/// What an alert's own facts say for and against an attack, as the playbooks weigh them: what a report's section "Is it
/// real?" rests on, counted and without its words.
package struct Appraisal: Sendable, Hashable {
    /// Statements of the playbooks that speak for an attack and hold for this alert.
    package var suspicious = 0
    /// Which of the rule's own they are: equal bits are equal signs, for alerts of one rule with the same tags.
    package var signs: UInt64 = 0
    /// Those that speak against one.
    package var reassuring = 0
    /// The tactics that the rule's tags state, else those of its techniques; bit n is the n-th of the catalogue.
    package var tactics: UInt32 = 0
    /// Ids of the techniques, at most eight.
    package var techniques: [String] = []
    /// Whether the event writes, creates or changes a file, as far as its flags or the rule's name tell.
    package var isWriting = false
    /// Whether it is a message of Falco about itself.
    package var isSensor = false
    /// Whether it comes from a plugin's audit log, not from a machine.
    package var isAudit = false

    package init() {}

    /// Whether one of the techniques is that one or a sub-technique of it.
    package func serves(_ technique: String) -> Bool {
        techniques.contains {
            $0 == technique || $0.hasPrefix(technique) && $0.utf8.dropFirst(technique.utf8.count).first == 46
        }
    }
}

/// Appraises alerts, one after the other. What it remembers never changes what it says.
package struct Appraiser {
    private let knowledge: KnowledgeBase
    private var cache: PlanCache

    private static let mostTechniques = 8

    package init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
        cache = PlanCache(knowledge: knowledge)
    }

    /// What speaks for and against an attack. Costs a fraction of a report; equal fingerprints are worth asking once.
    package mutating func appraise(_ alert: Alert) -> Appraisal {
        let facts = AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
        let bound = cache.plan(for: facts)
        var appraisal = Appraisal()
        (appraisal.suspicious, appraisal.reassuring) = bound.signs(facts)
        appraisal.signs = bound.suspicions(facts)
        appraisal.techniques = bound.plan.attack.techniques.prefix(Appraiser.mostTechniques).map(\.id)
        appraisal.tactics = tactics(of: bound.plan)
        let eventClass = bound.plan.eventClass
        appraisal.isSensor = eventClass == .internal
        appraisal.isAudit = eventClass == .cloud || eventClass == .kubernetesAudit
        appraisal.isWriting = eventClass == .fileWrite
        return appraisal
    }

    private func tactics(of plan: RulePlan) -> UInt32 {
        var stated: UInt32 = 0
        for tag in plan.tags.prefix(64) {
            switch AttackTag(tag) {
            case .tactic(let id): stated |= bit { $0.id == id }
            case .tacticName(let name): stated |= bit { $0.shortName == name }
            case .technique, nil: break
            }
        }
        if stated != 0 { return stated }
        for tactic in plan.attack.tactics { stated |= bit { $0.id == tactic.id } }
        return stated
    }

    private func bit(_ isWanted: (Tactic) -> Bool) -> UInt32 {
        knowledge.attack.tactics.firstIndex(where: isWanted).map { 1 << UInt32($0) } ?? 0
    }
}
