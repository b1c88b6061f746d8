package import Analysis
internal import FalcoAlerts

extension JSONRenderer {
    /// Appends `summary`.
    package func summary(_ summary: Summary, into out: inout [UInt8]) {
        let figures = SummaryFigures(summary)
        var json = JSONWriter()
        json.raw(#"{"schema_version":"#)
        json.number(JSONRenderer.summaryVersion)
        json.raw(#","kind":"summary","total":"#)
        json.number(figures.total)
        json.raw(#","priorities":{"#)
        for (index, entry) in figures.priorities.enumerated() {
            if index > 0 { json.raw(",") }
            json.plain(entry.name)
            json.raw(":")
            json.number(entry.count)
        }
        json.raw(#"},"distinct":"#)
        json.number(summary.distinctFingerprints)
        json.raw(#","distinct_is_lower_bound":"#)
        json.bool(summary.fingerprintsCapped)
        json.raw(#","repeats":"#)
        json.number(summary.repeats)
        time(summary, figures, &json)
        json.raw(#","tables":{"#)
        for (index, table) in summary.tables.enumerated() {
            if index > 0 { json.raw(",") }
            self.table(table, &json)
        }
        json.raw("}")
        accounting(summary, figures, &json)
        json.raw("}\n")
        json.finish(into: &out)
    }

    private func time(_ summary: Summary, _ figures: SummaryFigures, _ json: inout JSONWriter) {
        json.raw(#","time":{"first":"#)
        json.time(summary.first)
        json.raw(#","last":"#)
        json.time(summary.last)
        json.raw(#","untimed":"#)
        json.number(summary.untimed)
        json.raw(#","rate_per_second":"#)
        json.literal(figures.rate ?? "null")
        json.raw(#","busiest_minute":"#)
        if let busiest = summary.busiestMinute {
            json.raw(#"{"start":"#)
            json.time(busiest.start)
            json.raw(#","count":"#)
            json.number(busiest.count)
            json.raw("}")
        } else {
            json.raw("null")
        }
        json.raw(#","timeline":{"start":"#)
        json.time(summary.timelineStart)
        json.raw(#","step_seconds":"#)
        json.number(summary.timelineStep)
        json.raw(#","counts":"#)
        json.array(summary.timeline) { $0.number($1) }
        json.raw("}}")
    }

    private func table(_ table: Summary.Table, _ json: inout JSONWriter) {
        json.plain(table.dimension.rawValue)
        json.raw(#":{"rows":"#)
        json.array(table.rows) { json, row in
            json.raw(#"{"name":"#)
            json.string(row.name)
            json.raw(#","title":"#)
            json.string(row.title)
            json.raw(#","count":"#)
            json.number(row.count)
            json.raw("}")
        }
        json.raw(#","other_alerts":"#)
        json.number(table.otherAlerts)
        json.raw(#","other_names":"#)
        json.number(table.otherNames)
        json.raw("}")
    }

    private func accounting(_ summary: Summary, _ figures: SummaryFigures, _ json: inout JSONWriter) {
        let accounting = summary.accounting
        json.raw(#","accounting":{"received":"#)
        json.number(accounting.received)
        json.raw(#","decoded":"#)
        json.number(accounting.decoded)
        json.raw(#","delivered":"#)
        json.number(accounting.delivered)
        json.raw(#","filtered":"#)
        json.number(accounting.filtered)
        json.raw(#","beyond_limit":"#)
        json.number(accounting.beyondLimit)
        json.raw(#","undecodable":"#)
        json.number(accounting.undecodable)
        json.raw(#","duplicates":"#)
        json.number(accounting.duplicates)
        json.raw(#","collapsed":"#)
        json.number(accounting.collapsed)
        json.raw(#","balances":"#)
        json.bool(figures.balances)
        json.raw(#","inputs":"#)
        json.array(accounting.inputs) { json, input in
            json.raw(#"{"name":"#)
            json.string(input.name)
            json.raw(#","received":"#)
            json.number(input.received)
            json.raw(#","undecodable":"#)
            json.number(input.undecodable)
            json.raw(#","duplicates":"#)
            json.number(input.duplicates)
            json.raw("}")
        }
        json.raw(#","sinks":"#)
        json.array(accounting.sinks) { json, sink in
            json.raw(#"{"name":"#)
            json.string(sink.name)
            json.raw(#","delivered":"#)
            json.number(sink.delivered)
            json.raw(#","dropped":"#)
            json.number(sink.dropped)
            json.raw(#","waiting":"#)
            json.number(sink.waiting)
            json.raw(#","reason":"#)
            json.string(sink.reason)
            json.raw("}")
        }
        json.raw(#"},"falco_drops":"#)
        if let drops = summary.falcoDrops { json.number(drops) } else { json.raw("null") }
        json.raw(#","gaps":"#)
        json.array(summary.gaps) { json, gap in
            json.raw(#"{"start":"#)
            json.time(gap.start)
            json.raw(#","end":"#)
            json.time(gap.end)
            json.raw(#","reason":"#)
            json.string(gap.reason)
            json.raw("}")
        }
    }
}
