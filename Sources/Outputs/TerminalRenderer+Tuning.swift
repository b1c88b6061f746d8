package import Analysis
internal import Escaping
internal import FalcoAlerts

extension TerminalRenderer {
    /// Appends `report`: what makes the noise, what is proposed about it, and what is not.
    package func tuning(_ report: TuningReport, into out: inout [UInt8]) {
        let words = TuningWords(report)
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        canvas.line([TextSpan(String(repeating: "━", count: width), .faint)])
        canvas.line([TextSpan("Noise and tuning", .title)])
        canvas.packed(words.facts.map { TextSpan($0) }, separator: TextSpan(" · ", .faint))
        canvas.blank()
        canvas.paragraph(canvas.spans(words.verdict), indent: 2)
        if !report.priorities.isEmpty {
            canvas.blank()
            beforeAndAfter(report.priorities, &canvas)
        }
        if !report.rules.isEmpty {
            canvas.heading("What makes the noise")
            rules(report, &canvas)
        }
        if !report.activities.isEmpty {
            canvas.heading("What does it, and is it routine?")
            for activity in report.activities { self.activity(activity, &canvas) }
            others(report.otherActivities, "activities", &canvas)
        }
        if !report.proposals.isEmpty {
            canvas.heading("Proposals, most saved per risk first")
            for (index, proposal) in report.proposals.enumerated() {
                if index > 0 { canvas.blank() }
                self.proposal(proposal, &canvas)
            }
        }
        if !report.withheld.isEmpty {
            canvas.heading("Routine, and no change proposed")
            for withheld in report.withheld { self.withheld(withheld, &canvas) }
            others(report.otherWithheld, "more", &canvas)
        }
        if !report.existing.isEmpty {
            canvas.heading("Exceptions in your rules files")
            for existing in report.existing { self.existing(existing, &canvas) }
        }
        canvas.heading("How far this carries")
        for remark in report.remarks + words.cautions {
            canvas.paragraph(canvas.spans(remark), indent: 2, label: [TextSpan("• ", .faint)])
        }
        canvas.blank()
        canvas.finish(into: &out)
    }

    /// For each priority what there is, and what would be left of it.
    private func beforeAndAfter(_ priorities: TuningReport.Priorities, _ canvas: inout TextCanvas) {
        let most = priorities.map(\.before).max() ?? 0
        let digits = String(most).utf8.count
        let room = min(50, width - 2 - 13 - 2 * digits - 8)
        for (name, before, after) in priorities {
            let priority = Priority(spelling: name) ?? .unknown(0)
            let whole = Self.scaled(before, of: most, to: room)
            let left = before == 0 ? 0 : Self.scaled(after, of: before, to: whole)
            canvas.line(
                [
                    TextSpan(TextWidth.padded(name, to: 13), .priority(priority)), TextSpan("  "),
                    TextSpan(Self.right(String(before), digits), .strong), TextSpan(" → "),
                    TextSpan(Self.right(String(after), digits), .strong), TextSpan("  "),
                    TextSpan(String(repeating: "█", count: left), .priority(priority)),
                    TextSpan(String(repeating: "░", count: max(0, whole - left)), .faint),
                ], indent: 2)
        }
    }

    private func rules(_ report: TuningReport, _ canvas: inout TextCanvas) {
        let counts = report.rules.map { (String($0.alerts), String($0.after), TuningWords.rate($0.perHour)) }
        let digits = max(6, counts.map(\.0.utf8.count).max() ?? 0)
        let left = max(4, counts.map(\.1.utf8.count).max() ?? 0)
        let rate = max(4, counts.map(\.2.utf8.count).max() ?? 0)
        let bar = min(12, max(4, width / 10))
        let spread = width >= 90 ? 12 : 0
        // Two columns before, between and behind the others.
        let name = max(8, width - 2 - digits - left - rate - bar - spread - 10)
        var head =
            Self.right("alerts", digits) + "  " + Self.right("left", left) + "  "
            + TextWidth.padded("share", to: bar + 2) + Self.right("rate", rate) + "  "
        if spread > 0 { head += TextWidth.padded("on", to: spread) }
        canvas.line([TextSpan(head + "  rule", .faint)], indent: 2)
        let most = report.rules.map(\.alerts).max() ?? 0
        for (rule, (alerts, after, perHour)) in zip(report.rules, counts) {
            let title = Escaping.terminal(rule.name, limit: 300)
            var spans = [
                TextSpan(Self.right(alerts, digits), .strong), TextSpan("  "),
                TextSpan(Self.right(after, left), rule.after < rule.alerts ? .good : .plain), TextSpan("  "),
                TextSpan(
                    TextWidth.padded(Self.bar(rule.alerts, of: most, columns: bar), to: bar + 2), .code),
                TextSpan(Self.right(perHour, rate), .faint), TextSpan("  "),
            ]
            if spread > 0 {
                spans.append(TextSpan(TextWidth.padded(Self.places(rule), to: spread), .faint))
            }
            spans += [
                TextSpan("  "), TextSpan(TextWidth.fitted(title.isEmpty ? "(no name)" : title, to: name)),
            ]
            canvas.line(spans, indent: 2)
        }
        if report.otherRules.alerts > 0 {
            canvas.line(
                [
                    TextSpan(Self.right(String(report.otherRules.alerts), digits), .faint),
                    TextSpan("  of \(report.otherRules.count) other rules", .faint),
                ], indent: 2)
        }
    }

    private static func places(_ rule: TuningReport.RuleShare) -> String {
        let hosts = rule.hosts == 1 ? "1 host" : "\(rule.hosts) hosts"
        return rule.containers > 1 ? "\(rule.hosts) h, \(rule.containers) ctr" : hosts
    }

    private func activity(_ activity: TuningReport.Activity, _ canvas: inout TextCanvas) {
        let mark =
            activity.isRoutine ? TextSpan("routine  ", .good) : TextSpan("no       ", .priority(.warning))
        var spans = [TextSpan("\(activity.alerts) × ", .strong)] + canvas.spans(activity.title)
        if let proposal = activity.proposal { spans.append(TextSpan("  → \(proposal)", .good)) }
        canvas.paragraph(spans, indent: 2, label: [mark])
        canvas.paragraph(
            [TextSpan(Escaping.terminal(activity.rule, limit: 200) + ". ", .faint)]
                + canvas.spans(TuningWords.rhythm(activity), style: .faint), indent: 11)
        // Why it is routine stands with the proposal.
        for doubt in activity.isRoutine ? [] : activity.doubts {
            canvas.paragraph(canvas.spans(doubt), indent: 11, label: [TextSpan("– ", .warning)])
        }
    }

    private func proposal(_ proposal: TuningReport.Proposal, _ canvas: inout TextCanvas) {
        let style: TextStyle =
            switch proposal.risk.level {
            case .low: .good
            case .medium: .priority(.warning)
            case .high: .warning
            }
        canvas.paragraph(
            canvas.spans(proposal.title), indent: 2, label: [TextSpan("\(proposal.id)  ", .strong)])
        canvas.paragraph(
            [
                TextSpan(Escaping.terminal(proposal.rule, limit: 200), .strong),
                TextSpan(" · \(TuningWords.form(proposal)) · "),
                TextSpan(TuningWords.effect(proposal), style),
            ], indent: 4)
        for reason in proposal.reasons { item(canvas.spans(reason), "+ ", .good, &canvas) }
        for reason in proposal.risk.reasons { item(canvas.spans(reason), "! ", .priority(.warning), &canvas) }
        if !proposal.note.isEmpty { item(canvas.spans(proposal.note), "! ", .priority(.warning), &canvas) }
        if let narrowing = TuningWords.narrowing(proposal) {
            item(canvas.spans(narrowing), "! ", .priority(.warning), &canvas)
        }
        item([TextSpan(TuningWords.proof(proposal))], "= ", .code, &canvas)
        for hidden in proposal.replay.hidden {
            let label = hidden.isMeant ? "" : "also "
            canvas.paragraph(
                [TextSpan("\(label)\(hidden.alerts) × ", hidden.isMeant ? .faint : .warning)]
                    + canvas.spans(hidden.title, style: .faint), indent: 8)
        }
        if proposal.replay.hiddenOthers > 0 {
            canvas.line([TextSpan("and \(proposal.replay.hiddenOthers) more like these", .faint)], indent: 8)
        }
        canvas.blank()
        for line in Escaping.lines(proposal.yaml) { canvas.line([TextSpan(line, .code)], indent: 6) }
    }

    private func item(_ spans: [TextSpan], _ mark: String, _ style: TextStyle, _ canvas: inout TextCanvas) {
        canvas.paragraph(spans, indent: 6, label: [TextSpan(mark, style)])
    }

    private func withheld(_ withheld: TuningReport.Withheld, _ canvas: inout TextCanvas) {
        canvas.paragraph(
            [TextSpan("\(withheld.alerts) × ", .strong)] + canvas.spans(withheld.title)
                + [TextSpan(" · \(Escaping.terminal(withheld.rule, limit: 200))", .faint)], indent: 2)
        for reason in withheld.reasons { item(canvas.spans(reason), "– ", .warning, &canvas) }
    }

    private func existing(_ existing: TuningReport.Existing, _ canvas: inout TextCanvas) {
        canvas.paragraph(
            [
                TextSpan(Escaping.terminal(existing.name, limit: 200), .strong),
                TextSpan(" of \(Escaping.terminal(existing.rule, limit: 200))", .plain),
                TextSpan(" · \(Escaping.terminal(existing.origin, limit: 300))", .faint),
            ], indent: 2)
        canvas.paragraph(canvas.spans(TuningWords.existing(existing)), indent: 6)
    }

    private func others(_ others: (count: Int, alerts: Int), _ word: String, _ canvas: inout TextCanvas) {
        guard others.count > 0 else { return }
        let what = word == "more" ? word : "other \(word)"
        canvas.paragraph(
            [TextSpan("and \(others.count) \(what) with \(others.alerts) alerts", .faint)], indent: 2)
    }
}
