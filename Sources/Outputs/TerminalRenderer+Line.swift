package import Analysis
internal import Escaping
internal import FalcoAlerts

extension TerminalRenderer {
    /// Appends `report` as one line: time, priority, rule, what did it, where, and how often. `fitted` keeps it within
    /// the width, for a terminal; without it nothing is cut but values beyond reason, for a pipe.
    ///
    /// - Parameter count: how many alerts the line stands for; by default how often this one has come up to now.
    package func line(_ report: Report, fitted: Bool, count: Int? = nil, into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        canvas.line(fitted ? fittedLine(report, count) : openLine(report, count))
        canvas.finish(into: &out)
    }

    private func openLine(_ report: Report, _ count: Int?) -> [TextSpan] {
        var spans = [
            TextSpan(report.time?.rfc3339(digits: 3) ?? "-", .faint), TextSpan("  "),
            TextSpan(TextWidth.padded(report.priority.badge, to: 9), .priority(report.priority)),
            TextSpan("  "),
            TextSpan(Escaping.terminal(report.rule, limit: 200), .strong), TextSpan("  "),
            TextSpan(Escaping.quoted(report.subject, limit: 300)), TextSpan("  "),
            TextSpan(Escaping.quoted(report.place, limit: 200)),
        ]
        if report.place != report.hostname, !report.hostname.isEmpty {
            spans.append(TextSpan(" on \(Escaping.quoted(report.hostname, limit: 200))"))
        }
        if let repeats = repeats(report, count) { spans.append(TextSpan("  \(repeats)", .warning)) }
        return spans
    }

    private func fittedLine(_ report: Report, _ count: Int?) -> [TextSpan] {
        let time = report.time.map(Self.clock) ?? "--:--:--.---"
        let repeats = repeats(report, count).map { "  " + $0 } ?? ""
        var room = width - 12 - 1 - 9 - 1 - TextWidth.columns(repeats)
        // The rule matters most, then the place; a narrow terminal shows only these.
        let place = TextWidth.fitted(
            Escaping.terminal(report.place, limit: 200), to: max(8, min(24, room / 4)))
        room -= TextWidth.columns(place) + 2
        let rule = TextWidth.fitted(
            Escaping.terminal(report.rule, limit: 200), to: room < 56 ? room : max(30, room * 9 / 20))
        room -= TextWidth.columns(rule)
        var spans = [
            TextSpan(time, .faint), TextSpan(" "),
            TextSpan(TextWidth.padded(report.priority.badge, to: 9), .priority(report.priority)),
            TextSpan(" "),
            TextSpan(rule, .strong),
        ]
        if room > 12 {
            let subject = TextWidth.padded(Escaping.terminal(report.subject, limit: 300), to: room - 2)
            spans += [TextSpan("  "), TextSpan(subject)]
            room = 0
        }
        spans += [TextSpan(TextWidth.spaces(room + 2)), TextSpan(place, .faint), TextSpan(repeats, .warning)]
        return spans
    }

    private func repeats(_ report: Report, _ count: Int?) -> String? {
        let count = count ?? report.occurrence.count
        return count > 1 ? "×\(count)" : nil
    }
}
