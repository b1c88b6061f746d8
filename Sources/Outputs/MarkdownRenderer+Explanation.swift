package import Analysis
internal import Escaping
internal import Knowledge

extension MarkdownRenderer {
    /// Appends what is known about a rule as a document.
    package func explanation(_ explanation: Explanation, into out: inout [UInt8]) {
        var document = MarkdownDocument(taking: &out)
        let rule = explanation.rule
        document.heading(1, Escaping.markdown(Prose(rule.name)))
        let facts =
            rule.source.isEmpty
            ? [rule.ruleset]
            : [rule.priority, "source \(rule.source)", rule.maturity ?? "plugin rule", rule.ruleset]
        document.paragraph(Escaping.markdown(Prose(facts.joined(separator: " · "))))
        document.heading(2, "What it means")
        document.paragraph(Escaping.markdown(explanation.meaning))
        if let abuse = explanation.abuse { document.paragraph(Escaping.markdown(abuse)) }
        if !explanation.techniques.isEmpty || !explanation.attackFlags.isEmpty {
            document.heading(2, ReportSection.attack.title)
            document.bullets(
                explanation.techniques.map {
                    Prose("\(ours: $0.id) \(ours: $0.name) (\(ours: $0.tactics.joined(separator: ", ")))")
                } + explanation.attackFlags)
        }
        list(explanation.impact, titled: ReportSection.impact.title, &document)
        assessment(explanation, &document)
        steps(explanation.steps, &document)
        if !explanation.commands.isEmpty {
            document.heading(2, ReportSection.commands.title)
            for command in explanation.commands {
                document.paragraph(Escaping.markdown(command.purpose) + conditioned(command.when))
                document.fence(command.shell, language: "bash")
            }
        }
        list(explanation.evidence, titled: "Evidence to keep before containment", &document)
        tuning(explanation, &document)
        for (title, names) in [
            ("Related rules", explanation.related), ("References", explanation.references),
        ]
        where !names.isEmpty {
            document.heading(2, title)
            document.bullets(names.map { Prose($0) })
        }
        document.finish(into: &out)
    }

    private func conditioned(_ when: String) -> String {
        when.isEmpty ? "" : " (\(Escaping.markdown(Prose(when))))"
    }

    private func list(
        _ items: [Explanation.Item], titled title: String, level: Int = 2, _ document: inout MarkdownDocument
    ) {
        if items.isEmpty { return }
        document.heading(level, title)
        for item in items { document.item("- \(Escaping.markdown(item.text))\(conditioned(item.when))") }
        document.endList()
    }

    private func assessment(_ explanation: Explanation, _ document: inout MarkdownDocument) {
        document.heading(2, ReportSection.assessment.title)
        list(explanation.suspicious, titled: "Speaks for an attack", level: 3, &document)
        list(explanation.reassuring, titled: "Speaks against it", level: 3, &document)
        if explanation.innocent.isEmpty { return }
        document.heading(3, "Innocent causes, and the check that tells")
        for cause in explanation.innocent {
            document.item("- \(Escaping.markdown(cause.cause))\(conditioned(cause.when))")
            document.item("  - \(Escaping.markdown(cause.check))")
        }
        document.endList()
    }

    private func steps(_ steps: [Explanation.Step], _ document: inout MarkdownDocument) {
        if steps.isEmpty { return }
        document.heading(2, ReportSection.mitigation.title)
        for phase in Report.MitigationStep.Phase.allCases {
            let steps = steps.filter { $0.phase == phase }
            if steps.isEmpty { continue }
            document.heading(3, phase.title)
            for step in steps {
                document.item("- \(Escaping.markdown(step.action))\(conditioned(step.when))")
                document.item("  - Why: \(Escaping.markdown(step.why))")
                if let undo = step.undo { document.item("  - Undo: \(Escaping.markdown(undo))") }
                if let command = step.command { document.item("  - \(Escaping.markdownCode(command))") }
            }
            document.endList()
        }
    }

    private func tuning(_ explanation: Explanation, _ document: inout MarkdownDocument) {
        document.heading(2, "Tuning")
        if let advice = explanation.tuningAdvice { document.paragraph(Escaping.markdown(advice)) }
        for (title, names) in [
            ("Except on", explanation.tuningKeys),
            ("The rule's own macros and lists", explanation.tuningHooks),
        ] where !names.isEmpty {
            document.paragraph("\(title): " + names.map { Escaping.markdownCode($0) }.joined(separator: ", "))
        }
    }
}
