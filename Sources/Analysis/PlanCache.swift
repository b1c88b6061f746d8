internal import FalcoAlerts
internal import Knowledge

/// Plans and layouts of the rules seen lately. What it holds never changes what a report says.
struct PlanCache {
    private let knowledge: KnowledgeBase
    private let hash = ByteHash(seed: 0x5EED_1E55_0F0A_CACE)
    private var layouts: [UInt64: FieldLayout] = [:]
    private var plans: [UInt64: (rule: String, tags: [String], eventClass: EventClass, plan: RulePlan)] = [:]
    private var names: [UInt64: String] = [:]

    /// Rules are few; names made up by whoever writes alerts are not. A full table starts anew.
    private static let capacity = 512

    init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
    }

    /// The rule's name, as one String for all its alerts.
    mutating func rule(of alert: Alert) -> String {
        alert.withView { view in
            let bytes = Stretch(view.rule, of: view)
            let key = hash.of(bytes)
            if let name = names[key], bytes.buffer.elementsEqual(name.utf8) { return name }
            let name = bytes.string
            if names.count >= PlanCache.capacity { names.removeAll(keepingCapacity: true) }
            // A name of a mebibyte is not worth keeping.
            if bytes.count <= 256 { names[key] = name }
            return name
        }
    }

    mutating func layout(of alert: Alert) -> FieldLayout {
        alert.withView { view in
            var key = UInt64(view.fields.count)
            for field in view.fields { key = hash.combine(key, hash.of(Stretch(field.key, of: view))) }
            if let known = layouts[key], known.fits(view) { return known }
            let keys = view.fields.map { Stretch($0.key, of: view).string }
            let layout = FieldLayout(keys: keys, glossary: knowledge.glossary)
            if layouts.count >= PlanCache.capacity { layouts.removeAll(keepingCapacity: true) }
            if keys.count <= 256, keys.allSatisfy({ $0.utf8.count <= 256 }) { layouts[key] = layout }
            return layout
        }
    }

    mutating func plan(for facts: AlertFacts, tags: [String]) -> RulePlan {
        let eventClass = EventClass(facts)
        let key = facts.alert.withView { view in
            var key = hash.combine(hash.of(Stretch(view.rule, of: view)), UInt64(view.tags.count))
            for tag in view.tags { key = hash.combine(key, hash.of(Stretch(tag, of: view))) }
            return hash.combine(key, UInt64(eventClass.rawValue.utf8.count))
        }
        if let known = plans[key], known.eventClass == eventClass, known.rule == facts.rule,
            known.tags == tags
        {
            return known.plan
        }
        let plan = RulePlan(rule: facts.rule, tags: tags, eventClass: eventClass, knowledge: knowledge)
        if plans.count >= PlanCache.capacity { plans.removeAll(keepingCapacity: true) }
        if facts.rule.utf8.count <= 256, tags.count <= 64, tags.allSatisfy({ $0.utf8.count <= 256 }) {
            plans[key] = (facts.rule, tags, eventClass, plan)
        }
        return plan
    }
}
