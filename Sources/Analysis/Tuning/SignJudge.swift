internal import FalcoAlerts
internal import Knowledge

/// Says what the playbooks hold for and against an alert, as a report would.
struct SignJudge {
    struct Signs: Hashable {
        var suspicious: UInt16
        var reassuring: UInt16
        var isWriting: Bool
    }

    private let knowledge: KnowledgeBase
    private var cache: PlanCache

    init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
        cache = PlanCache(knowledge: knowledge)
    }

    mutating func signs(of alert: Alert) -> Signs {
        let facts = AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
        let plan = cache.signs(for: facts)
        let count = plan.count(facts)
        return Signs(
            suspicious: UInt16(clamping: count.suspicious), reassuring: UInt16(clamping: count.reassuring),
            isWriting: plan.plan.eventClass == .fileWrite)
    }

    /// Whether the signs may differ between alerts that are equal in all that lasts: the playbooks ask for a field that
    /// passes, or for words that are made of such.
    mutating func looksAtPassingFields(_ alert: Alert, _ layout: NoiseLayout) -> Bool {
        // Whether a call failed shows in its number, where nothing else tells.
        if layout.place(of: "evt.rawres") != nil, layout.place(of: "evt.res") == nil { return true }
        let facts = AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
        return cache.signs(for: facts).subjects.contains { subject in
            switch subject {
            case .place(let place): !layout.tellsApart(place)
            case .word(let word):
                switch word {
                case .process, .image, .user, .file, .rule, .priority: false
                case .container, .place, .where, .host, .peer, .time, .pid: true
                }
            }
        }
    }

    /// What reports are composed with, for one alert by itself.
    mutating func composer(for alert: Alert) -> Composer {
        let facts = AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
        return Composer(
            facts: facts, compiled: cache.plan(for: facts), glossary: knowledge.glossary, sensor: nil,
            fingerprint: AlertDigest(value: 0), occurrence: Report.Occurrence(count: 1, first: nil))
    }
}
