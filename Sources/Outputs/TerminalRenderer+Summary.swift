package import Analysis
internal import Escaping
internal import FalcoAlerts

extension TerminalRenderer {
    /// Appends `summary`: totals, a chart over time, tables, and where every message went.
    package func summary(_ summary: Summary, into out: inout [UInt8]) {
        let figures = SummaryFigures(summary)
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        canvas.line([TextSpan(String(repeating: "━", count: width), .faint)])
        canvas.line([TextSpan("Severity summary", .title)])
        canvas.packed(headline(summary, figures), separator: TextSpan(" · ", .faint))
        canvas.blank()
        priorities(figures, &canvas)
        if !summary.timeline.isEmpty, let start = summary.timelineStart {
            chart(summary, start: start, &canvas)
        }
        let tables = summary.tables.filter { !$0.rows.isEmpty }
        if !tables.isEmpty {
            canvas.heading("Most alerts by")
            self.tables(tables, &canvas)
        }
        canvas.heading("Accounting")
        accounting(summary, figures, &canvas)
        canvas.blank()
        canvas.finish(into: &out)
    }

    private func headline(_ summary: Summary, _ figures: SummaryFigures) -> [TextSpan] {
        var facts = [TextSpan("\(figures.total) alert\(figures.total == 1 ? "" : "s")", .strong)]
        if let first = summary.first, let last = summary.last, let span = figures.span {
            facts.append(TextSpan("\(Self.moment(first)) to \(Self.moment(last))"))
            facts.append(TextSpan(SummaryFigures.duration(milliseconds: span)))
        }
        if let rate = figures.rate { facts.append(TextSpan("\(rate) a second")) }
        if let busiest = summary.busiestMinute {
            facts.append(TextSpan("busiest minute \(Self.clock(busiest.start).prefix(5)) (\(busiest.count))"))
        }
        let bound = summary.fingerprintsCapped ? "at least " : ""
        facts.append(TextSpan("\(bound)\(summary.distinctFingerprints) distinct"))
        facts.append(TextSpan("\(summary.repeats) repeats"))
        if summary.untimed > 0 { facts.append(TextSpan("\(summary.untimed) without a valid time")) }
        return facts
    }

    private func priorities(_ figures: SummaryFigures, _ canvas: inout TextCanvas) {
        let most = figures.priorities.map(\.count).max() ?? 0
        let digits = max(1, String(most).utf8.count)
        let room = min(60, width - 2 - 13 - 2 - digits - 2)
        for entry in figures.priorities {
            let style: TextStyle = entry.count == 0 ? .faint : .priority(entry.priority ?? .unknown(0))
            canvas.line(
                [
                    TextSpan(TextWidth.padded(entry.name, to: 13), style), TextSpan("  "),
                    TextSpan(Self.right(String(entry.count), digits), entry.count == 0 ? .faint : .strong),
                    TextSpan("  "),
                    TextSpan(Self.bar(entry.count, of: most, columns: room), style),
                ], indent: 2)
        }
    }

    /// A column of three lines for each step, or for some steps together when there are more than fit.
    private func chart(_ summary: Summary, start: Timestamp, _ canvas: inout TextCanvas) {
        let height = 3
        let most = summary.timeline.max() ?? 0
        let digits = max(1, String(most).utf8.count)
        let room = max(1, width - 2 - digits - 2)
        let together = (summary.timeline.count + room - 1) / room
        let columns = stride(from: 0, to: summary.timeline.count, by: together).map { index in
            summary.timeline[index..<min(index + together, summary.timeline.count)].reduce(0, +)
        }
        let peak = columns.max() ?? 0
        let step = Int64(summary.timelineStep) * Int64(together)
        canvas.heading("Over time, \(SummaryFigures.duration(milliseconds: step * 1000)) a column")
        // Few steps are drawn wide, as long as they fit.
        let thickness = max(1, min(4, room / max(1, columns.count)))
        let axis = max(digits, String(peak).utf8.count)
        for row in (0..<height).reversed() {
            let label = row == height - 1 ? String(peak) : row == 0 ? "0" : ""
            let line = columns.map { count in
                let eighths =
                    peak == 0 ? 0 : max(count > 0 ? 1 : 0, Self.scaled(count, of: peak, to: height * 8))
                let block = Self.verticalBlocks[max(0, min(8, eighths - row * 8))]
                return String(repeating: block, count: thickness)
            }.joined()
            canvas.line(
                [TextSpan(Self.right(label, axis), .faint), TextSpan("  "), TextSpan(line, .code)], indent: 2)
        }
        let drawn = columns.count * thickness
        let end = Timestamp(
            seconds: start.seconds + step * Int64(columns.count), nanoseconds: start.nanoseconds)
        let from = String(Self.clock(start).prefix(8))
        let to = String(Self.clock(end).prefix(8))
        let gap = drawn - from.utf8.count - to.utf8.count
        let scale = gap > 0 ? from + TextWidth.spaces(gap) + to : from
        canvas.line([TextSpan(TextWidth.spaces(axis + 2) + scale, .faint)], indent: 2)
    }

    /// Tables side by side, each below the one that ends highest.
    private func tables(_ tables: [Summary.Table], _ canvas: inout TextCanvas) {
        let count = min(width >= 150 ? 3 : width >= 90 ? 2 : 1, tables.count)
        let gutter = 3
        let column = (width - 2 - gutter * (count - 1)) / count
        var columns = [[[TextSpan]]](repeating: [], count: count)
        for table in tables {
            let shortest = columns.indices.min { columns[$0].count < columns[$1].count } ?? 0
            if !columns[shortest].isEmpty { columns[shortest].append([TextSpan(TextWidth.spaces(column))]) }
            columns[shortest] += lines(table, width: column)
        }
        for row in 0..<(columns.map(\.count).max() ?? 0) {
            var spans: [TextSpan] = []
            for (index, lines) in columns.enumerated() {
                if index > 0 { spans.append(TextSpan(TextWidth.spaces(gutter))) }
                spans += row < lines.count ? lines[row] : [TextSpan(TextWidth.spaces(column))]
            }
            canvas.line(spans, indent: 2)
        }
    }

    private func lines(_ table: Summary.Table, width: Int) -> [[TextSpan]] {
        let digits = table.rows.map { String($0.count).utf8.count }.max() ?? 1
        let digitsWithRest = max(digits, String(table.otherAlerts).utf8.count)
        let name = width - digitsWithRest - 2
        var lines = [[TextSpan(TextWidth.padded(table.dimension.title, to: width), .strong)]]
        for row in table.rows {
            let title = row.title.map { " " + Escaping.terminal($0) } ?? ""
            let text = Escaping.terminal(row.name, limit: 200)
            lines.append([
                TextSpan(TextWidth.padded((text.isEmpty ? "(empty)" : text) + title, to: name)),
                TextSpan("  "),
                TextSpan(Self.right(String(row.count), digitsWithRest), .value),
            ])
        }
        if table.otherAlerts > 0 || table.otherNames > 0 {
            let others = table.otherNames > 0 ? "… \(table.otherNames) others" : "… others"
            lines.append([
                TextSpan(TextWidth.padded(others, to: name), .faint), TextSpan("  "),
                TextSpan(Self.right(String(table.otherAlerts), digitsWithRest), .faint),
            ])
        }
        return lines
    }

    private func accounting(_ summary: Summary, _ figures: SummaryFigures, _ canvas: inout TextCanvas) {
        let accounting = summary.accounting
        let sum =
            "\(accounting.received) received = \(accounting.delivered) delivered + \(accounting.filtered) filtered"
            + (accounting.duplicates > 0 ? " + \(accounting.duplicates) duplicates" : "")
            + " + \(accounting.undecodable) undecodable"
        let verdict =
            figures.balances ? TextSpan("  balances", .good) : TextSpan("  DOES NOT BALANCE", .warning)
        canvas.paragraph([TextSpan(sum), verdict], indent: 2)
        if accounting.beyondLimit > 0 {
            canvas.paragraph(
                [
                    TextSpan(
                        "\(accounting.beyondLimit) of the filtered came beyond the limit of the run", .warning
                    )
                ],
                indent: 2)
        }
        if accounting.collapsed > 0 {
            canvas.paragraph(
                [TextSpan("\(accounting.collapsed) of the delivered were shown as repeats")], indent: 2)
        }
        if accounting.inputs.count > 1 {
            for input in accounting.inputs {
                var text = "from \(Escaping.terminal(input.name)): \(input.received) received"
                if input.duplicates > 0 {
                    text += ", \(input.duplicates) of them brought by another input before"
                }
                if input.undecodable > 0 { text += ", \(input.undecodable) undecodable" }
                canvas.paragraph([TextSpan(text)], indent: 2)
            }
        }
        for sink in accounting.sinks {
            var spans = [TextSpan("\(Escaping.terminal(sink.name)): \(sink.delivered) delivered")]
            if sink.waiting > 0 { spans.append(TextSpan(", \(sink.waiting) waiting", .warning)) }
            if sink.dropped > 0 {
                let reason = sink.reason.map { " (\(Escaping.terminal($0)))" } ?? ""
                spans.append(TextSpan(", \(sink.dropped) dropped\(reason)", .warning))
            }
            canvas.paragraph(spans, indent: 2)
        }
        let drops = summary.falcoDrops.map { "Falco says it dropped \($0) system calls" }
        let style: TextStyle = summary.falcoDrops ?? 0 > 0 ? .warning : .faint
        canvas.paragraph(
            [TextSpan(drops ?? "Falco sent no report of dropped system calls", style)], indent: 2)
        for gap in summary.gaps {
            let end = gap.end.map(Self.moment) ?? "now"
            canvas.paragraph(
                [TextSpan("\(Self.moment(gap.start)) to \(end): \(Escaping.terminal(gap.reason))")],
                indent: 2,
                label: [TextSpan("gap  ", .warning)])
        }
    }
}

extension TerminalRenderer {
    static let verticalBlocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let horizontalBlocks = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

    static func right(_ text: String, _ width: Int) -> String {
        TextWidth.spaces(width - TextWidth.columns(text)) + text
    }

    /// `part / whole * size`, rounded down, without overflow.
    static func scaled(_ part: Int, of whole: Int, to size: Int) -> Int {
        guard whole > 0 else { return 0 }
        let wide = part.multipliedReportingOverflow(by: size)
        return wide.overflow ? part / max(1, whole / size) : wide.partialValue / whole
    }

    static func bar(_ count: Int, of most: Int, columns: Int) -> String {
        guard count > 0 else { return "" }
        let eighths = max(1, scaled(count, of: most, to: columns * 8))
        return String(repeating: "█", count: eighths / 8) + horizontalBlocks[eighths % 8]
    }
}

extension Summary.Table.Dimension {
    var title: String {
        switch self {
        case .rule: "Rule"
        case .host: "Host"
        case .container: "Container"
        case .image: "Image"
        case .namespace: "Namespace"
        case .user: "User"
        case .tag: "Tag"
        case .technique: "ATT&CK technique"
        case .tactic: "ATT&CK tactic"
        }
    }
}
