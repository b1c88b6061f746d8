package import Analysis
internal import Escaping
internal import FalcoAlerts

extension MarkdownRenderer {
    /// Appends `report` as a document.
    package func tuning(_ report: TuningReport, into out: inout [UInt8]) {
        let words = TuningWords(report)
        var document = MarkdownDocument(taking: &out)
        document.heading(1, "Noise and tuning")
        document.paragraph(words.facts.joined(separator: " · "))
        document.paragraph(Escaping.markdown(words.verdict))
        if !report.priorities.isEmpty {
            document.table(
                ["Priority", "Alerts", "Left"],
                report.priorities.map { [$0.name, String($0.before), String($0.after)] })
        }
        if !report.rules.isEmpty { rules(report, &document) }
        if !report.activities.isEmpty { activities(report, &document) }
        if !report.proposals.isEmpty {
            document.heading(2, "Proposals, most saved per risk first")
            for proposal in report.proposals { self.proposal(proposal, &document) }
        }
        if !report.withheld.isEmpty {
            document.heading(2, "Routine, and no change proposed")
            for withheld in report.withheld {
                document.item(
                    "- **\(withheld.alerts) ×** \(Escaping.markdown(withheld.title)), \(Escaping.markdown(withheld.rule, limit: 300))"
                )
                for reason in withheld.reasons { document.item("  - \(Escaping.markdown(reason))") }
            }
            if report.otherWithheld.count > 0 {
                document.item(
                    "- and \(report.otherWithheld.count) more with \(report.otherWithheld.alerts) alerts")
            }
            document.endList()
        }
        if !report.existing.isEmpty {
            document.heading(2, "Exceptions in your rules files")
            for existing in report.existing {
                document.item(
                    "- \(Escaping.markdown(existing.name, limit: 300)) of \(Escaping.markdown(existing.rule, limit: 300)) (\(Escaping.markdown(existing.origin, limit: 300))): \(Escaping.markdown(TuningWords.existing(existing)))"
                )
            }
            document.endList()
        }
        document.heading(2, "How far this carries")
        document.bullets(report.remarks + words.cautions)
        if let file = report.file {
            document.heading(2, "The file")
            document.fence(file, language: "yaml")
        }
        document.finish(into: &out)
    }

    private func rules(_ report: TuningReport, _ document: inout MarkdownDocument) {
        document.heading(2, "What makes the noise")
        var rows = report.rules.map { rule in
            [
                Escaping.markdown(rule.name, limit: 300, inTable: true), String(rule.alerts),
                String(rule.after), TuningWords.percent(rule.alerts, of: report.before),
                TuningWords.rate(rule.perHour), String(rule.kinds), String(rule.hosts),
                String(rule.containers),
            ]
        }
        if report.otherRules.alerts > 0 {
            rows.append(
                ["*\(report.otherRules.count) others*", String(report.otherRules.alerts)]
                    + Array(repeating: "", count: 6))
        }
        document.table(["Rule", "Alerts", "Left", "Share", "Rate", "Kinds", "Hosts", "Containers"], rows)
    }

    private func activities(_ report: TuningReport, _ document: inout MarkdownDocument) {
        document.heading(2, "What does it, and is it routine?")
        for activity in report.activities {
            let verdict = activity.isRoutine ? "Routine" : "Not routine"
            let proposal = activity.proposal.map { " → **\($0)**" } ?? ""
            document.item(
                "- **\(activity.alerts) ×** \(Escaping.markdown(activity.title)), \(Escaping.markdown(activity.rule, limit: 300)). **\(verdict)**\(proposal). \(Escaping.markdown(TuningWords.rhythm(activity)))"
            )
            for doubt in activity.isRoutine ? [] : activity.doubts {
                document.item("  - \(Escaping.markdown(doubt))")
            }
        }
        if report.otherActivities.count > 0 {
            document.item(
                "- and \(report.otherActivities.count) others with \(report.otherActivities.alerts) alerts")
        }
        document.endList()
    }

    private func proposal(_ proposal: TuningReport.Proposal, _ document: inout MarkdownDocument) {
        document.heading(3, "\(proposal.id): \(Escaping.markdown(proposal.title))")
        document.paragraph(
            "\(Escaping.markdown(proposal.rule, limit: 300)) · \(TuningWords.form(proposal)) · \(TuningWords.effect(proposal))"
        )
        for reason in proposal.reasons { document.item("- Routine: \(Escaping.markdown(reason))") }
        for reason in proposal.risk.reasons { document.item("- Risk: \(Escaping.markdown(reason))") }
        if !proposal.note.isEmpty { document.item("- Note: \(Escaping.markdown(proposal.note))") }
        if let narrowing = TuningWords.narrowing(proposal) {
            document.item("- Note: \(Escaping.markdown(narrowing))")
        }
        document.item("- \(TuningWords.proof(proposal))")
        for hidden in proposal.replay.hidden {
            document.item(
                "  - \(hidden.isMeant ? "" : "**also** ")\(hidden.alerts) × \(Escaping.markdown(hidden.title))"
            )
        }
        if proposal.replay.hiddenOthers > 0 {
            document.item("  - and \(proposal.replay.hiddenOthers) more like these")
        }
        document.endList()
        document.fence(proposal.yaml, language: "yaml")
    }
}
