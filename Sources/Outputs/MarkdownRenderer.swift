package import Analysis
internal import Escaping
internal import FalcoAlerts

/// Reports and summaries as Markdown documents (CommonMark with GFM tables). Whatever comes from an alert stands in code
/// spans, fences or plain words, where nothing in it is markup.
package struct MarkdownRenderer: Sendable {
    /// Bytes of one value that are shown; the rest is counted.
    private static let longestValue = 8192

    /// Where each incident that needs attention has a document, as a relative path of ours; `nil` where it has none.
    private let incidents: String?

    package init(incidents: String? = nil) {
        self.incidents = incidents
    }

    /// Appends `report` as a document.
    package func report(_ report: Report, into out: inout [UInt8]) {
        var document = MarkdownDocument(taking: &out)
        title(report, &document)
        for section in ReportSection.allCases {
            document.heading(2, section.title)
            if !write(section, of: report, &document) { document.paragraph(section.whenEmpty) }
        }
        sources(report, &document)
        document.finish(into: &out)
    }

    private func title(_ report: Report, _ document: inout MarkdownDocument) {
        let rule =
            report.rule.isEmpty ? "(a rule without a name)" : Escaping.markdown(report.rule, limit: 300)
        document.heading(1, "\(report.priority.badge): \(rule)")
        var facts = [
            report.time.map(TerminalRenderer.moment) ?? "no valid time",
            "host \(Escaping.markdown(report.hostname, limit: 300))",
            "source \(Escaping.markdown(report.source, limit: 300))",
            "alert `\(report.id)`",
        ]
        if report.occurrence.count > 1 {
            let since = report.occurrence.first.map { " since \(TerminalRenderer.moment($0))" } ?? ""
            facts.append("seen \(report.occurrence.count) times\(since)")
        }
        document.paragraph(facts.joined(separator: " · "))
        if !report.tags.isEmpty {
            let tags = report.tags.map { Escaping.markdownCode($0, limit: 300) }
            document.paragraph("Tags: \(tags.joined(separator: ", "))")
        }
    }

    /// Writes a section's body; `false` when it has none.
    private func write(_ section: ReportSection, of report: Report, _ document: inout MarkdownDocument)
        -> Bool
    {
        switch section {
        case .summary:
            if report.summary.isEmpty { return false }
            document.paragraph(Escaping.markdown(report.summary))
        case .details: return details(report, &document)
        case .attack: return attack(report.attack, &document)
        case .impact:
            let listed = document.bullets(report.impact)
            guard let abuse = report.abuse, !abuse.isEmpty else { return listed }
            document.paragraph("**Usual abuse:** \(Escaping.markdown(abuse))")
        case .assessment: return assessment(report.assessment, &document)
        case .mitigation:
            if !report.evidence.isEmpty {
                document.heading(3, "Keep first")
                document.bullets(report.evidence)
            }
            return steps(report.mitigation, &document) || !report.evidence.isEmpty
        case .configuration:
            for item in report.configuration { configuration(item, &document) }
            return !report.configuration.isEmpty
        case .commands:
            for item in report.orderedCommands {
                document.paragraph("\(Escaping.markdown(item.purpose)) (\(Escaping.markdown(item.setting)))")
                command(item, &document)
            }
            return !report.commands.isEmpty
        case .related:
            if let incident = report.incident {
                let place = incident.needsAttention ? incidents.map { "\($0)/\(incident.id).md" } : nil
                document.paragraph(incident.sentence(place.map { "[\(incident.id)](\($0))" }))
            }
            return related(report.related, &document) || report.incident != nil
        case .quality:
            document.paragraph("**\(report.quality.confidence.sentence)**")
            if !document.bullets(report.quality.remarks) { document.paragraph(section.whenEmpty) }
        }
        return true
    }

    private func details(_ report: Report, _ document: inout MarkdownDocument) -> Bool {
        if let explanation = report.explanation { document.paragraph(Escaping.markdown(explanation)) }
        if !report.text.isEmpty {
            document.paragraph("Falco says: \(Escaping.markdownCode(report.text, limit: Self.longestValue))")
        }
        for group in report.details where !group.items.isEmpty {
            document.heading(3, Escaping.markdown(group.title))
            document.table(
                ["Field", "Value", "Meaning"],
                group.items.map { item in
                    var value = "*missing*"
                    if let text = item.value {
                        value = Escaping.markdownCode(text, limit: Self.longestValue, inTable: true)
                    }
                    if let bytes = item.bytes {
                        value += " bytes \(Escaping.markdownCode(bytes, limit: 400, inTable: true))"
                    }
                    return [
                        Escaping.markdownCode(item.key, limit: 300, inTable: true), value,
                        Escaping.markdown(item.meaning, inTable: true),
                    ]
                })
        }
        if !report.ancestry.isEmpty {
            document.heading(3, "Process tree")
            document.fence(tree(report.ancestry))
        }
        return !report.text.isEmpty || !report.details.isEmpty || !report.ancestry.isEmpty
    }

    private func tree(_ ancestry: [Report.Ancestor]) -> String {
        ancestry.enumerated().map { depth, ancestor in
            let branch = depth == 0 ? "" : TextWidth.spaces(3 * (depth - 1)) + "└─ "
            let parts = [ancestor.name ?? "(unknown)", ancestor.executable, ancestor.commandLine]
                .compactMap { $0.map { Escaping.terminal($0, limit: Self.longestValue) } }
            return branch + parts.joined(separator: "  ") + (ancestor.level == 0 ? "  ← this alert" : "")
        }.joined(separator: "\n")
    }

    private func attack(_ attack: Report.AttackMapping, _ document: inout MarkdownDocument) -> Bool {
        if !attack.techniques.isEmpty {
            document.table(
                ["Technique", "Name", "Tactics", "Mitigations"],
                attack.techniques.map { technique in
                    [
                        technique.id, technique.name, technique.tactics.joined(separator: ", "),
                        technique.mitigations.joined(separator: ", "),
                    ]
                    .map { Escaping.markdown(Prose($0), inTable: true) }
                })
        }
        if !attack.tactics.isEmpty {
            let tactics = attack.tactics.map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
            document.paragraph("Tactics: \(Escaping.markdown(Prose(tactics)))")
        }
        let flagged = document.bullets(attack.flags)
        return flagged || !attack.techniques.isEmpty || !attack.tactics.isEmpty
    }

    private func assessment(_ assessment: Report.Assessment, _ document: inout MarkdownDocument) -> Bool {
        for (title, facts) in [
            ("Speaks for an attack", assessment.suspicious), ("Speaks against it", assessment.reassuring),
        ] where !facts.isEmpty {
            document.heading(3, title)
            document.bullets(facts)
        }
        if !assessment.innocent.isEmpty {
            document.heading(3, "Innocent causes, and the check that tells")
            for item in assessment.innocent {
                document.item(
                    "- \(Escaping.markdown(item.cause)) **Check:** \(Escaping.markdown(item.check))")
            }
            document.endList()
        }
        return
            !(assessment.innocent.isEmpty && assessment.suspicious.isEmpty && assessment.reassuring.isEmpty)
    }

    @discardableResult
    func steps(_ steps: [Report.MitigationStep], _ document: inout MarkdownDocument) -> Bool {
        var number = 0
        for phase in Report.MitigationStep.Phase.allCases {
            let steps = steps.filter { $0.phase == phase }
            if steps.isEmpty { continue }
            document.heading(3, phase.title)
            for step in steps {
                number += 1
                var text = "**\(number).** \(Escaping.markdown(step.action))"
                if !step.why.isEmpty { text += " **Why:** \(Escaping.markdown(step.why))" }
                if let undo = step.undo { text += " **Undo:** \(Escaping.markdown(undo))" }
                document.paragraph(text)
                if let command = step.command { self.command(command, &document) }
            }
        }
        return number > 0
    }

    private func configuration(_ advice: Report.ConfigurationAdvice, _ document: inout MarkdownDocument) {
        document.paragraph("**\(advice.kind.title):** \(Escaping.markdown(advice.title))")
        if let yaml = advice.yaml {
            document.paragraph(
                "In \(Escaping.markdownCode(advice.file)), for Falco \(Escaping.markdown(Prose(advice.leastVersion))) or later:"
            )
            document.fence(yaml, language: "yaml")
        }
        if !advice.note.isEmpty { document.paragraph(Escaping.markdown(advice.note)) }
    }

    func command(_ command: Report.Command, _ document: inout MarkdownDocument) {
        if command.disruptive { document.paragraph("**Disruptive: changes the system.**") }
        document.fence(command.shell.text, language: "bash")
    }

    private func related(_ related: Report.RelatedActivity, _ document: inout MarkdownDocument) -> Bool {
        if !related.alerts.isEmpty {
            document.table(
                ["Time", "Priority", "Rule", "Subject", "Same"],
                related.alerts.map { entry in
                    [
                        entry.time.map(TerminalRenderer.moment) ?? "no valid time", entry.priority.name,
                        Escaping.markdown(entry.rule, limit: 300, inTable: true),
                        Escaping.markdownCode(entry.subject, limit: 400, inTable: true),
                        entry.shares.map { Escaping.markdown($0, inTable: true) }.joined(separator: ", "),
                    ]
                })
        }
        if related.omitted > 0 {
            document.paragraph(
                "… and \(related.omitted) more related \(related.omitted == 1 ? "alert" : "alerts").")
        }
        return !related.alerts.isEmpty || related.omitted > 0
    }

    private func sources(_ report: Report, _ document: inout MarkdownDocument) {
        if !report.knowledge.isEmpty {
            let names = report.knowledge.map { Escaping.markdown($0, limit: 300) }
            document.paragraph("Based on: \(names.joined(separator: ", "))")
        }
        if !report.relatedRules.isEmpty {
            let rules = report.relatedRules.map { Escaping.markdown($0, limit: 300) }
            document.paragraph("Related rules: \(rules.joined(separator: "; "))")
        }
        if !report.references.isEmpty {
            document.heading(2, "References")
            for reference in report.references { document.item("- \(Escaping.markdownReference(reference))") }
            document.endList()
        }
    }
}
