package import FalcoAlerts

/// Reports on a stream for people. A report that is new is shown in full; an alert that only says again what was said
/// before takes one line, and many of them one line together with a count.
///
/// On a terminal these lines stay at the bottom and count up in place until something else is shown. In a pipe or file
/// each flush writes one line for all the repeats of an alert since the last.
package struct AlertFeed: ~Copyable {
    /// Different alerts whose repeats are counted at a time; more settle the older ones.
    package static let mostLines = 8
    private static let mostLinesInPipe = 256

    package var renderer: TerminalRenderer
    /// Alerts that were shown as part of a line for several.
    package private(set) var collapsed = 0

    private var sink: StreamSink
    private let updates: Bool
    private var lines: [Line] = []
    /// Lines of ours at the bottom of the terminal that may still change.
    private var drawn = 0
    private var isChanged = false

    private struct Line {
        var fingerprint: AlertDigest
        var alert: Alert
        /// Repeats since the line was begun.
        var count: Int
        /// What a terminal shows: how often the alert came in all.
        var total: Int
    }

    /// - Parameter updates: whether lines may change in place, which takes a terminal that moves its cursor.
    package init(sink: consuming StreamSink, renderer: TerminalRenderer, updates: Bool) {
        self.renderer = renderer
        self.updates = updates && sink.isTerminal
        self.sink = sink
    }

    /// Reports and lines that a terminal could not take.
    package var skipped: Int { sink.skipped }

    /// See ``StreamSink/patience``.
    package var patience: Int32 {
        get { sink.patience }
        set { sink.patience = newValue }
    }

    /// Shows a report that was rendered to text.
    package mutating func show(_ report: [UInt8]) throws(OutputError) {
        try settle()
        try sink.write(report)
    }

    /// Counts one more alert like one that was shown.
    /// - Parameter total: how often it came in all.
    package mutating func showRepeat(_ alert: Alert, fingerprint: AlertDigest, total: Int) throws(OutputError)
    {
        isChanged = true
        if let index = lines.firstIndex(where: { $0.fingerprint == fingerprint }) {
            lines[index].count += 1
            lines[index].total = total
            collapsed += 1
            return
        }
        if lines.count >= (updates ? Self.mostLines : Self.mostLinesInPipe) { try settle() }
        // A copy of its own, so that one line does not keep a whole batch in memory. Short memory is no reason to stop.
        let kept = (try? alert.detached()) ?? alert
        lines.append(Line(fingerprint: fingerprint, alert: kept, count: 1, total: total))
        isChanged = true
    }

    /// Brings everything out. To be called when no more alerts are at hand, as after a batch.
    package mutating func flush() throws(OutputError) {
        try sink.flush()
        if !updates {
            try settle()
        } else if sink.backlog == 0 {
            // A terminal that is behind is not given counts that the next flush makes old.
            try draw()
        }
        try sink.flush()
    }

    /// Brings everything out at the end, waiting for a terminal that is slow; see ``StreamSink/finish(waiting:)``.
    package mutating func finish(waiting milliseconds: Int32 = 2000) throws(OutputError) {
        try settle()
        try sink.finish(waiting: milliseconds)
    }

    /// Ends the lines that count, so that something else may be written below them.
    package mutating func settle() throws(OutputError) {
        if updates {
            try draw()
        } else {
            var bytes: [UInt8] = []
            for line in lines {
                renderer.line(line.alert, fitted: sink.isTerminal, count: line.count, into: &bytes)
            }
            if !bytes.isEmpty { try sink.write(bytes) }
        }
        lines.removeAll(keepingCapacity: true)
        drawn = 0
        isChanged = false
    }

    /// Draws the counting lines anew over themselves, in one piece: a terminal gets all of it or nothing.
    private mutating func draw() throws(OutputError) {
        guard isChanged else { return }
        var bytes: [UInt8] = []
        if drawn > 0 { bytes += Array("\u{1B}[\(drawn)A".utf8) }
        for (index, line) in lines.enumerated() {
            if index < drawn { bytes += Array("\u{1B}[2K".utf8) }
            renderer.line(line.alert, fitted: true, count: line.total, into: &bytes)
        }
        if try sink.write(bytes) {
            drawn = lines.count
            isChanged = false
        }
    }
}
