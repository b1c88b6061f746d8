package import FalcoAlerts
package import Knowledge

/// Turns alerts into reports. It remembers, in bounded memory, what came before: repeats, related alerts, drops.
///
/// Deterministic: the same alerts in the same order always give the same reports.
package struct Analyzer {
    private let advisor: ConfigurationAdvisor
    private var mapper: AttackMapper
    private let glossary: FieldGlossary
    private var plans: PlanCache
    private var repeats = RepeatTable()
    private var related = RelatedIndex()
    private var drops = DropWatch()

    package init(knowledge: KnowledgeBase) {
        advisor = ConfigurationAdvisor(knowledge: knowledge)
        mapper = AttackMapper(knowledge: knowledge)
        glossary = knowledge.glossary
        plans = PlanCache(knowledge: knowledge)
    }

    /// The report about an alert, which is remembered for those after it.
    package mutating func report(for alert: Alert) -> Report {
        let facts = AlertFacts(alert)
        let id = alert.id
        let fingerprint = alert.fingerprint
        let occurrence = repeats.count(fingerprint, at: facts.time)
        drops.note(alert)
        let attack = mapper.mapping(of: facts.tags)
        let plan = plans.plan(for: facts, techniques: attack.techniques)
        var composer = Composer(facts, plan: plan)
        let assessment = composer.assessment
        let mitigation = composer.mitigation()
        let commands = composer.commands(beside: mitigation)
        return Report(
            alert: alert, id: id, fingerprint: fingerprint, rule: facts.rule, priority: facts.priority,
            time: facts.time, hostname: facts.hostname, source: facts.source, tags: facts.tags,
            text: alert.text,
            occurrence: occurrence, summary: composer.summary(occurrence),
            details: Details.of(facts, glossary: glossary), ancestry: Ancestry.of(facts),
            attack: attack,
            abuse: composer.abuse, impact: composer.impact, assessment: assessment,
            evidence: composer.evidence,
            mitigation: mitigation,
            configuration: advisor.advice(
                alert: alert, playbook: plan.main.first,
                looksLikeAttack: assessment.suspicious.count > assessment.reassuring.count),
            commands: commands, related: related.related(to: alert, id: id),
            quality: DataQualityAssessor.assess(
                facts, drops: drops.remark(around: facts.time), withheld: composer.withheld),
            knowledge: plan.sources + ["ATT&CK \(AttackCatalogue.version)"],
            references: plan.main.first?.references ?? [],
            relatedRules: plan.main.first?.related ?? [])
    }

    /// How often the alert's like came, counted with this one, without a report about it. It is remembered for those
    /// after it.
    package mutating func observe(_ alert: Alert) -> Report.Occurrence {
        drops.note(alert)
        _ = related.related(to: alert, id: alert.id)
        return repeats.count(alert.fingerprint, at: alert.time)
    }
}
