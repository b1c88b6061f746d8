internal import Analysis
internal import Escaping
internal import FalcoAlerts
package import Incidents

extension MarkdownRenderer {
    /// Appends `incident` as a document.
    /// - Parameter explainsLinks: whether each kind of alert says why it is there.
    package func incident(_ incident: Incident, explainsLinks: Bool = false, into out: inout [UInt8]) {
        var document = MarkdownDocument(taking: &out)
        document.heading(1, "\(incident.severity.level.badge): \(Escaping.markdown(incident.title))")
        var facts = [
            "incident `\(incident.id)`", incident.size,
            "\(TerminalRenderer.moment(incident.first)) to \(TerminalRenderer.moment(incident.last))",
            incident.state.words,
        ]
        if !incident.severity.needsAttention { facts.append("needs no attention by itself") }
        document.paragraph(facts.joined(separator: " · "))
        if !incident.mergedIDs.isEmpty {
            document.paragraph(
                "Also told as \(incident.mergedIDs.map { "`\($0)`" }.joined(separator: ", "))")
        }
        for section in IncidentSection.allCases {
            guard !isEmpty(section, incident) else {
                guard let words = section.whenEmpty else { continue }
                document.heading(2, section.title)
                document.paragraph(words)
                continue
            }
            document.heading(2, section.title)
            write(section, incident, explainsLinks, &document)
        }
        document.finish(into: &out)
    }

    private func isEmpty(_ section: IncidentSection, _ incident: Incident) -> Bool {
        switch section {
        case .summary: incident.summary.isEmpty
        case .severity: incident.severity.reasons.isEmpty
        case .killChain: incident.killChain.isEmpty
        case .involved: incident.involved.isEmpty
        case .processes: incident.processes.isEmpty
        case .timeline: incident.timeline.isEmpty
        case .actions: incident.actions.isEmpty
        case .commands: incident.commands.isEmpty
        case .confidence: incident.confidence.reasons.isEmpty
        case .missing: incident.missing.isEmpty
        case .related: incident.related.isEmpty
        }
    }

    private func write(
        _ section: IncidentSection, _ incident: Incident, _ explainsLinks: Bool,
        _ document: inout MarkdownDocument
    ) {
        switch section {
        case .summary: document.paragraph(Escaping.markdown(incident.summary))
        case .severity: document.bullets(incident.severity.reasons)
        case .killChain: killChain(incident.killChain, &document)
        case .involved:
            document.table(
                ["Kind", "What", "Seen in"],
                incident.involved.flatMap { title, items in
                    items.map {
                        [title, Escaping.markdownCode($0.value, limit: 400, inTable: true), $0.note]
                    }
                })
        case .processes: document.fence(tree(incident.processes))
        case .timeline: timeline(incident, explainsLinks, &document)
        case .actions:
            steps(incident.actions, &document)
            more(incident.omittedActions, "step", &document)
        case .commands:
            for item in incident.commands {
                document.paragraph("\(Escaping.markdown(item.purpose)) (\(Escaping.markdown(item.setting)))")
                command(item, &document)
            }
            more(incident.omittedCommands, "command", &document)
        case .confidence:
            document.paragraph("**\(incident.confidence.level.sentence)**")
            document.bullets(incident.confidence.reasons)
        case .missing: document.bullets(incident.missing)
        case .related:
            for other in incident.related {
                document.item("- incident `\(other.id)`: \(Escaping.markdown(other.reason))")
            }
            document.endList()
        }
    }

    private func more(_ count: Int, _ thing: String, _ document: inout MarkdownDocument) {
        if count == 0 { return }
        document.paragraph("… and \(count) more \(thing)\(count == 1 ? "" : "s") in the alerts' own reports.")
    }

    private func killChain(_ stages: [Incident.Stage], _ document: inout MarkdownDocument) {
        document.table(
            ["Tactic", "First", "Alerts", "Shown most clearly by"],
            stages.map { stage in
                [
                    "\(Escaping.markdown(Prose(stage.name), inTable: true)) (\(stage.id))",
                    TerminalRenderer.clock(stage.first), String(stage.alerts),
                    Escaping.markdown(stage.rule, limit: 300, inTable: true),
                ]
            })
    }

    private func tree(_ processes: [Incident.Process]) -> String {
        processes.map { process in
            let branch =
                process.depth == 0 ? "" : TextWidth.spaces(3 * (min(process.depth, 16) - 1)) + "└─ "
            let parts = process.parts.map { Escaping.terminal($0, limit: 1000) }.joined(separator: "  ")
            let above =
                process.above.isEmpty
                ? ""
                : "  (below \(process.above.map { Escaping.terminal($0, limit: 64) }.joined(separator: " < ")))"
            return branch + parts + above + (process.alerts > 0 ? "  ×\(process.alerts)" : "")
        }.joined(separator: "\n")
    }

    private func timeline(_ incident: Incident, _ explainsLinks: Bool, _ document: inout MarkdownDocument) {
        document.table(
            ["Time", "Priority", "Rule", "Subject", "Alerts", "Part in it"]
                + (explainsLinks ? ["Why it is here"] : []),
            incident.timeline.map { entry in
                var row = [
                    TerminalRenderer.clock(entry.first), entry.priority.name,
                    Escaping.markdown(entry.rule, limit: 300, inTable: true),
                    entry.subject.isEmpty
                        ? "" : Escaping.markdownCode(entry.subject, limit: 400, inTable: true),
                    String(entry.alerts), entry.role,
                ]
                if let news = entry.news { row[5] += ". \(Escaping.markdown(news, inTable: true))" }
                if explainsLinks {
                    let reasons = entry.reasons.map { reason in
                        let to = reason.to.map { " → `\($0)`" } ?? ""
                        let weight = TerminalRenderer.tenths(reason.weight)
                        return "\(Escaping.markdown(reason.text, inTable: true)) (\(weight))\(to)"
                    }
                    row.append(reasons.isEmpty ? "began on its own" : reasons.joined(separator: "; "))
                }
                return row
            })
        more(incident.omittedAlerts, "alert", &document)
    }
}
