internal import Knowledge

/// What the playbooks say that apply to a rule, technique and event class, put together in the order of a report: the
/// rule's own playbook, or else those of technique and class; then the context.
final class Plan: Sendable {
    /// The rule's own playbook, or else those of technique and class.
    let main: [Playbook]
    /// Where the words come from.
    let sources: [String]
    let impact: [Playbook.Statement]
    let evidence: [Playbook.Statement]
    let suspicious: [Playbook.Statement]
    let reassuring: [Playbook.Statement]
    let innocent: [Playbook.Cause]
    let steps: [Playbook.Step]
    let commands: [Playbook.Command]

    init(main: [Playbook], sources: [String], context: [Playbook]) {
        self.main = main
        self.sources = sources
        let all = main + context
        impact = all.flatMap(\.impact)
        evidence = all.flatMap(\.evidence)
        suspicious = all.flatMap(\.suspicious)
        reassuring = all.flatMap(\.reassuring)
        innocent = all.flatMap(\.innocent)
        steps = all.flatMap(\.steps)
        commands = all.flatMap(\.commands)
    }
}

/// The plans in use. Bounded: rules' names come from alerts, so that a flood of new ones starts it afresh.
struct PlanCache {
    private static let capacity = 1024

    private struct Key: Hashable {
        let rule: String
        let technique: String
        let eventClass: EventClass
    }

    private let knowledge: KnowledgeBase
    private var plans: [Key: Plan] = [:]

    init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
    }

    mutating func plan(for facts: AlertFacts, techniques: [Report.AttackMapping.Technique]) -> Plan {
        let key = Key(rule: facts.rule, technique: techniques.first?.id ?? "", eventClass: EventClass(facts))
        if let plan = plans[key] { return plan }
        if plans.count >= Self.capacity { plans.removeAll() }
        let plan = make(key, techniques: techniques.map(\.id))
        plans[key] = plan
        return plan
    }

    private func make(_ key: Key, techniques: [String]) -> Plan {
        let context = knowledge.contextPlaybooks
        if let own = knowledge.playbook(forRule: key.rule) {
            return Plan(main: [own], sources: ["rule playbook \(own.name)"], context: context)
        }
        var found: [Playbook] = []
        var sources: [String] = []
        if let playbook = techniques.lazy.compactMap({ knowledge.playbook(forTechnique: $0) }).first {
            found.append(playbook)
            sources.append("technique playbook \(playbook.name)")
        }
        let classes = [key.eventClass.rawValue, EventClass.other.rawValue]
        if let playbook = classes.lazy.compactMap({ knowledge.playbook(forClass: $0) }).first {
            found.append(playbook)
            sources.append("event class playbook \(playbook.name)")
        }
        return Plan(main: found, sources: sources, context: context)
    }
}
