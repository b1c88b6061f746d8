package import FalcoAlerts
package import FalcoRules
package import Knowledge

/// Looks for what makes the noise in a stream of alerts, in bounded memory: the first of the two passes of tuning.
package struct NoiseSurvey {
    private var table: NoiseTable

    package init(knowledge: KnowledgeBase) {
        table = NoiseTable(knowledge: knowledge)
    }

    /// For tests: smaller tables.
    init(knowledge: KnowledgeBase, limits: NoiseTable.Limits) {
        table = NoiseTable(knowledge: knowledge, limits: limits)
    }

    /// Alerts taken so far.
    package var alerts: Int { table.total }

    /// - Parameters:
    ///   - group: the group that the alert belongs to as far as it is known now, 0 for none.
    ///   - isNothing: whether a group turned out to be no incident already.
    package mutating func take(
        _ alert: Alert, group: UInt32 = 0, isNothing: (UInt32) -> Bool = { _ in false }
    ) {
        table.take(alert, group: group, isNothing: isNothing)
    }

    /// What is to be proposed.
    /// - Parameters:
    ///   - rules: the site's own rules files, put together.
    ///   - incidents: what became of the groups.
    package func study(
        options: TuningStudy.Options = TuningStudy.Options(), rules: RuleCollection? = nil,
        incidents: IncidentMap = IncidentMap()
    ) -> TuningStudy {
        TuningStudy(table, options: options, rules: rules, incidents: incidents)
    }
}

extension TuningStudy {
    /// Alerts of the first pass.
    package var surveyed: Int { table.total }

    /// Alerts tried in a second pass.
    package var tried: Int { trial?.alerts ?? 0 }

    /// Begins a second pass over the same alerts, so that each of them is tried and not what was kept of it.
    package mutating func beginTrial() { trial = TuningTrial(changes, table, incidents) }

    /// Gives the second pass up: what was kept of the alerts counts.
    package mutating func endTrial() { trial = nil }

    /// - Parameter group: the alert's group, by the numbers of the first pass.
    /// - Returns: the first change that hides the alert, as a place in ``proposalNames``.
    @discardableResult
    package mutating func tryChanges(on alert: Alert, group: UInt32 = 0) -> Int? {
        trial?.take(alert, group: group) ?? nil
    }

    /// The id of each change's proposal, `nil` for those that are withheld.
    package var proposalNames: [String?] {
        var names = [String?](repeating: nil, count: changes.count)
        for (place, number) in ranked().enumerated() { names[number.place] = "T\(place + 1)" }
        return names
    }
}
