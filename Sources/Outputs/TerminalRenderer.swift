package import Analysis
internal import Escaping
internal import FalcoAlerts

/// Reports and summaries for people, as terminal text. Only newlines, printable characters and, with colours, SGR
/// sequences of our own come out, whatever the alert holds.
package struct TerminalRenderer: Sendable {
    /// Columns to wrap to. Command lines are never wrapped.
    package var width: Int
    package var colors: ColorDepth

    /// The widths that reports are laid out for; others are brought into this range.
    package static let widths = 40...200

    package init(width: Int = 100, colors: ColorDepth = .none) {
        self.width = min(max(width, Self.widths.lowerBound), Self.widths.upperBound)
        self.colors = colors
    }

    /// Appends all sections of `report`.
    package func full(_ report: Report, into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        title(report, &canvas)
        for section in ReportSection.allCases { self.section(section, of: report, &canvas) }
        sources(report, &canvas)
        canvas.blank()
        canvas.finish(into: &out)
    }

    /// Appends title, summary, impact and commands.
    package func short(_ report: Report, into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        title(report, &canvas)
        canvas.blank()
        canvas.paragraph(canvas.spans(report.summary), indent: 2)
        for section in [ReportSection.impact, .commands] { self.section(section, of: report, &canvas) }
        canvas.blank()
        canvas.finish(into: &out)
    }

    private func section(_ section: ReportSection, of report: Report, _ canvas: inout TextCanvas) {
        canvas.heading(section.title)
        let start = canvas.bytes.count
        switch section {
        case .summary:
            if !report.summary.isEmpty { canvas.paragraph(canvas.spans(report.summary), indent: 2) }
        case .details: details(report, &canvas)
        case .attack: attack(report.attack, &canvas)
        case .impact:
            bullets(report.impact, &canvas)
            abuse(report.abuse, &canvas)
        case .assessment: assessment(report.assessment, &canvas)
        case .mitigation:
            evidence(report.evidence, &canvas)
            mitigation(report.mitigation, &canvas)
        case .configuration: configuration(report.configuration, &canvas)
        case .commands: commands(report.orderedCommands, &canvas)
        case .related:
            if let incident = report.incident {
                canvas.paragraph(
                    [TextSpan(incident.sentence(), incident.needsAttention ? .warning : .plain)], indent: 2)
            }
            related(report.related, &canvas)
        case .quality: quality(report.quality, &canvas)
        }
        if canvas.bytes.count == start {
            canvas.paragraph([TextSpan(section.whenEmpty, .faint)], indent: 2)
        }
    }

    private func title(_ report: Report, _ canvas: inout TextCanvas) {
        canvas.line([TextSpan(String(repeating: "━", count: width), .priority(report.priority))])
        let rule = Escaping.terminal(report.rule, limit: 300)
        canvas.paragraph(
            [TextSpan(rule.isEmpty ? "(a rule without a name)" : rule, .title)],
            label: [badge(report.priority), TextSpan("  ")])
        var facts = [TextSpan(report.time.map(Self.moment) ?? "no valid time")]
        if !report.hostname.isEmpty {
            facts.append(TextSpan("host \(Escaping.quoted(report.hostname, limit: 200))"))
        }
        if report.alert.place != report.hostname, !report.alert.place.isEmpty {
            let kind = report.alert["k8s.pod.name"] == nil ? "container" : "pod"
            facts.append(TextSpan("\(kind) \(Escaping.quoted(report.alert.place, limit: 200))"))
        }
        if report.occurrence.count > 1 {
            let since = report.occurrence.first.map { " since \(Self.clock($0))" } ?? ""
            facts.append(TextSpan("seen \(report.occurrence.count) times\(since)", .strong))
        }
        facts.append(TextSpan("source \(Escaping.quoted(report.source, limit: 200))", .faint))
        facts.append(TextSpan("alert \(report.id)", .faint))
        canvas.packed(facts, separator: TextSpan(" · ", .faint))
    }

    /// The priority's name, set off: by its background, or by brackets.
    func badge(_ priority: Priority) -> TextSpan {
        let name = priority.badge
        return TextSpan(colors == .none ? "[\(name)]" : " \(name) ", .badge(priority))
    }

    private func sources(_ report: Report, _ canvas: inout TextCanvas) {
        let names = report.knowledge.map { Escaping.terminal($0, limit: 300) }
        guard !names.isEmpty || !report.references.isEmpty || !report.relatedRules.isEmpty else { return }
        canvas.blank()
        if !names.isEmpty {
            canvas.paragraph(
                [TextSpan(names.joined(separator: ", "), .faint)], indent: 2,
                label: [TextSpan("Based on  ", .faint)])
        }
        if !report.relatedRules.isEmpty {
            let rules = report.relatedRules.map { Escaping.terminal($0, limit: 300) }.joined(separator: "; ")
            canvas.paragraph([TextSpan(rules, .faint)], indent: 2, label: [TextSpan("Related   ", .faint)])
        }
        for (index, reference) in report.references.enumerated() {
            canvas.paragraph(
                [TextSpan(Escaping.terminal(reference), .faint)], indent: 2,
                label: [TextSpan(index == 0 ? "See also  " : "          ", .faint)])
        }
    }

    /// `2026-11-22 19:41:09.322 UTC`.
    static func moment(_ time: Timestamp) -> String {
        let text = time.rfc3339(digits: 3)
        return "\(text.prefix(10)) \(text.dropFirst(11).dropLast()) UTC"
    }

    /// `19:41:09.322`.
    static func clock(_ time: Timestamp) -> String {
        String(time.rfc3339(digits: 3).dropFirst(11).dropLast())
    }
}

extension Priority {
    /// The name in capitals, shortened to nine letters at most.
    var badge: String {
        switch self {
        case .informational: "INFO"
        case .unknown(let value): "PRIO \(value)"
        default: name.uppercased()
        }
    }
}
