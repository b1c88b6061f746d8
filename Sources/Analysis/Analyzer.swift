package import Escaping
package import FalcoAlerts
package import Knowledge

/// Turns alerts into reports, one after the other. The same alerts in the same order give the same reports: there is no
/// clock, no network and no chance in it. What it remembers of the alerts is bounded.
package struct Analyzer {
    package struct Options: Sendable {
        /// Kinds of alerts (fingerprints) that are remembered. Of more, the one that did not come for longest is forgotten.
        package var rememberedAlerts = 8192
        /// Containers, pods, processes, sessions and users through which alerts are related.
        package var rememberedBonds = 8192
        /// Earlier alerts that a report lists.
        package var relatedAlerts = 20
        package init() {}
    }

    private let knowledge: KnowledgeBase
    private let options: Options
    private var cache: PlanCache
    private var memory: AlertMemory
    private var history = SensorHistory()

    package init(knowledge: KnowledgeBase, options: Options = Options()) {
        self.knowledge = knowledge
        self.options = options
        cache = PlanCache(knowledge: knowledge)
        memory = AlertMemory(events: max(1, options.rememberedAlerts), bonds: max(1, options.rememberedBonds))
    }

    /// Kinds of alerts that were forgotten to stay within bounds; their counts began anew when they came again.
    package var forgottenAlerts: Int { memory.forgotten }

    /// The report about an alert, which is remembered for later ones.
    package mutating func report(for alert: Alert) -> Report {
        let facts = facts(of: alert)
        let sensor = SensorReport(alert)
        if let sensor { history.remember(sensor, hostname: facts.hostname, time: facts.time) }
        let (id, fingerprint) = (alert.id, alert.fingerprint)
        let bonds = sensor == nil ? Bond.all(of: facts) : []
        let related = memory.related(to: bonds, limit: options.relatedAlerts)
        let occurrence = memory.remember(facts, id: id, fingerprint: fingerprint, bonds: bonds)
        let bound = cache.plan(for: facts)
        let composer = Composer(
            facts: facts, bound: bound, glossary: knowledge.glossary, sensor: sensor,
            fingerprint: fingerprint, occurrence: occurrence)
        let mitigation = composer.mitigation()
        let commands = composer.commands(of: mitigation)
        let drops = history.drops(near: facts.time, hostname: facts.hostname)
        let plan = bound.plan
        return Report(
            alert: alert, id: id, fingerprint: fingerprint, rule: facts.rule, priority: facts.priority,
            time: facts.time, hostname: facts.hostname, source: facts.source, tags: plan.tags,
            text: alert.text,
            occurrence: occurrence, summary: composer.summary(),
            explanation: bound.explanation(facts),
            details: composer.details(), ancestry: composer.ancestry(), attack: plan.attack,
            abuse: bound.abuse(facts), impact: composer.impact(), assessment: composer.said.assessment,
            evidence: composer.said.evidence,
            mitigation: mitigation, configuration: composer.configuration(), commands: commands,
            related: related, quality: composer.quality(drops: drops, forgotten: memory.forgotten),
            knowledge: plan.knowledge, references: plan.references, relatedRules: plan.relatedRules)
    }

    /// Remembers an alert without a report.
    /// - Returns: how often the like of it came up to now.
    package mutating func observe(_ alert: Alert) -> Report.Occurrence {
        let facts = facts(of: alert)
        let sensor = SensorReport(alert)
        if let sensor { history.remember(sensor, hostname: facts.hostname, time: facts.time) }
        return memory.remember(
            facts, id: alert.id, fingerprint: alert.fingerprint,
            bonds: sensor == nil ? Bond.all(of: facts) : [])
    }

    /// What happened, in a sentence: the beginning of the alert's report. Nothing is remembered.
    package mutating func headline(for alert: Alert) -> Prose {
        let facts = facts(of: alert)
        let composer = Composer(
            facts: facts, bound: cache.plan(for: facts), glossary: knowledge.glossary,
            sensor: SensorReport(alert), fingerprint: AlertDigest(value: 0),
            occurrence: Report.Occurrence(count: 1, first: nil))
        return composer.whatHappened()
    }

    private mutating func facts(of alert: Alert) -> AlertFacts {
        AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
    }
}
