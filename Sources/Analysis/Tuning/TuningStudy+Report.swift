internal import Escaping
internal import FalcoAlerts

extension TuningStudy {
    /// What was tried last: every alert, or what was kept of them.
    private var tallies: [TuningTrial.Tally] {
        if let trial { return trial.tallies }
        var trial = TuningTrial(changes, table, incidents)
        trial.tryShapes()
        return trial.tallies
    }

    /// The whole report.
    package func report() -> TuningReport {
        let tallies = tallies
        var withheld = refusals.map { refusal in
            TuningReport.Withheld(
                rule: table.rules[candidates[refusal.candidate].rule].name,
                title: title(refusal.candidate), alerts: candidates[refusal.candidate].count,
                reasons: refusal.reasons)
        }
        var ranked: [(proposal: TuningReport.Proposal, place: Int)] = []
        for (place, (change, tally)) in zip(changes, tallies).enumerated() {
            let proposal = proposal(change, tally)
            if let reason = objection(to: tally, proposal) {
                withheld.append(
                    TuningReport.Withheld(
                        rule: proposal.rule, title: proposal.title, alerts: tally.count, reasons: [reason]))
            } else if tally.count > 0 {
                ranked.append((proposal, place))
            }
        }
        rank(&ranked)
        return report(ranked, withheld, tallies)
    }

    /// The proposals, best first, with the places of their changes.
    func ranked() -> [(proposal: TuningReport.Proposal, place: Int)] {
        let tallies = tallies
        var ranked = changes.indices.compactMap { place -> (proposal: TuningReport.Proposal, place: Int)? in
            let proposal = proposal(changes[place], tallies[place])
            guard objection(to: tallies[place], proposal) == nil, tallies[place].count > 0 else { return nil }
            return (proposal, place)
        }
        rank(&ranked)
        return ranked
    }

    private func rank(_ proposals: inout [(proposal: TuningReport.Proposal, place: Int)]) {
        proposals.sort { a, b in
            // Saved alerts for each point of risk, compared without fractions.
            let (x, y) = (
                a.proposal.replay.saved * b.proposal.risk.points,
                b.proposal.replay.saved * a.proposal.risk.points
            )
            return x != y ? x > y : a.place < b.place
        }
        for place in proposals.indices { proposals[place].proposal.id = "T\(place + 1)" }
    }

    // MARK: Proposals

    private func objection(
        to tally: TuningTrial.Tally, _ proposal: TuningReport.Proposal
    ) -> Prose? {
        if tally.undecided > 0 {
            return tally.missing.isEmpty
                ? "Withheld, because \(ours: tally.undecided.of("alert")) of the rule could not be kept, and so it cannot be proved that it hides none of them that matters. A file can be read a second time to prove it; a pipe cannot."
                : "Withheld, because it cannot be proved on this history: \(ours: tally.undecided.of("alert")) do not tell \(Prose.fields(tally.missing))."
        }
        if proposal.replay.attackLike > 0 {
            return
                "Withheld, because it would hide \(ours: proposal.replay.attackLike.of("alert")) that look like an attack."
        }
        if let incident = proposal.replay.incidents.first(where: \.needsAttention) {
            return
                "Withheld, because it would hide \(ours: incident.alerts.of("alert")) of an incident that needs attention (\(value: Excerpt.of(incident.title, longest: 96)))."
        }
        return nil
    }

    private func proposal(_ change: TuningChange, _ tally: TuningTrial.Tally) -> TuningReport.Proposal {
        let replay = replay(change, tally)
        let others = replay.hidden.filter { !$0.isMeant }.reduce(0) { $0 + $1.alerts }
        let fields = change.rows.first?.fields ?? change.findings[0].row.fields
        var reasons: [Prose] = []
        for reason in change.findings.flatMap(\.reasons) where !reasons.contains(reason) {
            reasons.append(reason)
        }
        var note = change.note
        for widened in change.findings.flatMap(\.widened) {
            if !note.isEmpty { note.append(" ") }
            note.append(widened)
        }
        return TuningReport.Proposal(
            id: "", rule: table.rules[change.rule].name, form: change.form, title: title(change),
            yaml: change.yaml, leastVersion: "0.37", fields: fields,
            rows: max(1, change.rows.count), reasons: Array(reasons.prefix(8)),
            risk: TuningReport.Risk(change, self, others: others), replay: replay,
            narrowedBy: change.findings.flatMap(\.narrowedBy).reduce(into: []) {
                if !$0.contains($1) { $0.append($1) }
            }, note: note)
    }

    private func title(_ change: TuningChange) -> Prose {
        var title = title(change.findings[0].candidate)
        let more = Set(change.findings.map(\.candidate)).count - 1
        if more > 0 { title.append(", and \(more) more" as Prose) }
        return title
    }

    private func title(_ candidate: Int) -> Prose {
        let candidate = candidates[candidate]
        return TuningCandidate.title(
            table, table.shapes[candidate.shapes[0]], isOfAllCommands: candidate.isOfAllCommands)
    }

    private func replay(_ change: TuningChange, _ tally: TuningTrial.Tally) -> TuningReport.Replay {
        var replay = TuningReport.Replay()
        let rule = table.rules[change.rule]
        replay.before = rule.count
        replay.after = rule.count - tally.count
        replay.undecided = tally.undecided
        replay.missing = tally.missing
        replay.priorities = Self.named(rule.priorities, minus: tally.priorities)
        replay.attackLike = tally.unkeptBad
        let meant = change.shapes
        let order = tally.hidden.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        for (place, alerts) in order {
            let shape = table.shapes[place]
            if shape.looksLikeAnAttack { replay.attackLike += alerts }
            guard replay.hidden.count < options.listedHidden else {
                replay.hiddenOthers += alerts
                continue
            }
            replay.hidden.append(
                TuningReport.Hidden(
                    title: hiddenTitle(shape), priority: Priority(rawValue: shape.priority).name,
                    alerts: alerts, first: Self.time(shape.first), last: Self.time(shape.last),
                    isMeant: meant.contains(place)))
        }
        replay.hiddenOthers += tally.unkept
        addIncidents(tally.incidents, to: &replay)
        return replay
    }

    private func addIncidents(_ touched: [Int: Int], to replay: inout TuningReport.Replay) {
        let incidents = touched.map { place, alerts in
            var incident = self.incidents[place]
            incident.alerts = alerts
            return (place, incident)
        }.sorted { a, b in
            if a.1.needsAttention != b.1.needsAttention { return a.1.needsAttention }
            return a.1.alerts != b.1.alerts ? a.1.alerts > b.1.alerts : a.0 < b.0
        }.map(\.1)
        replay.incidents = Array(incidents.prefix(options.listedHidden))
        replay.lesserIncidents = incidents.count { !$0.needsAttention }
        replay.inIncidents = incidents.reduce(0) { $0 + ($1.needsAttention ? $1.alerts : 0) }
    }

    private func hiddenTitle(_ shape: NoiseShape) -> Prose {
        var title = TuningCandidate.title(table, shape, isOfAllCommands: false)
        if let file = table.text("fd.name", of: shape) {
            title.append(", ")
            title.append(value: Excerpt.of(file, longest: 96))
        }
        return title
    }

    // MARK: Counts

    static func time(_ nanoseconds: Int64?) -> Timestamp? {
        nanoseconds.map {
            Timestamp(seconds: $0 / 1_000_000_000, nanoseconds: Int32($0 % 1_000_000_000))
        }
    }

    private static func named(_ counts: [Int], minus hidden: [Int]) -> TuningReport.Priorities {
        (0..<9).compactMap { place in
            guard counts[place] > 0 else { return nil }
            let name = place < 8 ? Priority(rawValue: Int32(place)).name : "Unknown"
            return (name, counts[place], counts[place] - hidden[place])
        }
    }

    private func report(
        _ proposals: [(proposal: TuningReport.Proposal, place: Int)], _ withheld: [TuningReport.Withheld],
        _ tallies: [TuningTrial.Tally]
    ) -> TuningReport {
        let all = table.rules.reduce(into: [Int](repeating: 0, count: 9)) { sum, rule in
            for place in 0..<9 { sum[place] += rule.priorities[place] }
        }
        var hidden = [Int](repeating: 0, count: 9)
        var hiddenOfRule = [[Int]](repeating: hidden, count: table.rules.count)
        for (_, place) in proposals {
            for priority in 0..<9 {
                hidden[priority] += tallies[place].own[priority]
                hiddenOfRule[changes[place].rule][priority] += tallies[place].own[priority]
            }
        }
        let saved = hidden.reduce(0, +)
        let rules = ruleShares(hiddenOfRule)
        let activities = activities(proposals)
        let ordered = withheld.sorted { $0.alerts > $1.alerts }
        var report = TuningReport(
            history: history(), before: table.total, after: table.total - saved,
            priorities: Self.named(all, minus: hidden),
            rules: Array(rules.prefix(options.listed)),
            otherRules: (
                max(0, rules.count - options.listed),
                rules.dropFirst(options.listed).reduce(0) { $0 + $1.alerts } + table.unnamed
            ),
            activities: Array(activities.prefix(options.listed)),
            otherActivities: (
                max(0, activities.count - options.listed),
                activities.dropFirst(options.listed).reduce(0) { $0 + $1.alerts }
            ),
            proposals: proposals.map(\.proposal), withheld: Array(ordered.prefix(options.listed)),
            otherWithheld: (
                max(0, ordered.count - options.listed),
                ordered.dropFirst(options.listed).reduce(0) { $0 + $1.alerts }
            ),
            existing: house.existing(in: table),
            remarks: table.range.remarks
                + house.remarks(on: table, rules: Self.unique(proposals.map { changes[$0.place].rule }))
                + house.remarks(on: table, quiet: quiet),
            file: nil)
        report.file = TuningFile.text(report, proposals.map { changes[$0.place] })
        return report
    }

    private static func unique(_ numbers: [Int]) -> [Int] {
        numbers.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func history() -> TuningReport.History {
        var history = TuningReport.History()
        history.alerts = table.total
        history.first = Self.time(table.range.first)
        history.last = Self.time(table.range.last)
        if let first = table.range.first, let last = table.range.last {
            history.span = Double(last - first) / 1e9
        }
        history.isReadTwice = trial != nil
        history.unkept = table.rules.reduce(0) { $0 + $1.unkept } + table.unnamed
        history.collapsed = table.rules.filter { !$0.collapsed.isEmpty }.map {
            ($0.name, $0.collapsed.sorted())
        }
        return history
    }

    /// - Parameter hidden: of each rule and priority.
    private func ruleShares(_ hidden: [[Int]]) -> [TuningReport.RuleShare] {
        let order = table.rules.indices.sorted {
            table.rules[$0].count != table.rules[$1].count
                ? table.rules[$0].count > table.rules[$1].count : $0 < $1
        }
        let hours = history().span / 3600
        return order.map { place in
            let rule = table.rules[place]
            return TuningReport.RuleShare(
                name: rule.name, source: rule.source, alerts: rule.count,
                after: rule.count - hidden[place].reduce(0, +),
                share: Double(rule.count) / Double(max(1, table.total)),
                perHour: hours > 0 ? Double(rule.count) / hours : 0, hosts: rule.hosts.count,
                containers: rule.containers.count, kinds: rule.shapes,
                priorities: Self.named(rule.priorities, minus: hidden[place]),
                unkept: rule.unkept)
        }
    }

    private func activities(
        _ proposals: [(proposal: TuningReport.Proposal, place: Int)]
    ) -> [TuningReport.Activity] {
        var taken: [Int: String] = [:]
        for (proposal, place) in proposals {
            for finding in changes[place].findings { taken[finding.candidate] = proposal.id }
        }
        return candidates.indices.map { place in
            let (candidate, verdict) = (candidates[place], verdicts[place])
            return TuningReport.Activity(
                rule: table.rules[candidate.rule].name, title: title(place), alerts: candidate.count,
                share: Double(candidate.count) / Double(max(1, table.total)), kinds: candidate.shapes.count,
                places: candidate.timing.places, rhythm: verdict.rhythm, isRoutine: verdict.isRoutine,
                reasons: verdict.reasons,
                doubts: verdict.doubts, proposal: taken[place])
        }
    }
}
