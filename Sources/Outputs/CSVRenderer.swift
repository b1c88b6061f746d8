package import Analysis
internal import Escaping
internal import FalcoAlerts

/// A summary as CSV (RFC 4180) for spreadsheets: one number a line, each with the section and the name it belongs to.
package struct CSVRenderer: Sendable {
    package init() {}

    /// Appends `summary`. The columns are `section`, `name`, `title` and `value`.
    package func summary(_ summary: Summary, into out: inout [UInt8]) {
        let figures = SummaryFigures(summary)
        var rows = CSVRows(bytes: [])
        swap(&rows.bytes, &out)
        rows.add("section", "name", title: "title", text: "value")
        rows.add("total", "alerts", figures.total)
        for entry in figures.priorities { rows.add("priority", entry.name, entry.count) }
        rows.add(
            "distinct", summary.fingerprintsCapped ? "at least" : "exactly", summary.distinctFingerprints)
        rows.add("repeats", "alerts", summary.repeats)
        time(summary, figures, &rows)
        for table in summary.tables {
            for row in table.rows {
                rows.add(table.dimension.rawValue, row.name, title: row.title ?? "", row.count)
            }
            rows.add("\(table.dimension.rawValue) others", "alerts", table.otherAlerts)
            rows.add("\(table.dimension.rawValue) others", "names", table.otherNames)
        }
        accounting(summary, figures, &rows)
        swap(&rows.bytes, &out)
    }

    private func time(_ summary: Summary, _ figures: SummaryFigures, _ rows: inout CSVRows) {
        if let first = summary.first { rows.add("time", "first", text: first.rfc3339()) }
        if let last = summary.last { rows.add("time", "last", text: last.rfc3339()) }
        rows.add("time", "untimed alerts", summary.untimed)
        if let rate = figures.rate { rows.add("time", "alerts a second", number: rate) }
        if let busiest = summary.busiestMinute {
            rows.add("busiest minute", busiest.start.rfc3339(digits: 0), busiest.count)
        }
        guard let start = summary.timelineStart else { return }
        rows.add("timeline", "step in seconds", summary.timelineStep)
        for (index, count) in summary.timeline.enumerated() {
            let seconds = start.seconds + Int64(index) * Int64(summary.timelineStep)
            rows.add("timeline", Timestamp(seconds: seconds).rfc3339(digits: 0), count)
        }
    }

    private func accounting(_ summary: Summary, _ figures: SummaryFigures, _ rows: inout CSVRows) {
        let accounting = summary.accounting
        rows.add("accounting", "received", accounting.received)
        rows.add("accounting", "decoded", accounting.decoded)
        rows.add("accounting", "delivered", accounting.delivered)
        rows.add("accounting", "filtered", accounting.filtered)
        rows.add("accounting", "beyond limit", accounting.beyondLimit)
        rows.add("accounting", "undecodable", accounting.undecodable)
        rows.add("accounting", "duplicates", accounting.duplicates)
        rows.add("accounting", "collapsed", accounting.collapsed)
        rows.add("accounting", "balances", text: figures.balances ? "yes" : "no")
        for input in accounting.inputs {
            rows.add("received", input.name, input.received)
            rows.add("undecodable", input.name, input.undecodable)
            rows.add("duplicates", input.name, input.duplicates)
        }
        for sink in accounting.sinks {
            rows.add("delivered", sink.name, sink.delivered)
            rows.add("waiting", sink.name, sink.waiting)
            rows.add("dropped", sink.name, title: sink.reason ?? "", sink.dropped)
        }
        if let drops = summary.falcoDrops { rows.add("Falco drops", "system calls", drops) }
        for gap in summary.gaps {
            rows.add("gap", gap.start.rfc3339(), title: gap.reason, text: gap.end?.rfc3339() ?? "")
        }
    }
}

/// Lines of four cells; every cell but a number stands in quotes.
private struct CSVRows {
    var bytes: [UInt8]

    mutating func add(_ section: String, _ name: String, title: String = "", _ value: Int) {
        add(section, name, title: title, number: String(value))
    }

    /// - Parameter number: digits of ours.
    mutating func add(_ section: String, _ name: String, title: String = "", number: String) {
        row([section, name, title].map { Escaping.csv($0, limit: 4096) } + [number])
    }

    mutating func add(_ section: String, _ name: String, title: String = "", text: String) {
        row([section, name, title, text].map { Escaping.csv($0, limit: 4096) })
    }

    private mutating func row(_ cells: [String]) {
        bytes.append(contentsOf: cells.joined(separator: ",").utf8)
        bytes.append(contentsOf: "\r\n".utf8)
    }
}
