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

    /// Columns of the same width on every line, so that lines below each other align. Narrow terminals show less.
    private func fittedLine(_ report: Report, _ count: Int?) -> [TextSpan] {
        let clock = report.time.map(Self.clock) ?? "--:--:--.---"
        let time = width < 64 ? String(clock.prefix(8)) : clock
        let repeats = repeats(report, count).map { " " + $0 } ?? ""
        let rest = width - TextWidth.columns(time) - 11 - max(5, TextWidth.columns(repeats))
        let placeWidth = rest < 44 ? 0 : min(24, rest / 4)
        let ruleWidth = rest < 72 ? rest - placeWidth : min(48, rest * 2 / 5)

        var spans = [
            TextSpan(time, .faint), TextSpan(" "),
            TextSpan(TextWidth.padded(report.priority.badge, to: 9), .priority(report.priority)),
            TextSpan(" "),
            column(report.rule, ruleWidth, .strong),
        ]
        let subjectWidth = rest - ruleWidth - placeWidth
        if subjectWidth > 0 { spans.append(column(report.subject, subjectWidth, .plain)) }
        if placeWidth > 0 { spans.append(column(report.place, placeWidth, .faint)) }
        return spans + [TextSpan(repeats, .warning)]
    }

    /// A value in a column whose last place is a space.
    private func column(_ value: String, _ width: Int, _ style: TextStyle) -> TextSpan {
        TextSpan(TextWidth.padded(Escaping.terminal(value, limit: 400), to: width - 1) + " ", style)
    }

    private func repeats(_ report: Report, _ count: Int?) -> String? {
        let count = count ?? report.occurrence.count
        return count > 1 ? "×\(count)" : nil
    }
}
