internal import FalcoAlerts
internal import Knowledge

/// Plans and layouts of the rules seen lately. What it holds never changes what a report says.
///
/// Rules are few; names, tags and fields made up by whoever writes alerts are not: every table is bounded in bytes.
struct PlanCache {
    private let knowledge: KnowledgeBase
    private var mapper: AttackMapper?
    private let hash = ByteHash(seed: 0x5EED_1E55_0F0A_CACE)
    private var names = BoundedTable<RuleName>(mostEntries: 512, mostBytes: 128 << 10)
    private var layouts = BoundedTable<FieldLayout>(mostEntries: 512, mostBytes: 1 << 20)
    private var plans = BoundedTable<RulePlan>(mostEntries: 512, mostBytes: 1 << 20)
    /// These count what they keep alive of the others.
    private var bound = BoundedTable<BoundPlan>(mostEntries: 512, mostBytes: 3 << 20)

    /// The most that all of it takes, in bytes.
    static let largest = (128 << 10) + (5 << 20)

    init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
    }

    /// What it takes now, in bytes.
    var size: Int { names.size + layouts.size + plans.size + bound.size }

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
            names.keep(name, for: key, size: 64 + bytes.count)
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
            if layout.isSmall { layouts.keep(layout, for: key, size: layout.size) }
            return layout
        }
    }

    /// The plan for the alert's rule, tags and class of event, for its layout.
    mutating func plan(for facts: AlertFacts) -> BoundPlan {
        let eventClass = EventClass(facts)
        let key = facts.alert.withView { view in
            var key = hash.combine(hash.of(Stretch(view.rule, of: view)), UInt64(view.tags.count))
            for tag in view.tags { key = hash.combine(key, hash.of(Stretch(tag, of: view))) }
            return hash.combine(key, UInt64(eventClass.rawValue.utf8.count))
        }
        let both = hash.combine(key, UInt64(UInt(bitPattern: ObjectIdentifier(facts.layout))))
        if let known = bound[both], known.layout === facts.layout, known.plan.isFor(facts, eventClass) {
            return known
        }
        let plan = rulePlan(for: facts, eventClass, key)
        let made = BoundPlan(plan, facts.layout)
        if plan.isSmall, facts.layout.isSmall { bound.keep(made, for: both, size: made.size) }
        return made
    }

    private mutating func readMapper() -> AttackMapper {
        if let mapper { return mapper }
        let made = AttackMapper(catalogue: knowledge.attack)
        mapper = made
        return made
    }

    private mutating func rulePlan(for facts: AlertFacts, _ eventClass: EventClass, _ key: UInt64) -> RulePlan
    {
        if let known = plans[key], known.isFor(facts, eventClass) { return known }
        let plan = RulePlan(
            rule: facts.rule, tags: facts.alert.tags, eventClass: eventClass, knowledge: knowledge,
            mapper: readMapper())
        if plan.isSmall { plans.keep(plan, for: key, size: plan.size) }
        return plan
    }
}
