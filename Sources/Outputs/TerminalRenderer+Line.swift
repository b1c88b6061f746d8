internal import Escaping
package import FalcoAlerts

extension TerminalRenderer {
    /// Appends `alert` as one line: time, priority, rule, what did it, where, and how often. `fitted` keeps it within
    /// the width, for a terminal; without it nothing is cut but values beyond reason, for a pipe.
    ///
    /// - Parameter count: how many alerts the line stands for.
    package func line(_ alert: Alert, fitted: Bool, count: Int = 1, into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        let repeats = count > 1 ? "×\(count)" : ""
        canvas.line(fitted ? fittedLine(alert, repeats) : openLine(alert, repeats))
        canvas.finish(into: &out)
    }

    private func openLine(_ alert: Alert, _ repeats: String) -> [TextSpan] {
        var spans = [
            TextSpan(alert.time?.rfc3339(digits: 3) ?? "-", .faint), TextSpan("  "),
            TextSpan(TextWidth.padded(alert.priority.badge, to: 9), .priority(alert.priority)),
            TextSpan("  "),
            TextSpan(Escaping.terminal(alert.rule, limit: 200), ruleStyle(alert)), TextSpan("  "),
            TextSpan(Escaping.quoted(alert.subject, limit: 300)), TextSpan("  "),
            TextSpan(Escaping.quoted(alert.place, limit: 200)),
        ]
        if alert.place != alert.hostname, !alert.hostname.isEmpty {
            spans.append(TextSpan(" on \(Escaping.quoted(alert.hostname, limit: 200))"))
        }
        if !repeats.isEmpty { spans.append(TextSpan("  \(repeats)", .warning)) }
        return spans
    }

    /// Columns of the same width on every line, so that lines below each other align. Narrow terminals show less.
    private func fittedLine(_ alert: Alert, _ repeats: String) -> [TextSpan] {
        let clock = alert.time.map(Self.clock) ?? "--:--:--.---"
        let time = width < 64 ? String(clock.prefix(8)) : clock
        let repeats = repeats.isEmpty ? "" : " " + repeats
        let rest = width - TextWidth.columns(time) - 11 - max(5, TextWidth.columns(repeats))
        let placeWidth = rest < 44 ? 0 : min(24, rest / 5)
        let ruleWidth = rest < 72 ? rest - placeWidth : min(48, rest * 9 / 20)

        var spans = [
            TextSpan(time, .faint), TextSpan(" "),
            TextSpan(TextWidth.padded(alert.priority.badge, to: 9), .priority(alert.priority)),
            TextSpan(" "),
            column(alert.rule, ruleWidth, ruleStyle(alert)),
        ]
        let subjectWidth = rest - ruleWidth - placeWidth
        if subjectWidth > 0 { spans.append(column(alert.subject, subjectWidth, .plain)) }
        if placeWidth > 0 { spans.append(column(alert.place, placeWidth, .faint)) }
        return spans + [TextSpan(repeats, .warning)]
    }

    /// What is severe stands out.
    private func ruleStyle(_ alert: Alert) -> TextStyle {
        alert.priority.isAtLeast(.error) ? .strong : .plain
    }

    /// A value in a column whose last place is a space.
    private func column(_ value: String, _ width: Int, _ style: TextStyle) -> TextSpan {
        TextSpan(TextWidth.padded(Escaping.terminal(value, limit: 400), to: width - 1) + " ", style)
    }
}
