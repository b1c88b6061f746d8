internal import FalcoAlerts

/// How grave a case is, as far as its alerts' own facts tell.
package enum SeverityLevel: Int, Sendable, Comparable, CaseIterable {
    /// Nothing suspicious at all.
    case none
    case low, medium, high, critical

    package static func < (a: SeverityLevel, b: SeverityLevel) -> Bool { a.rawValue < b.rawValue }

    package var name: String {
        switch self {
        case .none: "none"
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        case .critical: "critical"
        }
    }
}

/// Adds up what the kinds of alerts of a case say.
struct SeverityScore {
    /// What a rule's clearest alert adds at most: one rule that fires a hundred times is one sign, not a hundred. Just
    /// short of what is conclusive, which needs no sum.
    static let mostOfOneRule = 5
    /// Signs that other alerts of the rule show add as much as they would in the clearest one, up to this: that somebody
    /// should look.
    static let mostOfOneRulesSigns = attention
    /// The likeness from which a rule is said to be clear by itself.
    static let clear = 4
    /// The same again on other files, other peers, with other commands says how far somebody went: one point when there
    /// are so many more different things than rules, and one for each doubling. It adds as much as one more rule that is
    /// clear by itself at most, and no more than the rules themselves say: a weak sign stays one on a thousand files.
    static let broad = 4
    static let mostForBreadth = 4
    /// Different things beyond which more add nothing.
    static let broadest = broad << (mostForBreadth - 1)
    /// People at a terminal and those who log in look around, install and configure: that reaches three tactics within one
    /// errand. What nobody is seen to type reaches two by itself. Each tactic beyond adds one, up to this, and as many
    /// rules have to say so as there are tactics.
    static let tacticsOfAnErrand = 3
    static let tacticsOfAService = 2
    static let mostForTactics = 3
    /// From this on somebody should look: two rules that are clear by themselves, or several that agree.
    static let attention = 8
    static let high = 14
    static let critical = 22
    /// The likeness of a single alert that is enough by itself.
    static let conclusive = 6
    /// Rules that must look like an attack before covering tracks counts on top.
    static let rulesBeforeCovering = 3
    static let coveringBonus = 2
    static let escapeBonus = 3
    /// Who has the host's container runtime start a container of his has the host.
    static let runtimeBonus = 3
    /// What was never met before in a stream of a day or more adds one for each kind of alert, up to this.
    static let noveltyBonus = 3
    static let noveltyAfter: UInt32 = 86_400
    /// With an alert of Falco's highest priorities among them, so many suspicious rules are enough.
    static let rulesAroundCritical = 3

    private(set) var points = 0
    /// Rules with something suspicious, and how suspicious the clearest alert is.
    private(set) var suspiciousRules = 0
    private(set) var likeness = Int.min
    private(set) var tactics: UInt32 = 0
    private(set) var traces: Case.Traces = []
    private(set) var coversTracks = false
    private(set) var reachesHost = false
    /// Whether a suspicious container started after another one had named the runtime's socket.
    private(set) var usesRuntime = false
    private(set) var hasCritical = false
    /// Whether one of those alerts is clear by itself: Falco's rules keep that priority for what is seldom innocent, and
    /// the alert's own facts agree.
    private(set) var hasClearCritical = false
    /// Points for signs that a rule's clearest alert does not show, and others of it do.
    private(set) var otherSigns = 0
    /// Points for what was never met before.
    private(set) var novelties = 0
    /// Different things that suspicious alerts told of, and the points for that.
    private(set) var targets = 0
    private(set) var breadth = 0
    /// Points for the tactics reached.
    private(set) var reach = 0

    init() {}

    init(_ parts: [Case.Part], targets: Int) {
        var best: [(rule: UInt64, likeness: Int, own: UInt64, signs: UInt64)] = []
        var escaped = Int64.max
        var novel = 0
        for part in parts {
            likeness = max(likeness, part.likeness)
            guard part.likeness > 0 else { continue }
            traces.formUnion(part.traces)
            tactics |= part.tactics
            if part.priority.isAtLeast(.critical) {
                hasCritical = true
                if part.likeness >= Self.clear { hasClearCritical = true }
            }
            if part.novelty.observed >= Self.noveltyAfter,
                !part.novelty.firsts.isDisjoint(with: [.pair, .program, .peer])
            {
                novel += 1
            }
            if part.traces.contains(.escape) { escaped = min(escaped, part.first) }
            guard let known = best.firstIndex(where: { $0.rule == part.ruleHash }) else {
                best.append((part.ruleHash, part.likeness, part.signs, part.signs))
                continue
            }
            best[known].signs |= part.signs
            if part.likeness > best[known].likeness {
                (best[known].likeness, best[known].own) = (part.likeness, part.signs)
            }
        }
        for rule in best {
            let clearest = min(rule.likeness, Self.mostOfOneRule)
            let others = (rule.signs & ~rule.own).nonzeroBitCount
            otherSigns += min(others, Self.mostOfOneRulesSigns - clearest)
            points += clearest
        }
        points += otherSigns
        suspiciousRules = best.count
        self.targets = targets
        breadth = min(points, Self.breadth(beyondRules: targets - suspiciousRules))
        let usual = traces.contains(.attended) ? Self.tacticsOfAnErrand : Self.tacticsOfAService
        let reached = min(tactics.nonzeroBitCount, suspiciousRules)
        reach = min(max(0, reached - usual), Self.mostForTactics)
        points += breadth + reach
        novelties = min(novel, Self.noveltyBonus)
        points += novelties
        coversTracks = traces.contains(.covering) && suspiciousRules >= Self.rulesBeforeCovering
        if coversTracks { points += Self.coveringBonus }
        reachesHost =
            escaped < Int64.max
            && parts.contains { $0.traces.contains(.host) && $0.likeness > 0 && $0.last >= escaped }
        usesRuntime = parts.contains { $0.reasons.contains(where: \.evidence.isThroughRuntime) }
        if reachesHost { points += Self.escapeBonus } else if usesRuntime { points += Self.runtimeBonus }
    }

    /// A point at 4, 8, 16 and 32.
    private static func breadth(beyondRules count: Int) -> Int {
        guard count >= broad else { return 0 }
        let doublings = (count / broad).bitWidth - 1 - (count / broad).leadingZeroBitCount
        return min(1 + doublings, mostForBreadth)
    }

    var needsAttention: Bool {
        points >= Self.attention || likeness >= Self.conclusive
            || hasCritical && suspiciousRules >= Self.rulesAroundCritical || hasClearCritical
    }

    var level: SeverityLevel {
        if points >= Self.critical { return .critical }
        if points >= Self.high { return .high }
        if needsAttention { return .medium }
        return points > 0 ? .low : .none
    }
}
