internal import Analysis
internal import Escaping
internal import FalcoAlerts

extension TerminalRenderer {
    func bullets(
        _ items: [Prose], _ canvas: inout TextCanvas, mark: TextSpan = TextSpan("•"), indent: Int = 2
    ) {
        for item in items {
            canvas.paragraph(canvas.spans(item), indent: indent, label: [mark, TextSpan(" ")])
        }
    }

    /// How attackers usually use what the rule looks for.
    func abuse(_ abuse: Prose?, _ canvas: inout TextCanvas) {
        guard let abuse, !abuse.isEmpty else { return }
        subheading("Usual abuse", &canvas, first: false)
        canvas.paragraph(canvas.spans(abuse), indent: 4)
    }

    func evidence(_ evidence: [Prose], _ canvas: inout TextCanvas) {
        if evidence.isEmpty { return }
        subheading("Keep first", &canvas, first: true)
        bullets(evidence, &canvas, indent: 4)
        canvas.blank()
    }

    func subheading(_ title: String, _ canvas: inout TextCanvas, first: Bool) {
        if !first { canvas.blank() }
        canvas.paragraph([TextSpan(title, .strong)], indent: 2)
    }

    func attack(_ attack: Report.AttackMapping, _ canvas: inout TextCanvas) {
        let idWidth = max(7, attack.techniques.map { TextWidth.columns($0.id) }.max() ?? 0)
        for technique in attack.techniques {
            var spans = [TextSpan(Escaping.terminal(technique.name))]
            if !technique.tactics.isEmpty {
                spans.append(
                    TextSpan(" · " + Escaping.terminal(technique.tactics.joined(separator: ", ")), .faint))
            }
            if !technique.mitigations.isEmpty {
                spans.append(
                    TextSpan(
                        " · mitigated by " + Escaping.terminal(technique.mitigations.joined(separator: ", ")),
                        .faint))
            }
            let id = TextWidth.padded(Escaping.terminal(technique.id), to: idWidth)
            canvas.paragraph(spans, indent: 2, label: [TextSpan(id, .strong), TextSpan("  ")])
        }
        if !attack.tactics.isEmpty {
            let tactics = attack.tactics.map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
            canvas.paragraph(
                [TextSpan(Escaping.terminal(tactics))], indent: 2,
                label: [TextSpan(TextWidth.padded("Tactics", to: idWidth), .strong), TextSpan("  ")])
        }
        bullets(attack.flags, &canvas, mark: TextSpan("!", .warning))
    }

    func assessment(_ assessment: Report.Assessment, _ canvas: inout TextCanvas) {
        var first = true
        if !assessment.suspicious.isEmpty {
            subheading("Speaks for an attack", &canvas, first: first)
            bullets(assessment.suspicious, &canvas, mark: TextSpan("+", .warning), indent: 4)
            first = false
        }
        if !assessment.reassuring.isEmpty {
            subheading("Speaks against it", &canvas, first: first)
            bullets(assessment.reassuring, &canvas, mark: TextSpan("-", .good), indent: 4)
            first = false
        }
        if !assessment.innocent.isEmpty {
            subheading("Innocent causes, and the check that tells", &canvas, first: first)
            for item in assessment.innocent {
                canvas.paragraph(canvas.spans(item.cause), indent: 4, label: [TextSpan("• ")])
                canvas.paragraph(canvas.spans(item.check), indent: 6, label: [TextSpan("→ ", .good)])
            }
        }
    }

    func mitigation(_ steps: [Report.MitigationStep], _ canvas: inout TextCanvas) {
        var number = 0
        for phase in Report.MitigationStep.Phase.allCases {
            let steps = steps.filter { $0.phase == phase }
            if steps.isEmpty { continue }
            subheading(phase.title, &canvas, first: number == 0)
            for step in steps {
                number += 1
                let label = TextSpan(number < 10 ? " \(number). " : "\(number). ", .strong)
                canvas.paragraph(canvas.spans(step.action), indent: 4, label: [label])
                if !step.why.isEmpty {
                    canvas.paragraph(
                        canvas.spans(step.why, style: .faint), indent: 8, label: [TextSpan("Why   ", .faint)])
                }
                if let undo = step.undo {
                    canvas.paragraph(
                        canvas.spans(undo, style: .faint), indent: 8, label: [TextSpan("Undo  ", .warning)])
                }
                if let command = step.command { shell(command, &canvas, indent: 8) }
            }
        }
    }

    func configuration(_ advice: [Report.ConfigurationAdvice], _ canvas: inout TextCanvas) {
        for (index, item) in advice.enumerated() {
            if index > 0 { canvas.blank() }
            canvas.paragraph(
                canvas.spans(item.title), indent: 2,
                label: [TextSpan(item.kind.title, .strong), TextSpan("  ")])
            if let yaml = item.yaml {
                let file =
                    "\(Escaping.terminal(item.file)), Falco \(Escaping.terminal(item.leastVersion)) or later"
                canvas.paragraph([TextSpan(file, .faint)], indent: 4)
                canvas.blank()
                for line in Escaping.lines(yaml) { canvas.line([TextSpan(line, .code)], indent: 4) }
                if !item.note.isEmpty { canvas.blank() }
            }
            if !item.note.isEmpty { canvas.paragraph(canvas.spans(item.note), indent: 4) }
        }
    }

    func commands(_ commands: [Report.Command], _ canvas: inout TextCanvas) {
        for (index, command) in commands.enumerated() {
            if index > 0 { canvas.blank() }
            var spans = canvas.spans(command.purpose)
            spans.append(TextSpan("  (\(Escaping.terminal(command.setting)))", .faint))
            canvas.paragraph(spans, indent: 2)
            shell(command, &canvas, indent: 4)
        }
    }

    /// The command alone on its line and never altered, so that it can be copied.
    private func shell(_ command: Report.Command, _ canvas: inout TextCanvas, indent: Int) {
        if command.disruptive {
            canvas.line([TextSpan("▲ disruptive: changes the system", .warning)], indent: indent)
        }
        canvas.line([TextSpan(Escaping.terminal(command.shell.text), .code)], indent: indent)
    }

    func related(_ related: Report.RelatedActivity, _ canvas: inout TextCanvas) {
        for entry in related.alerts {
            let time = entry.time.map(Self.clock) ?? "no time"
            let label = [
                TextSpan(TextWidth.padded(time, to: 12), .faint), TextSpan("  "),
                TextSpan(TextWidth.padded(entry.priority.badge, to: 9), .priority(entry.priority)),
                TextSpan("  "),
            ]
            var spans = [TextSpan(Escaping.terminal(entry.rule, limit: 200))]
            if !entry.subject.isEmpty {
                spans += [
                    TextSpan(" · ", .faint), TextSpan(Escaping.quoted(entry.subject, limit: 200), .value),
                ]
            }
            if !entry.shares.isEmpty {
                let shares = entry.shares.map { Escaping.terminal($0) }.joined(separator: ", ")
                spans.append(TextSpan(" · same \(shares)", .faint))
            }
            canvas.paragraph(spans, indent: 2, label: label, hang: width < 80 ? 14 : nil)
        }
        if related.omitted > 0 {
            canvas.paragraph(
                [
                    TextSpan(
                        "… and \(related.omitted) more related \(related.omitted == 1 ? "alert" : "alerts").",
                        .faint)
                ], indent: 2)
        }
    }

    func quality(_ quality: Report.DataQuality, _ canvas: inout TextCanvas) {
        let style: TextStyle =
            quality.confidence == .high ? .good : quality.confidence == .low ? .warning : .strong
        var spans = [TextSpan(quality.confidence.sentence, style)]
        if quality.remarks.isEmpty { spans.append(TextSpan(" " + ReportSection.quality.whenEmpty)) }
        canvas.paragraph(spans, indent: 2)
        bullets(quality.remarks, &canvas)
    }
}
