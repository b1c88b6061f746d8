internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// What is known about a rule's alerts before any of their values is looked at. Worked out once for each rule, set of
/// tags and class of event.
final class RulePlan: Sendable {
    let name: String
    let tags: [String]
    /// Whether it is one of Falco's public rules.
    let isPublic: Bool
    /// As the public rule has it.
    let usualPriority: Priority?
    let eventClass: EventClass
    /// The rule's own playbook, or those of its techniques and its class of event.
    let main: [CompactPlaybook]
    let context: [CompactPlaybook]
    /// Which of the main ones tells what happened, and which gives advice on tuning.
    let telling: Int?
    let advising: Int?
    let attack: Report.AttackMapping
    let knowledge: [String]
    let references: [String]
    let relatedRules: [String]
    let hasOwnPlaybook: Bool
    /// The macro of the public rule to fill when an exception cannot be used, and the other rules that ask it.
    let hook: (name: String, others: [String])?

    private static let attackSource = "MITRE ATT&CK \(AttackCatalogue.version)"
    /// A rule's playbook stands alone; of techniques this many add theirs to the class's.
    private static let mostTechniques = 3

    init(
        rule name: String, tags: [String], eventClass: EventClass, knowledge base: KnowledgeBase,
        mapper: AttackMapper
    ) {
        self.name = name
        self.tags = tags
        self.eventClass = eventClass
        let rule = base.rules.rule(named: name)
        isPublic = rule != nil
        usualPriority = rule.flatMap { Priority(spelling: $0.priority) }
        let own = base.compactPlaybook(forRule: name)
        attack = mapper.mapping(of: tags, reading: own?.attack ?? [])
        var knowledge: [String] = []
        var main: [CompactPlaybook] = []
        if let own {
            main = [own]
            knowledge.append(own.source)
            hasOwnPlaybook = true
        } else {
            hasOwnPlaybook = false
            for technique in attack.techniques where main.count < RulePlan.mostTechniques {
                guard let playbook = base.compactPlaybook(forTechnique: technique.id),
                    !main.contains(where: { $0 === playbook })
                else {
                    continue
                }
                main.append(playbook)
                knowledge.append(playbook.source)
            }
            if let playbook = base.compactPlaybook(forClass: eventClass.rawValue) {
                main.append(playbook)
                knowledge.append(playbook.source)
            }
        }
        self.main = main
        context =
            switch eventClass {
            case .internal: []
            // The built-in ones are about machines.
            case .cloud, .kubernetesAudit: base.compactContext.filter(\.isAdded)
            default: base.compactContext
            }
        knowledge += context.map(\.source)
        if isPublic { knowledge.append("catalogue of Falco's public rules") }
        if !attack.techniques.isEmpty || !attack.tactics.isEmpty {
            knowledge.append(RulePlan.attackSource)
        }
        self.knowledge = knowledge
        relatedRules = RulePlan.unique(main.flatMap(\.related))
        references = RulePlan.unique((main + context).flatMap(\.references))
        // What happened is said best by the rule, then by the class; a technique says why.
        let likely = hasOwnPlaybook ? main.indices.first : main.indices.last
        telling =
            likely.flatMap { main[$0].happened == nil ? nil : $0 } ?? main.firstIndex { $0.happened != nil }
        // That counts which names fields to stand on.
        advising =
            main.firstIndex { !($0.tuning?.keys.isEmpty ?? true) } ?? main.firstIndex { $0.tuning != nil }
        hook = RulePlan.hook(of: rule, preferring: advising.flatMap { main[$0].macro }, in: base.rules)
    }

    /// Whether it is the plan of the alert's rule, tags and class of event.
    func isFor(_ facts: AlertFacts, _ eventClass: EventClass) -> Bool {
        guard self.eventClass == eventClass, name == facts.rule else { return false }
        return facts.alert.withView { view in
            guard view.tags.count == tags.count else { return false }
            for (tag, span) in zip(tags, view.tags) where !Stretch(span, of: view).equals(tag) {
                return false
            }
            return true
        }
    }

    /// Roughly what it takes in memory, in bytes. The playbooks belong to the knowledge.
    var size: Int {
        let texts = tags + knowledge + (hook?.others ?? []) + attack.techniques.flatMap(\.mitigations)
        let flags = attack.flags.reduce(0) { $0 + $1.text.count }
        return 1024 + name.utf8.count + flags + texts.reduce(0) { $0 + 48 + $1.utf8.count }
    }

    /// Whether it is worth keeping: names made up by whoever writes alerts may be of any length and number.
    var isSmall: Bool {
        name.utf8.count <= 256 && tags.count <= 64 && tags.allSatisfy { $0.utf8.count <= 256 }
    }

    /// Macros that the catalogue counts among the hooks though they are none: their content is the rule's own.
    private static let noHooks: Set<String> = ["never_true", "user_ssh_directory", "grep_more"]

    /// The macro of that name as the public rule asks it; `nil` when it does not.
    func hook(_ macro: String, in catalogue: RuleCatalogue) -> (name: String, others: [String])? {
        let hook = RulePlan.hook(of: catalogue.rule(named: name), preferring: macro, in: catalogue)
        return hook?.name == macro ? hook : nil
    }

    private static func hook(
        of rule: CatalogueRule?, preferring preferred: String?, in catalogue: RuleCatalogue
    ) -> (name: String, others: [String])? {
        let macros = (rule?.tuningMacros ?? []).filter { !noHooks.contains($0) }
        guard let rule, let macro = macros.first(where: { $0 == preferred }) ?? macros.first else {
            return nil
        }
        return (macro, catalogue.rules(offering: macro).filter { $0 != rule.name })
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        let unique = texts.filter { seen.insert($0).inserted }
        // A copy: what was filtered has room for more, and plans are kept.
        return unique.map(\.self)
    }
}
