internal import Analysis
internal import Escaping
internal import FalcoAlerts
internal import Knowledge
internal import Outputs

/// What a run shows on standard output: each alert in the form asked for, and summaries.
struct Display: ~Copyable {
    private let form: AttachPlan.Form
    private let summaryForm: AttachPlan.SummaryForm
    private let renderer: TerminalRenderer
    private let falcoJSON: FalcoJSONRenderer
    private let isTerminal: Bool
    /// For people: repeats collapse.
    private var feed: AlertFeed?
    /// For programs.
    private var stream: StreamSink?
    private var buffer: [UInt8] = []
    private(set) var shown = 0

    init(plan: AttachPlan, knowledge: KnowledgeBase) {
        form = plan.form
        summaryForm = plan.summary
        isTerminal = plan.isTerminal
        renderer = TerminalRenderer(width: plan.width, colors: plan.colors)
        falcoJSON = FalcoJSONRenderer { FalcoJSONRenderer.FieldKind(knowledge.glossary.entry($0)?.kind) }
        switch plan.form {
        case .report, .short, .line, .incident:
            feed = AlertFeed(sink: StreamSink(descriptor: 1), renderer: renderer, updates: plan.isTerminal)
        case .json, .falcoJSON, .markdown: stream = StreamSink(descriptor: 1)
        case .none: break
        }
    }

    /// What has to be made of an alert before it can be shown.
    enum Need { case nothing, alert, occurrence, report, incident }

    var need: Need {
        switch form {
        case .none: .nothing
        case .falcoJSON: .alert
        case .line: .occurrence
        case .report, .short, .json, .markdown: .report
        case .incident: .incident
        }
    }

    /// Shows an alert as Falco's JSON.
    mutating func show(_ alert: Alert) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        falcoJSON.alert(alert, into: &buffer)
        try stream?.write(buffer)
        shown += 1
    }

    /// Shows an alert as a line. On a terminal, a repeat counts up the line of its like.
    mutating func showLine(
        _ alert: Alert, fingerprint: AlertDigest, occurrence: Report.Occurrence
    ) throws(OutputError) {
        shown += 1
        if isTerminal, occurrence.count > 1 {
            try feed?.showRepeat(alert, fingerprint: fingerprint, total: occurrence.count)
            return
        }
        buffer.removeAll(keepingCapacity: true)
        renderer.line(alert, fitted: isTerminal, count: occurrence.count, into: &buffer)
        try feed?.show(buffer)
    }

    /// Shows a report. A repeat of an alert that was shown before takes a line for people, a whole report for programs.
    mutating func show(_ report: Report) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        shown += 1
        switch form {
        case .json:
            try stream?.write { JSONRenderer().report(report, into: &$0) }
        case .markdown:
            MarkdownRenderer().report(report, into: &buffer)
            buffer.append(UInt8(ascii: "\n"))
            try stream?.write(buffer)
        case .report, .short:
            if report.occurrence.count > 1 {
                try feed?.showRepeat(
                    report.alert, fingerprint: report.fingerprint, total: report.occurrence.count)
                return
            }
            if form == .short {
                renderer.short(report, into: &buffer)
            } else {
                renderer.full(report, into: &buffer)
            }
            try feed?.show(buffer)
        case .line, .falcoJSON, .incident, .none: break
        }
    }

    /// Counts an alert that is shown as part of its incident only.
    mutating func noteGrouped() { shown += 1 }

    /// Shows what there is to tell of an incident: in short when it begins or gets graver, whole when it is over.
    mutating func show(_ notice: IncidentNotice) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        renderer.notice(notice, into: &buffer)
        try feed?.show(buffer)
    }

    /// Shows how many alerts and incidents there were.
    /// - Parameter line: words of ours.
    mutating func showOverview(_ line: String) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        renderer.overview([Prose(line)], into: &buffer)
        try feed?.show(buffer)
    }

    /// Writes what waits.
    mutating func flush() throws(OutputError) {
        try feed?.flush()
        try stream?.flush()
    }

    /// Shows a summary: on standard output, or on standard error when standard output is for programs.
    ///
    /// - Parameter isAskedFor: whether someone wants to see it now, whatever is to be shown at the end.
    mutating func show(_ summary: Summary, isAskedFor: Bool = false) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        switch summaryForm {
        case .none where !isAskedFor: return
        case .json: JSONRenderer().summary(summary, into: &buffer)
        case .text where form == .markdown, .none where form == .markdown:
            MarkdownRenderer().summary(summary, into: &buffer)
        case .text, .none: renderer.summary(summary, into: &buffer)
        }
        if form.isForPrograms {
            var errors = StreamSink(descriptor: 2)
            try errors.write(buffer)
            try errors.finish()
        } else if form == .markdown {
            try stream?.write(buffer)
            try stream?.flush()
        } else if form == .none {
            var output = StreamSink(descriptor: 1)
            try output.write(buffer)
            try output.finish()
        } else {
            try feed?.show(buffer)
            try feed?.flush()
        }
    }

    /// Writes all that is left.
    mutating func finish() throws(OutputError) {
        try feed?.finish()
        try stream?.finish()
    }

    /// What became of the alerts handed to the display.
    var account: Accounting.Sink {
        let skipped = skipped
        return Accounting.Sink(
            name: isTerminal ? "terminal" : "standard output", delivered: shown - skipped, dropped: skipped,
            reason: skipped > 0 ? "the terminal could not keep up" : nil)
    }

    /// Alerts that a line for several stood for.
    var collapsed: Int {
        switch feed {
        case .some(let feed): feed.collapsed
        case nil: 0
        }
    }

    private var skipped: Int {
        switch feed {
        case .some(let feed): return feed.skipped
        case nil: break
        }
        switch stream {
        case .some(let stream): return stream.skipped
        case nil: return 0
        }
    }
}

extension FalcoJSONRenderer.FieldKind {
    /// The JSON type of a field of that kind; text when the field is not known.
    init(_ kind: FieldEntry.Kind?) {
        switch kind {
        case .integer: self = .integer
        case .unsigned: self = .unsigned
        case .boolean: self = .boolean
        case .number: self = .number
        case .list: self = .list
        case .time: self = .unsigned
        case .string, nil: self = .string
        }
    }
}
