internal import Analysis
internal import FalcoAlerts
internal import Inputs
internal import Knowledge
internal import Outputs

/// The stages and sinks of one run. It lives on a thread of its own: what it writes to may be slow.
actor AttachSession {
    private let thread = SerialThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let plan: AttachPlan
    private let console: Console
    private let log: InputLog
    private var display: Display
    private var exporter: Exporter?
    private var recorder: Recorder?
    private let forwards: ForwardGroup?
    private var analyzer: Analyzer
    /// Where reports or incidents are made: what belongs together, and what is usual.
    private var incidents: IncidentStage?
    private var counter: SummaryCounter
    /// Counts repeats where no reports are made.
    private var lines: Analyzer
    private var accounting = Accounting()
    /// Alerts that came to the stages, and those of them that the filter kept out.
    private var taken = 0
    private var filtered = 0
    private var shares: [MergedSource.Share] = []
    private var mostSevere: Priority?
    private var failure: OutputError?
    private var readerLeft = false

    /// When an alert last came; at first, when the run began.
    private(set) var lastActivity = ContinuousClock.now

    /// - Throws: `OutputError` when an output cannot be created.
    init(
        plan: AttachPlan, console: Console, log: InputLog, forwards: ForwardGroup?
    ) throws(OutputError) {
        self.forwards = forwards
        self.plan = plan
        self.console = console
        self.log = log
        let knowledge = plan.knowledge
        display = Display(plan: plan, knowledge: knowledge)
        exporter =
            if let path = plan.export {
                try Exporter(path: path, every: plan.exportEvery, console: console)
            } else { nil }
        recorder =
            if let path = plan.record {
                try Recorder(path: path, inputs: plan.input.places.map(\.name), console: console)
            } else { nil }
        analyzer = Analyzer(knowledge: knowledge)
        let need = display.need
        incidents =
            need == .report || need == .incident || plan.export != nil
            ? IncidentStage(knowledge: knowledge, tells: need == .incident || plan.export != nil) : nil
        lines = Analyzer(knowledge: knowledge)
        counter = SummaryCounter(knowledge: knowledge)
    }

    /// Takes a batch through the stages and into the sinks, as far as alerts are wanted.
    func consume(_ batch: AlertBatch) -> Uptake {
        lastActivity = .now
        // The common case of a bare count touches no alert one by one.
        if plan.filter.isEmpty, plan.ending.count == nil, plan.failOn == nil, !needsEachAlert {
            taken += batch.count
            recorder?.add(batch)
            counter.count(batch)
            accounting.delivered += batch.count
            return isOver ? .enough(taken: batch.count) : .more
        }
        var used = 0
        for alert in batch {
            if limitReached { break }
            used += 1
            if plan.filter.keeps(alert) { deliver(alert) } else { filtered += 1 }
        }
        // What comes from a file is still in it, for another run to take and record.
        recorder?.add(batch, first: plan.input.readsOnlyFiles ? used : batch.count)
        attempt { (display) throws(OutputError) in try display.flush() }
        refreshExport()
        guard !readerLeft, failure == nil else {
            taken += batch.count
            filtered += batch.count - used
            return .enough(taken: nil)
        }
        taken += used
        return isOver ? .enough(taken: used) : .more
    }

    private var needsEachAlert: Bool { plan.form != .none || exporter != nil || forwards != nil }

    private var limitReached: Bool { plan.ending.count.map { accounting.delivered >= $0 } ?? false }

    /// Whether no more alerts are wanted.
    private var isOver: Bool {
        limitReached || readerLeft || failure != nil || plan.ending.received.map { taken >= $0 } ?? false
    }

    private func deliver(_ alert: Alert) {
        accounting.delivered += 1
        counter.count(alert)
        forwards?.add(alert)
        if let threshold = plan.failOn, alert.priority.isAtLeast(threshold) { mostSevere = alert.priority }
        if display.need == .report || exporter != nil {
            var report = analyzer.report(for: alert)
            incidents?.observe(alert, &report)
            exporter?.add(report)
            tellIncidents()
            if display.need == .report {
                attempt { (display) throws(OutputError) in try display.show(report) }
                return
            }
        }
        if display.need == .incident {
            if exporter == nil { incidents?.observe(alert) }
            tellIncidents()
        }
        switch display.need {
        case .alert: attempt { (display) throws(OutputError) in try display.show(alert) }
        case .occurrence:
            let occurrence = lines.observe(alert)
            attempt { (display) throws(OutputError) in
                try display.showLine(alert, fingerprint: alert.fingerprint, occurrence: occurrence)
            }
        case .incident: display.noteGrouped()
        case .nothing, .report: break
        }
    }

    /// Shows and keeps what there is to tell of incidents.
    private func tellIncidents() {
        guard let news = incidents?.takeNews(), !news.isEmpty else { return }
        for item in news {
            exporter?.add(item)
            if display.need == .incident {
                attempt { (display) throws(OutputError) in try display.show(item) }
            }
        }
    }

    /// Shows something, unless showing has failed before.
    private func attempt(_ body: (inout Display) throws(OutputError) -> Void) {
        if failure != nil || readerLeft { return }
        do throws(OutputError) {
            try body(&display)
        } catch {
            if error.code == .readerGone { readerLeft = true } else { failure = error }
        }
    }

    /// Shows the counts up to now.
    func showInterimSummary(shares: [MergedSource.Share]) {
        self.shares = shares
        let summary = summary()
        attempt { (display) throws(OutputError) in
            try display.flush()
            try display.show(summary, isAskedFor: true)
        }
    }

    /// Writes the summary files anew when they are old.
    func refreshExport(shares: [MergedSource.Share]? = nil) {
        guard exporter?.isDue == true else { return }
        if let shares { self.shares = shares }
        // Beforehand: the summary asks the exporter for its account.
        let summary = summary()
        exporter?.write(summary)
        if let open = incidents?.open() { exporter?.write(open: open, of: incidents?.openCount ?? 0) }
    }

    /// Notes the version of the Falco that alerts come from.
    func note(_ version: FalcoVersion) {
        recorder?.note(version)
    }

    /// Opens files anew, for log rotation.
    func reopen() {
        exporter?.reopen()
        log.reopen()
    }

    /// Writes what is left, shows the summary, and tells how it all ended.
    func finish(shares: [MergedSource.Share], showsSummary: Bool) -> Attachment.Outcome {
        self.shares = shares
        incidents?.finish()
        tellIncidents()
        exporter?.write(open: [], of: 0, isLast: true)
        if display.need == .incident, let overview = incidents?.overview {
            attempt { (display) throws(OutputError) in try display.showOverview(overview) }
        }
        attempt { (display) throws(OutputError) in try display.flush() }
        forwards?.finish()
        let summary = summary()
        exporter?.finish(with: summary)
        recorder?.finish()
        attempt { (display) throws(OutputError) in
            if showsSummary { try display.show(summary) }
            try display.finish()
        }
        if accounting.beyondLimit > 0 {
            console.say(
                "\(accounting.beyondLimit) more alerts had been taken in when the limit was reached; they are shown nowhere"
            )
        }
        if let failure { console.say(failure.description) }
        for remark in incidents?.remarks ?? [] { console.say(remark) }
        if let refused = log.unnamedRequests {
            console.say("\(refused) requests in all were refused or broke off")
        }
        let unkept = log.unkept
        if unkept.count > 0 {
            console.say("\(unkept.count) undecodable messages could not be kept")
        }
        if let failure = failure ?? exporter?.failure ?? recorder?.failure ?? unkept.failure {
            return .outputFailed(failure)
        }
        if let failure = forwards?.failure { return .unforwarded(failure) }
        if mostSevere != nil { return .failOnMet }
        return readerLeft ? .outputClosed : .ended
    }

    private func summary() -> Summary {
        let counts = shares.reduce(into: SourceCounts()) { $0 += $1.counts }
        accounting.undecodable = counts.undecodable
        accounting.duplicates = counts.duplicates
        accounting.beyondLimit = counts.unwanted
        accounting.filtered = filtered + counts.unwanted
        accounting.decoded = taken + counts.duplicates + counts.unwanted
        accounting.received = accounting.decoded + counts.undecodable
        accounting.inputs = shares.map {
            Accounting.Input(
                name: $0.name, received: $0.counts.received, undecodable: $0.counts.undecodable,
                duplicates: $0.counts.duplicates)
        }
        accounting.collapsed = display.collapsed
        accounting.sinks = []
        if plan.form != .none { accounting.sinks.append(display.account) }
        if let exporter = exporter?.account { accounting.sinks.append(exporter) }
        if let recorder = recorder?.account { accounting.sinks.append(recorder) }
        accounting.sinks += forwards?.accounts ?? []
        return counter.summary(accounting: accounting, gaps: log.gaps)
    }
}
