internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// What is known about a rule's alerts before any of their values is looked at. Worked out once for each rule, set of
/// tags and class of event.
final class RulePlan: Sendable {
    let name: String
    let tags: [String]
    let rule: CatalogueRule?
    /// As the public rule has it.
    let usualPriority: Priority?
    let eventClass: EventClass
    /// The rule's own playbook, or those of its techniques and its class of event.
    let main: [Playbook]
    let context: [Playbook]
    let attack: Report.AttackMapping
    /// The first sentence of what happened, and the rest.
    let meaning: (first: Template, rest: Template?)?
    let knowledge: [String]
    let references: [String]
    let relatedRules: [String]
    let hasOwnPlaybook: Bool
    /// The macros that the public rule offers for tuning, with the other rules that ask them.
    private let hooks: [(name: String, others: [String])]

    /// A rule's playbook stands alone; of techniques this many add theirs to the class's.
    private static let mostTechniques = 3

    init(rule name: String, tags: [String], eventClass: EventClass, knowledge base: KnowledgeBase) {
        self.name = name
        self.tags = tags
        self.eventClass = eventClass
        rule = base.rules.rule(named: name)
        usualPriority = rule.flatMap { Priority(spelling: $0.priority) }
        let own = base.playbook(forRule: name)
        attack = AttackMapper(catalogue: base.attack).mapping(of: tags, reading: own?.attack ?? [])
        var knowledge: [String] = []
        var main: [Playbook] = []
        if let own {
            main = [own]
            knowledge.append("rule: \(own.origin)")
            hasOwnPlaybook = true
        } else {
            hasOwnPlaybook = false
            for technique in attack.techniques where main.count < RulePlan.mostTechniques {
                guard let playbook = base.playbook(forTechnique: technique.id), !main.contains(playbook)
                else {
                    continue
                }
                main.append(playbook)
                knowledge.append("technique: \(playbook.origin)")
            }
            if let playbook = base.playbook(forClass: eventClass.rawValue) {
                main.append(playbook)
                knowledge.append("class: \(playbook.origin)")
            }
        }
        hooks = RulePlan.hooks(of: rule, in: base.rules)
        self.main = main
        context =
            switch eventClass {
            case .internal: []
            // The built-in ones are about machines.
            case .cloud, .kubernetesAudit: base.contextPlaybooks.filter { $0.path != nil }
            default: base.contextPlaybooks
            }
        knowledge += context.map { "context: \($0.origin)" }
        if rule != nil { knowledge.append("catalogue of Falco's public rules") }
        if !attack.techniques.isEmpty || !attack.tactics.isEmpty {
            knowledge.append("MITRE ATT&CK \(AttackCatalogue.version)")
        }
        self.knowledge = knowledge
        relatedRules = RulePlan.unique(main.flatMap(\.related))
        references = RulePlan.unique(main.flatMap(\.references) + context.flatMap(\.references))
        // What happened is said best by the rule, then by the class; a technique says why.
        let telling = hasOwnPlaybook ? main.first : main.last
        meaning = (telling?.meaning ?? main.lazy.compactMap(\.meaning).first).map(RulePlan.split)
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

    /// Whether it is worth keeping: names made up by whoever writes alerts may be of any length and number.
    var isSmall: Bool {
        name.utf8.count <= 256 && tags.count <= 64 && tags.allSatisfy { $0.utf8.count <= 256 }
    }

    /// Macros that the catalogue counts among the hooks though they are none: their content is the rule's own.
    private static let noHooks: Set<String> = ["never_true", "user_ssh_directory", "grep_more"]

    private static func hooks(
        of rule: CatalogueRule?, in catalogue: RuleCatalogue
    ) -> [(name: String, others: [String])] {
        (rule?.tuningMacros ?? []).filter { !noHooks.contains($0) }.map { macro in
            let sharing = catalogue.all.filter { $0.tuningMacros.contains(macro) && $0.name != rule?.name }
            return (macro, sharing.map(\.name))
        }
    }

    /// The macro to fill when an exception cannot be used: the preferred one if the rule offers it.
    func tuningHook(preferred: String?) -> (name: String, others: [String])? {
        hooks.first { $0.name == preferred } ?? hooks.first
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    /// Cuts a template behind its first sentence.
    private static func split(_ template: Template) -> (first: Template, rest: Template?) {
        for (index, segment) in template.segments.enumerated() {
            guard case .words(let words) = segment, let end = sentenceEnd(words) else { continue }
            let rest = String(words[end...].drop { $0 == " " })
            let before = Array(template.segments[..<index]) + [.words(String(words[..<end]))]
            let after = (rest.isEmpty ? [] : [.words(rest)]) + template.segments[(index + 1)...]
            return (Template(segments: before), after.isEmpty ? nil : Template(segments: Array(after)))
        }
        return (template, nil)
    }

    /// Where the first sentence ends within our words: behind a full stop that is followed by a space, but for the one of
    /// an abbreviation, which a small letter follows.
    private static func sentenceEnd(_ words: String) -> String.Index? {
        var rest = words[...]
        while let stop = rest.firstIndex(of: ".") {
            let next = words.index(after: stop)
            rest = words[next...]
            guard rest.first == " " else { continue }
            let follower = rest.dropFirst().first
            if follower.map({ !$0.isLowercase && !$0.isNumber }) ?? true { return next }
        }
        return nil
    }
}
