package import Analysis
internal import Escaping

extension MarkdownRenderer {
    /// Appends `summary` as a document.
    package func summary(_ summary: Summary, into out: inout [UInt8]) {
        let figures = SummaryFigures(summary)
        var document = MarkdownDocument(taking: &out)
        document.heading(1, "Severity summary")
        document.paragraph(headline(summary, figures).joined(separator: " · "))
        document.table(
            ["Priority", "Alerts"],
            figures.priorities.map { [$0.name, String($0.count)] } + [["Total", String(figures.total)]])
        if let start = summary.timelineStart, !summary.timeline.isEmpty {
            let step = SummaryFigures.duration(milliseconds: Int64(summary.timelineStep) * 1000)
            document.heading(2, "Over time")
            document.paragraph("From \(TerminalRenderer.moment(start)), each step \(step):")
            document.fence(summary.timeline.map(String.init).joined(separator: " "))
        }
        for table in summary.tables where !table.rows.isEmpty {
            document.heading(2, Escaping.markdown(Prose(table.dimension.title)))
            var rows = table.rows.map { row in
                let title = row.title.map { " " + Escaping.markdown(Prose($0), inTable: true) } ?? ""
                return [Escaping.markdown(row.name, limit: 300, inTable: true) + title, String(row.count)]
            }
            if table.otherAlerts > 0 || table.otherNames > 0 {
                rows.append([
                    table.otherNames > 0 ? "*\(table.otherNames) others*" : "*others*",
                    String(table.otherAlerts),
                ])
            }
            document.table([Escaping.markdown(Prose(table.dimension.title), inTable: true), "Alerts"], rows)
        }
        accounting(summary, figures, &document)
        document.finish(into: &out)
    }

    private func headline(_ summary: Summary, _ figures: SummaryFigures) -> [String] {
        var facts = ["**\(figures.total) alert\(figures.total == 1 ? "" : "s")**"]
        if let first = summary.first, let last = summary.last, let span = figures.span {
            facts.append("\(TerminalRenderer.moment(first)) to \(TerminalRenderer.moment(last))")
            facts.append(SummaryFigures.duration(milliseconds: span))
        }
        if let rate = figures.rate { facts.append("\(rate) a second") }
        if let busiest = summary.busiestMinute {
            facts.append(
                "busiest minute \(TerminalRenderer.clock(busiest.start).prefix(5)) (\(busiest.count))")
        }
        facts.append(
            "\(summary.fingerprintsCapped ? "at least " : "")\(summary.distinctFingerprints) distinct")
        facts.append("\(summary.repeats) repeats")
        if summary.untimed > 0 { facts.append("\(summary.untimed) without a valid time") }
        return facts
    }

    private func accounting(_ summary: Summary, _ figures: SummaryFigures, _ document: inout MarkdownDocument)
    {
        let accounting = summary.accounting
        document.heading(2, "Accounting")
        document.table(
            [
                "Received", "Decoded", "Delivered", "Filtered", "Beyond the limit", "Undecodable",
                "Duplicates", "Shown as repeats", "Balances",
            ],
            [
                [
                    accounting.received, accounting.decoded, accounting.delivered, accounting.filtered,
                    accounting.beyondLimit, accounting.undecodable,
                    accounting.duplicates, accounting.collapsed,
                ].map { String($0) } + [figures.balances ? "yes" : "**no**"]
            ])
        if accounting.inputs.count > 1 {
            document.table(
                ["Input", "Received", "Undecodable", "Duplicates"],
                accounting.inputs.map {
                    [
                        Escaping.markdown(Prose($0.name), inTable: true), String($0.received),
                        String($0.undecodable), String($0.duplicates),
                    ]
                })
        }
        if !accounting.sinks.isEmpty {
            document.table(
                ["Output", "Delivered", "Waiting", "Dropped", "Reason"],
                accounting.sinks.map {
                    [
                        Escaping.markdown(Prose($0.name), inTable: true), String($0.delivered),
                        String($0.waiting), String($0.dropped),
                        Escaping.markdown(Prose($0.reason ?? ""), inTable: true),
                    ]
                })
        }
        if let drops = summary.falcoDrops {
            document.paragraph("Falco says it dropped \(drops) system calls.")
        } else {
            document.paragraph("Falco reported no dropped system calls.")
        }
        for gap in summary.gaps {
            let end = gap.end.map(TerminalRenderer.moment) ?? "now"
            document.item(
                "- Gap from \(TerminalRenderer.moment(gap.start)) to \(end): \(Escaping.markdown(Prose(gap.reason)))"
            )
        }
        if !summary.gaps.isEmpty { document.endList() }
    }
}
