internal import FalcoAlerts
internal import Incidents

extension TerminalRenderer {
    /// Kinds of alerts that a notice names; the incident tells the rest when it is over.
    private static let mostEntries = 8

    /// Appends what has to be known at once of an incident: all of it when it is over, what is new of one that goes on.
    package func notice(_ notice: IncidentNotice, into out: inout [UInt8]) {
        let incident = notice.incident
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        canvas.paragraph([TextSpan(notice.words, .strong)])
        switch notice.kind {
        case .ended:
            canvas.finish(into: &out)
            return self.incident(incident, into: &out)
        case .dissolved:
            canvas.blank()
            return canvas.finish(into: &out)
        case .opened:
            title(incident, &canvas)
            canvas.blank()
            canvas.paragraph(canvas.spans(incident.summary), indent: 2)
        case .graver, .joined:
            title(incident, &canvas)
            news(notice, &canvas)
        }
        if !notice.steps.isEmpty {
            canvas.blank()
            mitigation(notice.steps, &canvas)
        }
        canvas.blank()
        canvas.finish(into: &out)
    }

    /// The time line since it was told before.
    private func news(_ notice: IncidentNotice, _ canvas: inout TextCanvas) {
        var fresh = notice.incident
        if let until = notice.told.until { fresh.timeline.removeAll { $0.first <= until } }
        if fresh.timeline.isEmpty { return }
        canvas.blank()
        let more = fresh.timeline.count - Self.mostEntries
        // The latest ones tell why it is told now.
        fresh.timeline = fresh.timeline.suffix(Self.mostEntries)
        fresh.omittedAlerts = 0
        if more > 0 {
            canvas.paragraph([TextSpan("\(more) more kinds of alerts, then", .faint)], indent: 2)
        }
        timeline(fresh, false, &canvas)
    }
}
