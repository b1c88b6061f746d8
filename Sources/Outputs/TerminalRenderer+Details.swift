internal import Analysis
internal import Escaping
internal import FalcoAlerts

extension TerminalRenderer {
    /// Bytes of a field's value that are shown.
    private static let longestValue = 1500

    /// Where the columns of the field table stand.
    private struct Columns {
        var key: Int
        var value: Int
        /// Narrow terminals show the meaning below the value.
        var isStacked: Bool
    }

    /// Falco's own line, the fields in groups, and the process tree.
    func details(_ report: Report, _ canvas: inout TextCanvas) {
        var first = true
        if let explanation = report.explanation {
            canvas.paragraph(canvas.spans(explanation), indent: 2)
            first = false
        }
        if !report.text.isEmpty {
            canvas.paragraph(
                says(report.text), indent: 2, label: [TextSpan("Falco says  ", .faint)],
                hang: width < 76 ? 4 : nil)
            first = false
        }
        let columns = columns(for: report.details)
        for group in report.details where !group.items.isEmpty {
            subheading(Escaping.terminal(group.title), &canvas, first: first)
            first = false
            for item in group.items where item.value != nil { detail(item, columns, &canvas) }
            missing(group.items.filter { $0.value == nil }, &canvas)
        }
        if !report.ancestry.isEmpty {
            subheading("Process tree", &canvas, first: first)
            tree(report.ancestry, &canvas)
        }
    }

    /// Falco's line; the fields that the default rules add after a bar are all in the table too.
    private func says(_ text: String) -> [TextSpan] {
        let shown = Escaping.terminal(text, limit: Self.longestValue)
        guard let bar = shown.utf8.firstIndex(of: UInt8(ascii: "|")), shown[..<bar].hasSuffix(" ") else {
            return [TextSpan(shown)]
        }
        return [TextSpan(String(shown[..<bar])), TextSpan(String(shown[bar...]), .faint)]
    }

    private func columns(for groups: [Report.DetailGroup]) -> Columns {
        let shown = groups.flatMap(\.items).filter { $0.value != nil }
        let keys = shown.map { TextWidth.columns(Escaping.terminal($0.key, limit: 100)) }
        let stacked = width < 76
        let key = min(keys.max() ?? 0, max(26, width / 4))
        let room = width - 4 - key - 4
        let cap = room * 2 / 5
        let values = shown.map { TextWidth.columns(Escaping.terminal($0.value ?? "", limit: 100)) }
        return Columns(key: key, value: values.filter { $0 <= cap }.max() ?? 0, isStacked: stacked)
    }

    private func detail(_ item: Report.Detail, _ columns: Columns, _ canvas: inout TextCanvas) {
        let indent = 4
        let key = Escaping.terminal(item.key, limit: 100)
        var value = Escaping.terminal(item.value ?? "", limit: Self.longestValue)
        if let bytes = item.bytes { value += " (bytes \(Escaping.terminal(bytes, limit: 200)))" }
        if value.isEmpty { value = "(empty)" }
        let meaning = canvas.spans(item.meaning)

        if columns.isStacked {
            var label = [TextSpan(key + "  ", .faint)]
            if TextSpan.columns(label) > width / 2 {
                canvas.paragraph(label, indent: indent)
                label = []
            }
            canvas.paragraph([TextSpan(value, .value)], indent: indent, label: label, hang: 4)
            if !meaning.isEmpty { canvas.paragraph(meaning, indent: indent + 2) }
            return
        }
        var label = [TextSpan(TextWidth.padded(key, to: columns.key), .faint), TextSpan("  ")]
        if TextWidth.columns(key) > columns.key {
            canvas.paragraph([TextSpan(key, .faint)], indent: indent)
            label = [TextSpan(TextWidth.spaces(columns.key + 2))]
        }
        if TextWidth.columns(value) > columns.value {
            canvas.paragraph([TextSpan(value, .value)], indent: indent, label: label)
            if !meaning.isEmpty { canvas.paragraph(meaning, indent: indent + columns.key + 2) }
        } else if meaning.isEmpty {
            canvas.line(label + [TextSpan(value, .value)], indent: indent)
        } else {
            label += [TextSpan(TextWidth.padded(value, to: columns.value), .value), TextSpan("  ")]
            canvas.paragraph(meaning, indent: indent, label: label)
        }
    }

    /// Fields that say nothing, those with the same reason together.
    private func missing(_ items: [Report.Detail], _ canvas: inout TextCanvas) {
        var reasons: [Prose] = []
        var keys: [Prose: [String]] = [:]
        for item in items {
            if keys[item.meaning] == nil { reasons.append(item.meaning) }
            keys[item.meaning, default: []].append(Escaping.terminal(item.key, limit: 100))
        }
        for reason in reasons {
            let names = keys[reason, default: []].joined(separator: ", ")
            var spans = [TextSpan("\(names): ", .faint)]
            spans += reason.isEmpty ? [TextSpan("missing.", .faint)] : canvas.spans(reason, style: .faint)
            canvas.paragraph(spans, indent: 4, label: [TextSpan("– ", .faint)])
        }
    }

    /// Oldest ancestor first, each child below and to the right of its parent.
    private func tree(_ ancestry: [Report.Ancestor], _ canvas: inout TextCanvas) {
        for (depth, ancestor) in ancestry.enumerated() {
            let branch = depth == 0 ? "" : TextWidth.spaces(3 * (depth - 1)) + "└─ "
            let name = ancestor.name ?? ancestor.executable
            var spans = [
                TextSpan(
                    name.map { Escaping.terminal($0, limit: 100) } ?? "(unknown)",
                    name == nil ? .faint : .value)
            ]
            if ancestor.level == 0 { spans.append(TextSpan(" ← this alert", .warning)) }
            let line = ancestor.commandLine ?? ""
            if let executable = ancestor.executable, ancestor.name != nil, !line.hasPrefix(executable) {
                spans.append(TextSpan("  " + Escaping.terminal(executable, limit: 300)))
            }
            if !line.isEmpty { spans.append(TextSpan("  " + Escaping.terminal(line, limit: 300), .faint)) }
            canvas.paragraph(spans, indent: 4, label: [TextSpan(branch, .faint)])
        }
    }
}
