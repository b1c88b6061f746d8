package import Analysis
internal import Escaping
internal import Knowledge

extension TerminalRenderer {
    /// Appends what is known about a rule.
    package func explanation(_ explanation: Explanation, into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        head(explanation, &canvas)
        canvas.heading("What it means")
        canvas.paragraph(canvas.spans(explanation.meaning), indent: 2)
        if let abuse = explanation.abuse {
            canvas.blank()
            canvas.paragraph(canvas.spans(abuse), indent: 2)
        }
        attack(
            .init(techniques: explanation.techniques, flags: explanation.attackFlags),
            titled: "ATT&CK mapping", &canvas)
        items(explanation.impact, titled: "Potential impact", &canvas)
        isItReal(explanation, &canvas)
        steps(explanation.steps, &canvas)
        commands(explanation.commands, &canvas)
        items(explanation.evidence, titled: "Evidence to keep before containment", &canvas)
        tuning(explanation, &canvas)
        further(explanation, &canvas)
        canvas.blank()
        canvas.finish(into: &out)
    }

    private func head(_ explanation: Explanation, _ canvas: inout TextCanvas) {
        let rule = explanation.rule
        canvas.line([TextSpan(String(repeating: "━", count: width), .faint)])
        canvas.paragraph([TextSpan(Escaping.terminal(rule.name), .heading)])
        // Of a rule of one's own the public catalogue says nothing.
        var facts = rule.priority.isEmpty ? [] : [rule.priority.capitalizedASCII]
        if !rule.source.isEmpty { facts.append("source \(rule.source)") }
        if let maturity = rule.maturity { facts.append(maturity) }
        facts.append(rule.ruleset)
        if !rule.enabled { facts.append("off unless enabled") }
        canvas.paragraph([TextSpan(Escaping.terminal(facts.joined(separator: " · ")), .faint)])
    }

    private func attack(_ mapping: Report.AttackMapping, titled title: String, _ canvas: inout TextCanvas) {
        if mapping.techniques.isEmpty, mapping.flags.isEmpty { return }
        canvas.heading(title)
        attack(mapping, &canvas)
    }

    private func items(_ items: [Explanation.Item], titled title: String, _ canvas: inout TextCanvas) {
        if items.isEmpty { return }
        canvas.heading(title)
        for item in items { bullet(item.text, when: item.when, &canvas, label: TextSpan("• ")) }
    }

    private func bullet(
        _ text: Prose, when: String, _ canvas: inout TextCanvas, label: TextSpan, indent: Int = 2
    ) {
        var spans = canvas.spans(text)
        if !when.isEmpty { spans.append(TextSpan("  (\(Escaping.terminal(when)))", .faint)) }
        canvas.paragraph(spans, indent: indent, label: [label])
    }

    private func isItReal(_ explanation: Explanation, _ canvas: inout TextCanvas) {
        canvas.heading(ReportSection.assessment.title)
        for (title, items, mark) in [
            ("Speaks for an attack", explanation.suspicious, TextSpan("+ ", .warning)),
            ("Speaks against it", explanation.reassuring, TextSpan("- ", .good)),
        ] where !items.isEmpty {
            subheading(title, &canvas, first: mark.text == "+ ")
            for item in items { bullet(item.text, when: item.when, &canvas, label: mark, indent: 4) }
        }
        guard !explanation.innocent.isEmpty else { return }
        subheading(
            "Innocent causes, and the check that tells", &canvas, first: explanation.suspicious.isEmpty)
        for cause in explanation.innocent {
            bullet(cause.cause, when: cause.when, &canvas, label: TextSpan("• "), indent: 4)
            canvas.paragraph(canvas.spans(cause.check), indent: 6, label: [TextSpan("→ ", .good)])
        }
    }

    private func steps(_ steps: [Explanation.Step], _ canvas: inout TextCanvas) {
        if steps.isEmpty { return }
        canvas.heading(ReportSection.mitigation.title)
        for phase in Report.MitigationStep.Phase.allCases {
            let steps = steps.filter { $0.phase == phase }
            if steps.isEmpty { continue }
            subheading(phase.title, &canvas, first: phase == .contain)
            for step in steps {
                bullet(step.action, when: step.when, &canvas, label: TextSpan("• "), indent: 4)
                canvas.paragraph(
                    canvas.spans(step.why, style: .faint), indent: 6, label: [TextSpan("Why   ", .faint)])
                if let undo = step.undo {
                    canvas.paragraph(
                        canvas.spans(undo, style: .faint), indent: 6, label: [TextSpan("Undo  ", .warning)])
                }
                if let command = step.command {
                    canvas.line([TextSpan(Escaping.terminal(command), .code)], indent: 6)
                }
            }
        }
    }

    private func commands(_ commands: [Explanation.Command], _ canvas: inout TextCanvas) {
        if commands.isEmpty { return }
        canvas.heading(ReportSection.commands.title)
        for (index, command) in commands.enumerated() {
            if index > 0 { canvas.blank() }
            bullet(command.purpose, when: command.circumstances, &canvas, label: TextSpan(""))
            canvas.line([TextSpan(Escaping.terminal(command.shell), .code)], indent: 4)
        }
    }

    private func tuning(_ explanation: Explanation, _ canvas: inout TextCanvas) {
        canvas.heading("Tuning")
        if let advice = explanation.tuningAdvice { canvas.paragraph(canvas.spans(advice), indent: 2) }
        for (label, names) in [
            ("Except on", explanation.tuningKeys),
            ("The rule's own macros and lists", explanation.tuningHooks),
        ] where !names.isEmpty {
            canvas.paragraph(
                [TextSpan(Escaping.terminal(names.joined(separator: ", ")))], indent: 2,
                label: [TextSpan(label + "  ", .strong)])
        }
    }

    private func further(_ explanation: Explanation, _ canvas: inout TextCanvas) {
        for (label, names) in [("Related rules", explanation.related), ("See also", explanation.references)]
        where !names.isEmpty {
            canvas.blank()
            canvas.paragraph(
                [TextSpan(Escaping.terminal(names.joined(separator: "; ")), .faint)], indent: 2,
                label: [TextSpan(label + "  ", .faint)])
        }
    }
}

extension Explanation.Command {
    /// Where to run it, for which alerts, and what it needs.
    fileprivate var circumstances: String {
        let place =
            switch place {
            case .host: "on the host"
            case .container: "inside the container"
            case .workstation: "on your workstation"
            }
        let parts = [
            place, when.isEmpty ? nil : "for alerts: \(when)", needs.map { "needs \($0)" },
            disruptive ? "disruptive" : nil,
        ]
        return parts.compactMap(\.self).joined(separator: "; ")
    }
}

extension String {
    /// `WARNING` as `Warning`. ASCII letters only.
    fileprivate var capitalizedASCII: String {
        String(prefix(1)) + dropFirst().lowercased()
    }
}
