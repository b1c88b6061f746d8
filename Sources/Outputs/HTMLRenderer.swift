internal import Analysis
package import Escaping
internal import FalcoAlerts
package import Incidents

/// Incidents as one page that needs nothing else: no script, no picture, no style from elsewhere, and a policy that would
/// let none in. Whatever comes from an alert is text.
package struct HTMLRenderer: Sendable {
    package init() {}

    /// Appends a page of incidents, in the order given.
    /// - Parameters:
    ///   - overview: what is said above them, such as counts.
    ///   - explainsLinks: whether each kind of alert says why it is there.
    package func page(
        _ incidents: [Incident], overview: [Prose], explainsLinks: Bool = false, into out: inout [UInt8]
    ) {
        var page = Page(taking: &out)
        page.add(HTMLRenderer.head("incidents"))
        page.add("<main>\n<h1>Incidents</h1>\n")
        for line in overview { page.add("<p>\(Escaping.html(line))</p>\n") }
        contents(incidents, &page)
        for incident in incidents { article(incident, explainsLinks, &page) }
        page.add("</main>\n</body>\n</html>\n")
        page.finish(into: &out)
    }

    /// Text being gathered.
    struct Page {
        private var bytes: [UInt8] = []

        init(taking buffer: inout [UInt8]) { swap(&bytes, &buffer) }

        mutating func finish(into buffer: inout [UInt8]) { swap(&bytes, &buffer) }

        /// HTML of ours; values within it must have been escaped.
        mutating func add(_ html: String) { bytes.append(contentsOf: html.utf8) }

        mutating func list(_ items: [Prose], _ kind: String = "") {
            if items.isEmpty { return }
            add("<ul\(kind.isEmpty ? "" : " class=\"\(kind)\"")>")
            for item in items { add("<li>\(Escaping.html(item))</li>") }
            add("</ul>\n")
        }
    }

    private func contents(_ incidents: [Incident], _ page: inout Page) {
        guard incidents.count > 1 else { return }
        page.add(
            "<table class=\"contents\"><thead><tr><th>Rating</th><th>From</th><th>Alerts</th><th>Incident</th></tr></thead><tbody>\n"
        )
        for incident in incidents {
            page.add(
                "<tr><td>\(badge(incident.severity.level))</td><td class=\"time\">\(TerminalRenderer.moment(incident.first))</td><td class=\"number\">\(incident.alerts)</td><td><a href=\"#i\(incident.id)\">\(Escaping.html(incident.title))</a></td></tr>\n"
            )
        }
        page.add("</tbody></table>\n")
    }

    private func badge(_ level: SeverityLevel) -> String {
        "<span class=\"badge \(level.name)\">\(level.name)</span>"
    }

    private func article(_ incident: Incident, _ explainsLinks: Bool, _ page: inout Page) {
        page.add("<article id=\"i\(incident.id)\" class=\"\(incident.severity.level.name)\">\n")
        page.add("<h2>\(badge(incident.severity.level)) \(Escaping.html(incident.title))</h2>\n")
        page.add(
            "<p class=\"facts\">incident <code>\(incident.id)</code> · \(incident.size) · \(TerminalRenderer.moment(incident.first)) to \(TerminalRenderer.moment(incident.last)) · \(incident.state.words)</p>\n"
        )
        if !incident.mergedIDs.isEmpty {
            let ids = incident.mergedIDs.map { "<code>\($0)</code>" }.joined(separator: ", ")
            page.add("<p class=\"facts\">also told as \(ids)</p>\n")
        }
        for section in IncidentSection.allCases { write(section, incident, explainsLinks, &page) }
        page.add("</article>\n")
    }

    private func write(
        _ section: IncidentSection, _ incident: Incident, _ explainsLinks: Bool, _ page: inout Page
    ) {
        var start = 0
        func open(_ isOpen: Bool = true) {
            page.add("<section><details\(isOpen ? " open" : "")><summary>\(section.title)</summary>\n")
            start = 1
        }
        switch section {
        case .summary: page.add("<p class=\"lead\">\(Escaping.html(incident.summary))</p>\n")
        case .severity where !incident.severity.reasons.isEmpty:
            open()
            page.list(incident.severity.reasons)
        case .killChain where !incident.killChain.isEmpty:
            open()
            killChain(incident.killChain, &page)
        case .involved where !incident.involved.isEmpty:
            open()
            involved(incident, &page)
        case .processes where !incident.processes.isEmpty:
            open()
            page.add("<pre class=\"tree\">\(tree(incident.processes))</pre>\n")
        case .timeline where !incident.timeline.isEmpty:
            open()
            timeline(incident, explainsLinks, &page)
        case .actions where !incident.actions.isEmpty:
            open()
            actions(incident, &page)
        case .commands where !incident.commands.isEmpty:
            open(false)
            for command in incident.commands { self.command(command, purpose: true, &page) }
            more(incident.omittedCommands, "command", &page)
        case .confidence where !incident.confidence.reasons.isEmpty:
            open()
            page.add("<p><strong>\(incident.confidence.level.sentence)</strong></p>\n")
            page.list(incident.confidence.reasons)
        case .missing where !incident.missing.isEmpty:
            open()
            page.list(incident.missing)
        case .related where !incident.related.isEmpty:
            open()
            page.add("<ul>")
            for other in incident.related {
                page.add(
                    "<li><a href=\"#i\(other.id)\">incident <code>\(other.id)</code></a>: \(Escaping.html(other.reason))</li>"
                )
            }
            page.add("</ul>\n")
        default: break
        }
        if start == 1 { page.add("</details></section>\n") }
    }

    private func more(_ count: Int, _ thing: String, _ page: inout Page) {
        if count == 0 { return }
        page.add(
            "<p class=\"facts\">… and \(count) more \(thing)\(count == 1 ? "" : "s") in the alerts’ own reports.</p>\n"
        )
    }

    private func killChain(_ stages: [Incident.Stage], _ page: inout Page) {
        page.add("<ol class=\"chain\">")
        for stage in stages {
            page.add(
                "<li><span class=\"time\">\(TerminalRenderer.clock(stage.first))</span><strong>\(Escaping.html(stage.name))</strong><span>\(Escaping.html(stage.rule, limit: 200))</span><span class=\"facts\">\(stage.alerts) alert\(stage.alerts == 1 ? "" : "s")</span></li>"
            )
        }
        page.add("</ol>\n")
    }

    private func involved(_ incident: Incident, _ page: inout Page) {
        page.add("<dl>")
        for (title, items) in incident.involved {
            page.add("<dt>\(title)</dt>")
            for item in items {
                page.add(
                    "<dd><code>\(Escaping.html(item.value, limit: 400))</code> <span class=\"facts\">\(item.note)</span></dd>"
                )
            }
        }
        page.add("</dl>\n")
    }

    private func tree(_ processes: [Incident.Process]) -> String {
        processes.map { process in
            let branch = process.depth == 0 ? "" : TextWidth.spaces(3 * (min(process.depth, 16) - 1)) + "└─ "
            let parts = process.parts.map { Escaping.html($0, limit: 1000) }
            let above =
                process.above.isEmpty
                ? ""
                : "<i>  below \(process.above.map { Escaping.html($0, limit: 64) }.joined(separator: " ‹ "))</i>"
            let name = process.alerts > 0 ? "<b>\(parts[0])</b>" : parts[0]
            let count = process.alerts > 0 ? "  <em>×\(process.alerts)</em>" : ""
            return branch + ([name] + parts.dropFirst()).joined(separator: "  ") + count + above
        }.joined(separator: "\n")
    }

    private func timeline(_ incident: Incident, _ explainsLinks: Bool, _ page: inout Page) {
        page.add(
            "<table><thead><tr><th>Time</th><th>Priority</th><th>Rule and what did it</th><th>Alerts</th><th>Part in it</th></tr></thead><tbody>\n"
        )
        for entry in incident.timeline {
            var cell = Escaping.html(entry.rule, limit: 200)
            if !entry.subject.isEmpty {
                cell += "<br><code>\(Escaping.html(entry.subject, limit: 300))</code>"
            }
            if let news = entry.news { cell += "<br><i>\(Escaping.html(news))</i>" }
            if explainsLinks {
                let reasons = entry.reasons.map { reason in
                    let to = reason.to.map { " → <code>\($0)</code>" } ?? ""
                    return
                        "<li>\(Escaping.html(reason.text)) (\(TerminalRenderer.tenths(reason.weight)))\(to)</li>"
                }
                cell +=
                    "<ul class=\"links\">\(reasons.isEmpty ? "<li>began on its own</li>" : reasons.joined())</ul>"
            }
            page.add(
                "<tr\(entry.likeness > 0 ? "" : " class=\"context\"")><td class=\"time\">\(TerminalRenderer.clock(entry.first))</td><td>\(Escaping.html(entry.priority.name))</td><td>\(cell)</td><td class=\"number\">\(entry.alerts)</td><td>\(Escaping.html(entry.role))</td></tr>\n"
            )
        }
        page.add("</tbody></table>\n")
        more(incident.omittedAlerts, "alert", &page)
    }

    private func actions(_ incident: Incident, _ page: inout Page) {
        for phase in Report.MitigationStep.Phase.allCases {
            let steps = incident.actions.filter { $0.phase == phase }
            if steps.isEmpty { continue }
            page.add("<h3>\(phase.title)</h3>\n<ol>")
            for step in steps {
                page.add("<li>\(Escaping.html(step.action))")
                if !step.why.isEmpty { page.add("<p class=\"facts\">Why: \(Escaping.html(step.why))</p>") }
                if let undo = step.undo { page.add("<p class=\"facts\">Undo: \(Escaping.html(undo))</p>") }
                if let command = step.command { self.command(command, purpose: false, &page) }
                page.add("</li>")
            }
            page.add("</ol>\n")
        }
        more(incident.omittedActions, "step", &page)
    }

    private func command(_ command: Report.Command, purpose: Bool, _ page: inout Page) {
        if purpose {
            page.add(
                "<p>\(Escaping.html(command.purpose)) <span class=\"facts\">(\(Escaping.html(command.setting)))</span></p>"
            )
        }
        let note = command.disruptive ? "<span class=\"disruptive\">changes the system</span>" : ""
        page.add("\(note)<pre class=\"shell\">\(Escaping.html(command.shell.text))</pre>\n")
    }
}
