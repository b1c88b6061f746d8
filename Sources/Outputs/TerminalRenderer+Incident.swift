internal import Analysis
package import Escaping
internal import FalcoAlerts
package import Incidents

extension TerminalRenderer {
    /// Appends all sections of `incident`.
    /// - Parameter explainsLinks: whether each kind of alert says why it is there.
    package func incident(_ incident: Incident, explainsLinks: Bool = false, into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        title(incident, &canvas)
        for section in IncidentSection.allCases {
            if section == .confidence && incident.confidence.reasons.isEmpty { continue }
            write(section, incident, explainsLinks, &canvas)
        }
        canvas.blank()
        canvas.finish(into: &out)
    }

    /// Appends `incident` as one line: first time, rating, id, alerts, title.
    package func line(_ incident: Incident, fitted: Bool, into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        let time = incident.first.rfc3339(digits: 3)
        let title = Escaping.terminal(incident.title, limit: fitted ? max(8, width - 62) : .max)
        canvas.line([
            TextSpan(time, .faint), TextSpan("  "),
            TextSpan(
                TextWidth.padded(incident.severity.level.badge, to: 8),
                .priority(incident.severity.level.look)),
            TextSpan("  incident \(incident.id)  ", .faint),
            TextSpan(TextWidth.padded("×\(incident.alerts)", to: 6)), TextSpan(title),
        ])
        canvas.finish(into: &out)
    }

    /// Appends what is said above incidents.
    package func overview(_ lines: [Prose], into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        for line in lines { canvas.paragraph(canvas.spans(line)) }
        canvas.blank()
        canvas.finish(into: &out)
    }

    func title(_ incident: Incident, _ canvas: inout TextCanvas) {
        let level = incident.severity.level
        canvas.line([TextSpan(String(repeating: "━", count: width), .priority(level.look))])
        let badge = TextSpan(colors == .none ? "[\(level.badge)]" : " \(level.badge) ", .badge(level.look))
        canvas.paragraph(canvas.spans(incident.title, style: .title), label: [badge, TextSpan("  ")])
        var facts = [TextSpan("incident \(incident.id)", .strong), TextSpan(incident.size)]
        facts.append(TextSpan("\(Self.moment(incident.first)) to \(Self.clock(incident.last))"))
        facts.append(TextSpan(incident.state == .open ? "going on" : incident.state.words, .faint))
        if !incident.severity.needsAttention { facts.append(TextSpan("needs no attention by itself", .good)) }
        canvas.packed(facts, separator: TextSpan(" · ", .faint))
        if !incident.mergedIDs.isEmpty {
            let ids = incident.mergedIDs.map(\.description).joined(separator: ", ")
            canvas.paragraph([TextSpan("also told as \(ids)", .faint)])
        }
    }

    private func write(
        _ section: IncidentSection, _ incident: Incident, _ explainsLinks: Bool, _ canvas: inout TextCanvas
    ) {
        var body = TextCanvas.empty(like: canvas)
        switch section {
        case .summary: body.paragraph(body.spans(incident.summary), indent: 2)
        case .severity: bullets(incident.severity.reasons, &body)
        case .killChain: killChain(incident.killChain, &body)
        case .involved: involved(incident, &body)
        case .processes: processes(incident.processes, &body)
        case .timeline: timeline(incident, explainsLinks, &body)
        case .actions:
            mitigation(incident.actions, &body)
            more(incident.omittedActions, "step", &body)
        case .commands:
            commands(incident.commands, &body)
            more(incident.omittedCommands, "command", &body)
        case .confidence:
            body.paragraph([TextSpan(incident.confidence.level.sentence, .strong)], indent: 2)
            bullets(incident.confidence.reasons, &body)
        case .missing: bullets(incident.missing, &body, mark: TextSpan("?", .warning))
        case .related:
            for other in incident.related {
                body.paragraph(
                    body.spans(other.reason), indent: 2,
                    label: [TextSpan("incident \(other.id)", .strong), TextSpan("  ")])
            }
        }
        if body.bytes.isEmpty {
            guard let words = section.whenEmpty else { return }
            body.paragraph([TextSpan(words, .faint)], indent: 2)
        }
        canvas.heading(section.title)
        canvas.append(body)
    }

    private func more(_ count: Int, _ thing: String, _ canvas: inout TextCanvas) {
        if count == 0 { return }
        canvas.paragraph(
            [
                TextSpan(
                    "… and \(count) more \(thing)\(count == 1 ? "" : "s") in the alerts' own reports.", .faint
                )
            ],
            indent: 2)
    }

    private func killChain(_ stages: [Incident.Stage], _ canvas: inout TextCanvas) {
        let wide = stages.map { TextWidth.columns($0.name) }.max() ?? 0
        for stage in stages {
            canvas.paragraph(
                [
                    TextSpan(Escaping.terminal(stage.rule, limit: 200)),
                    TextSpan(" · \(stage.alerts) alert\(stage.alerts == 1 ? "" : "s")", .faint),
                ], indent: 2,
                label: [
                    TextSpan(Self.clock(stage.first), .faint), TextSpan("  "),
                    TextSpan(TextWidth.padded(stage.name, to: wide), .strong), TextSpan("  "),
                ], hang: width < 80 ? 14 : nil)
        }
    }

    private func involved(_ incident: Incident, _ canvas: inout TextCanvas) {
        for (title, items) in incident.involved {
            for (index, item) in items.enumerated() {
                canvas.paragraph(
                    [
                        TextSpan(Escaping.terminal(item.value, limit: 400), .value),
                        TextSpan("  \(item.note)", .faint),
                    ],
                    indent: 2,
                    label: [TextSpan(TextWidth.padded(index == 0 ? title : "", to: 12), .strong)])
            }
        }
    }

    private func processes(_ processes: [Incident.Process], _ canvas: inout TextCanvas) {
        for process in processes {
            if process.depth == 0, !process.above.isEmpty {
                let above = process.above.map { Escaping.terminal($0, limit: 64) }.joined(separator: " ‹ ")
                canvas.line([TextSpan("below \(above)", .faint)], indent: 2)
            }
            let parts = process.parts.map { Escaping.terminal($0, limit: 300) }
            var spans = [
                TextSpan(process.depth == 0 ? "" : "└─ ", .faint),
                TextSpan(parts[0], process.alerts > 0 ? .strong : .faint),
            ]
            if parts.count > 1 { spans.append(TextSpan("  " + parts.dropFirst().joined(separator: "  "))) }
            if process.alerts > 0 { spans.append(TextSpan("  ×\(process.alerts)", .warning)) }
            canvas.line(spans, indent: 2 + 3 * min(process.depth, 16))
        }
    }

    func timeline(_ incident: Incident, _ explainsLinks: Bool, _ canvas: inout TextCanvas) {
        for entry in incident.timeline {
            var spans = [TextSpan(Escaping.terminal(entry.rule, limit: 200))]
            if !entry.subject.isEmpty {
                spans += [
                    TextSpan(" · ", .faint), TextSpan(Escaping.quoted(entry.subject, limit: 200), .value),
                ]
            }
            if entry.alerts > 1 {
                spans.append(TextSpan(" ×\(entry.alerts) until \(Self.clock(entry.last))", .warning))
            }
            spans.append(TextSpan(" · \(entry.role)", entry.likeness > 0 ? .strong : .faint))
            let label = [
                TextSpan(TextWidth.padded(Self.clock(entry.first), to: 12), .faint), TextSpan("  "),
                TextSpan(TextWidth.padded(entry.priority.badge, to: 9), .priority(entry.priority)),
                TextSpan("  "),
            ]
            canvas.paragraph(spans, indent: 2, label: label, hang: width < 80 ? 14 : nil)
            if let news = entry.news { canvas.paragraph(canvas.spans(news, style: .faint), indent: 16) }
            if explainsLinks { links(entry, &canvas) }
        }
        if incident.omittedAlerts > 0 { more(incident.omittedAlerts, "alert", &canvas) }
    }

    private func links(_ entry: Incident.Entry, _ canvas: inout TextCanvas) {
        if entry.reasons.isEmpty {
            canvas.paragraph(
                [TextSpan("began on its own", .faint)], indent: 16, label: [TextSpan("⚬ ", .faint)])
        }
        for reason in entry.reasons {
            var spans = canvas.spans(reason.text, style: .faint)
            spans.append(TextSpan(" (\(Self.tenths(reason.weight)))", .faint))
            if let to = reason.to { spans.append(TextSpan(" → alert \(to)", .faint)) }
            canvas.paragraph(spans, indent: 16, label: [TextSpan("⚬ ", .faint)])
        }
        if !entry.reasons.isEmpty {
            canvas.paragraph(
                [TextSpan("together \(Self.tenths(entry.weight)), and 10 is needed", .faint)], indent: 18)
        }
    }

    /// A weight with one digit behind the point.
    static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}

extension Incident.State {
    var words: String {
        switch self {
        case .open: "going on"
        case .silent: "silent since"
        case .crowdedOut: "ended for want of room"
        case .ended: "until the end of the input"
        }
    }
}
