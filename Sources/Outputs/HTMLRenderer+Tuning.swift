package import Analysis
internal import Escaping
internal import FalcoAlerts
internal import Incidents

extension HTMLRenderer {
    /// Appends `report` as a page like those of incidents.
    package func tuning(_ report: TuningReport, into out: inout [UInt8]) {
        let words = TuningWords(report)
        var page = Page(taking: &out)
        page.add(HTMLRenderer.head("noise and tuning", style: Self.tuningStyle))
        page.add("<main>\n<h1>Noise and tuning</h1>\n")
        page.add("<p class=\"facts\">\(Escaping.html(words.facts.joined(separator: " · ")))</p>\n")
        page.add("<p class=\"lead\">\(Escaping.html(words.verdict))</p>\n")
        priorities(report, &page)
        rules(report, &page)
        activities(report, &page)
        if !report.proposals.isEmpty {
            page.add("<h2>Proposals, most saved per risk first</h2>\n")
            for proposal in report.proposals { self.proposal(proposal, &page) }
        }
        withheld(report, &page)
        existing(report.existing, &page)
        page.add("<article><h2>How far this carries</h2>\n")
        page.list(report.remarks + words.cautions)
        page.add("</article>\n")
        if let file = report.file {
            page.add("<article><h2>The file</h2>\n")
            page.code(file)
            page.add("</article>\n")
        }
        page.add("</main>\n</body>\n</html>\n")
        page.finish(into: &out)
    }

    private static let tuningStyle = """
        :root { --good: #1f7a4a } @media (prefers-color-scheme: dark) { :root { --good: #6cc796 } }
        .badge { white-space: nowrap } .badge.good { color: var(--good) } .also { color: var(--high) } .wide { overflow-x: auto }
        .bar { min-width: 8rem } .bar span { display: block; height: .8rem; margin-top: .35rem; background: var(--line); border-radius: .2rem }
        .bar b { display: block; height: 100%; background: var(--low); border-radius: .2rem }
        .for::marker { content: "+ "; color: var(--good) } .against::marker { content: "! "; color: var(--medium) }
        .no::marker { content: "\u{2013} "; color: var(--high) }

        """

    private func priorities(_ report: TuningReport, _ page: inout Page) {
        if report.priorities.isEmpty { return }
        let most = report.priorities.map(\.before).max() ?? 1
        page.add("<article>\n")
        page.table(["Priority", "Alerts", "Left", ""]) { page in
            for (name, before, after) in report.priorities {
                page.row([
                    .text("\(value: name)"), .number("\(before)"), .number("\(after)"),
                    .bar(before, left: after, of: most),
                ])
            }
        }
        page.add("</article>\n")
    }

    private func rules(_ report: TuningReport, _ page: inout Page) {
        if report.rules.isEmpty { return }
        let most = report.rules.map(\.alerts).max() ?? 1
        page.add("<article><h2>What makes the noise</h2>\n")
        page.table(["Rule", "Alerts", "Left", "", "Rate", "Kinds", "Hosts", "Containers"]) { page in
            for rule in report.rules {
                page.row([
                    .text("\(value: rule.name)"), .number("\(rule.alerts)"), .number("\(rule.after)"),
                    .bar(rule.alerts, left: rule.after, of: most),
                    .number(TuningWords.rate(rule.perHour)), .number("\(rule.kinds)"),
                    .number("\(rule.hosts)"), .number("\(rule.containers)"),
                ])
            }
        }
        if report.otherRules.alerts > 0 {
            page.facts("and \(report.otherRules.alerts) alerts of \(report.otherRules.count) other rules")
        }
        page.add("</article>\n")
    }

    private func activities(_ report: TuningReport, _ page: inout Page) {
        if report.activities.isEmpty { return }
        page.add("<article><h2>What does it, and is it routine?</h2>\n")
        page.table(["", "Alerts", "What does it, and when"]) { page in
            for activity in report.activities {
                var what = Escaping.html(activity.title)
                if let proposal = activity.proposal { what += " → <a href=\"#\(proposal)\">\(proposal)</a>" }
                what +=
                    "<p class=\"facts\">\(Escaping.html(activity.rule, limit: 200)). \(Escaping.html(TuningWords.rhythm(activity)))</p>"
                if !activity.isRoutine { what += Page.items(activity.doubts, "against") }
                let mark = activity.isRoutine ? "routine" : "not routine"
                page.row([
                    .made("<span class=\"badge \(activity.isRoutine ? "good" : "none")\">\(mark)</span>"),
                    .number("\(activity.alerts)"), .made(what),
                ])
            }
        }
        let others = report.otherActivities
        if others.count > 0 { page.facts("and \(others.count) others with \(others.alerts) alerts") }
        page.add("</article>\n")
    }

    private func proposal(_ proposal: TuningReport.Proposal, _ page: inout Page) {
        let level: SeverityLevel =
            switch proposal.risk.level {
            case .low: .low
            case .medium: .medium
            case .high: .high
            }
        page.add("<article id=\"\(proposal.id)\" class=\"\(level.name)\">\n")
        page.add("<h2>\(proposal.id): \(Escaping.html(proposal.title))</h2>\n")
        page.add(
            "<p class=\"facts\">\(Escaping.html(proposal.rule, limit: 200)) · \(TuningWords.form(proposal)) · \(TuningWords.effect(proposal))</p>\n"
        )
        page.add(Page.items(proposal.reasons, "for"))
        var against = proposal.risk.reasons
        if !proposal.note.isEmpty { against.append(proposal.note) }
        if let narrowing = TuningWords.narrowing(proposal) { against.append(narrowing) }
        page.add(Page.items(against, "against"))
        page.add("<p>\(Escaping.html(TuningWords.proof(proposal)))</p>\n")
        page.add(
            "<section><details><summary>What it would have hidden: \(TuningWords.count(proposal.replay.saved, "alert"))</summary>\n<ul>"
        )
        for hidden in proposal.replay.hidden {
            let also = hidden.isMeant ? "" : "<span class=\"also\">also</span> "
            page.add("<li>\(also)\(hidden.alerts) × \(Escaping.html(hidden.title))</li>")
        }
        if proposal.replay.hiddenOthers > 0 {
            page.add("<li>and \(proposal.replay.hiddenOthers) more like these</li>")
        }
        page.add("</ul></details></section>\n")
        page.code(proposal.yaml)
        page.add("</article>\n")
    }

    private func withheld(_ report: TuningReport, _ page: inout Page) {
        if report.withheld.isEmpty { return }
        page.add("<article><h2>Routine, and no change proposed</h2>\n")
        for withheld in report.withheld {
            page.add(
                "<p>\(withheld.alerts) × \(Escaping.html(withheld.title)) <span class=\"facts\">\(Escaping.html(withheld.rule, limit: 200))</span></p>\n"
            )
            page.add(Page.items(withheld.reasons, "no"))
        }
        let others = report.otherWithheld
        if others.count > 0 { page.facts("and \(others.count) more with \(others.alerts) alerts") }
        page.add("</article>\n")
    }

    private func existing(_ existing: [TuningReport.Existing], _ page: inout Page) {
        if existing.isEmpty { return }
        page.add("<article><h2>Exceptions in your rules files</h2>\n<dl>")
        for exception in existing {
            page.add(
                "<dt>\(Escaping.html(exception.name, limit: 200)) of \(Escaping.html(exception.rule, limit: 200)) <span class=\"facts\">\(Escaping.html(exception.origin, limit: 300))</span></dt><dd>\(Escaping.html(TuningWords.existing(exception)))</dd>\n"
            )
        }
        page.add("</dl></article>\n")
    }
}

extension HTMLRenderer.Page {
    fileprivate enum Cell {
        case text(Prose)
        /// Escaped already.
        case made(String)
        case number(String)
        /// Two counts as a bar, the part that is left filled.
        case bar(Int, left: Int, of: Int)
    }

    /// Titles of columns that hold numbers.
    private static let numbers: Set<String> = ["Alerts", "Left", "Rate", "Kinds", "Hosts", "Containers"]

    fileprivate mutating func table(_ titles: [String], _ rows: (inout Self) -> Void) {
        let head = titles.map {
            Self.numbers.contains($0) ? "<th class=\"number\">\($0)</th>" : "<th>\($0)</th>"
        }
        .joined()
        add("<div class=\"wide\"><table><thead><tr>\(head)</tr></thead><tbody>\n")
        rows(&self)
        add("</tbody></table></div>\n")
    }

    fileprivate mutating func row(_ cells: [Cell]) {
        add("<tr>\(cells.map(Self.html).joined())</tr>\n")
    }

    private static func html(_ cell: Cell) -> String {
        switch cell {
        case .text(let prose): return "<td>\(Escaping.html(prose))</td>"
        case .made(let html): return "<td>\(html)</td>"
        case .number(let number): return "<td class=\"number\">\(number)</td>"
        case .bar(let whole, let left, let most):
            let width = max(1, percent(whole, of: most))
            return
                "<td class=\"bar\" title=\"\(left) of \(whole) left\"><span style=\"width:\(width)%\"><b style=\"width:\(percent(left, of: whole))%\"></b></span></td>"
        }
    }

    private static func percent(_ part: Int, of whole: Int) -> Int {
        whole > 0 ? min(100, max(0, Int((Double(part) / Double(whole) * 100).rounded()))) : 0
    }

    fileprivate static func items(_ items: [Prose], _ kind: String) -> String {
        if items.isEmpty { return "" }
        return "<ul>\(items.map { "<li class=\"\(kind)\">\(Escaping.html($0))</li>" }.joined())</ul>\n"
    }

    fileprivate mutating func facts(_ text: String) { add("<p class=\"facts\">\(text)</p>\n") }

    fileprivate mutating func code(_ text: String) {
        let lines = Escaping.lines(text).map { Escaping.html($0) }
        add("<pre>\(lines.joined(separator: "\n"))\n</pre>\n")
    }
}
