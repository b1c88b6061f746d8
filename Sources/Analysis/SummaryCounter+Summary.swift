internal import FalcoAlerts

extension SummaryCounter {
    /// The summary of everything counted so far.
    /// - Parameters:
    ///   - rows: the longest that each table gets.
    ///   - stretches: the longest that the time line gets.
    package func summary(
        accounting: Accounting, gaps: [Summary.Gap] = [], rows: Int = 10, stretches: Int = 60
    ) -> Summary {
        let tags = tags.settled()
        let moments = moments.settled()
        let line = moments.timeline.line(limit: stretches)
        return Summary(
            byPriority: byPriority, unknownPriorities: unknownPriorities,
            tables: [
                table(.rule, rules, rows), table(.host, hosts, rows), table(.container, containers, rows),
                table(.image, images, rows), table(.namespace, namespaces, rows), table(.user, users, rows),
                table(.tag, tags.names, rows), table(.technique, tags.attack.techniques, rows),
                table(.tactic, tags.attack.tactics, rows),
            ],
            first: moments.first, last: moments.last, untimed: moments.untimed,
            busiestMinute: moments.minutes.busiest, timeline: line?.counts ?? [], timelineStart: line?.start,
            timelineStep: line?.step ?? 0, distinctFingerprints: fingerprints.count,
            fingerprintsCapped: fingerprints.isCapped, repeats: fingerprints.repeats, accounting: accounting,
            falcoDrops: falcoDrops, gaps: gaps)
    }

    /// Alerts about drops and metrics are two accounts of the same drops: the larger one counts.
    private var falcoDrops: Int? {
        guard droppedByAlerts != nil || droppedByMetrics != nil else { return nil }
        return max(droppedByAlerts ?? 0, droppedByMetrics ?? 0)
    }

    private func table(
        _ dimension: Summary.Table.Dimension, _ names: NameTable, _ rows: Int
    ) -> Summary.Table {
        let top = names.top(rows)
        return Summary.Table(
            dimension: dimension,
            rows: top.places.map { Summary.Row(name: names.name($0), count: names.entries[$0].count) },
            otherAlerts: top.otherAlerts, otherNames: top.otherNames)
    }

    private func table(
        _ dimension: Summary.Table.Dimension, _ counts: [AttackCounts.Count], _ rows: Int
    ) -> Summary.Table {
        let order = counts.sorted { $0.alerts != $1.alerts ? $0.alerts > $1.alerts : $0.id < $1.id }
        let rest = order.dropFirst(rows)
        return Summary.Table(
            dimension: dimension,
            rows: order.prefix(rows).map { Summary.Row(name: $0.id, title: $0.name, count: $0.alerts) },
            otherAlerts: rest.reduce(0) { $0 + $1.alerts }, otherNames: rest.count)
    }
}
