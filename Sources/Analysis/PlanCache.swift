internal import FalcoAlerts
internal import Knowledge

/// Plans and layouts of the rules seen lately. What it holds never changes what a report says.
struct PlanCache {
    private let knowledge: KnowledgeBase
    private let hash = ByteHash(seed: 0x5EED_1E55_0F0A_CACE)
    private var layouts: [UInt64: FieldLayout] = [:]
    private var plans: [UInt64: RulePlan] = [:]
    private var compiled: [UInt64: CompiledPlan] = [:]
    private var signs: [UInt64: SignPlan] = [:]
    private var names: [UInt64: RuleName] = [:]

    /// Rules are few; names made up by whoever writes alerts are not. A full table starts anew.
    private static let capacity = 256

    init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
    }

    struct RuleName {
        let text: String
        let watchesWriting: Bool
    }

    /// The rule's name, as one String for all its alerts.
    mutating func rule(of alert: Alert) -> RuleName {
        alert.withView { view in
            let bytes = Stretch(view.rule, of: view)
            let key = hash.of(bytes)
            if let name = names[key], bytes.equals(name.text) { return name }
            let text = bytes.string
            // A name of a mebibyte is worth neither reading nor keeping.
            guard bytes.count <= 256 else { return RuleName(text: text, watchesWriting: false) }
            let name = RuleName(text: text, watchesWriting: EventClass.tellsOfWriting(text))
            if names.count >= PlanCache.capacity { names.removeAll(keepingCapacity: true) }
            names[key] = name
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
            if layout.isSmall { layouts[key] = layout }
            return layout
        }
    }

    /// The plan for the alert's rule, tags and class of event, worked out for its layout.
    mutating func plan(for facts: AlertFacts) -> CompiledPlan {
        let eventClass = EventClass(facts)
        let key = key(of: facts, eventClass)
        let both = hash.combine(key, UInt64(UInt(bitPattern: ObjectIdentifier(facts.layout))))
        if let known = compiled[both], known.layout === facts.layout, known.plan.isFor(facts, eventClass) {
            return known
        }
        let plan = rulePlan(for: facts, eventClass, key)
        let made = CompiledPlan(plan, facts.layout)
        if compiled.count >= PlanCache.capacity { compiled.removeAll(keepingCapacity: true) }
        if plan.isSmall, facts.layout.isSmall { compiled[both] = made }
        return made
    }

    private func key(of facts: AlertFacts, _ eventClass: EventClass) -> UInt64 {
        facts.alert.withView { view in
            var key = hash.combine(hash.of(Stretch(view.rule, of: view)), UInt64(view.tags.count))
            for tag in view.tags { key = hash.combine(key, hash.of(Stretch(tag, of: view))) }
            return hash.combine(key, UInt64(eventClass.rawValue.utf8.count))
        }
    }

    /// The plan alone, and what in it speaks for and against an attack, worked out for the alert's layout.
    mutating func signs(for facts: AlertFacts) -> SignPlan {
        let eventClass = EventClass(facts)
        let key = key(of: facts, eventClass)
        let both = hash.combine(key, UInt64(UInt(bitPattern: ObjectIdentifier(facts.layout))))
        if let known = signs[both], known.layout === facts.layout, known.plan.isFor(facts, eventClass) {
            return known
        }
        let plan = rulePlan(for: facts, eventClass, key)
        let made = SignPlan(plan, facts.layout)
        if signs.count >= PlanCache.capacity { signs.removeAll(keepingCapacity: true) }
        if plan.isSmall, facts.layout.isSmall { signs[both] = made }
        return made
    }

    private mutating func rulePlan(for facts: AlertFacts, _ eventClass: EventClass, _ key: UInt64) -> RulePlan
    {
        if let known = plans[key], known.isFor(facts, eventClass) { return known }
        let plan = RulePlan(
            rule: facts.rule, tags: facts.alert.tags, eventClass: eventClass, knowledge: knowledge)
        if plans.count >= PlanCache.capacity { plans.removeAll(keepingCapacity: true) }
        if plan.isSmall { plans[key] = plan }
        return plan
    }
}
