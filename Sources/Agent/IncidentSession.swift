internal import Analysis
internal import Escaping
internal import FalcoAlerts
internal import Incidents
internal import Inputs
internal import Outputs

/// The stages and the sink of a run of `incidents`.
actor IncidentSession {
    private let thread = SerialThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let plan: IncidentPlan
    private let console: Console
    private var correlator: Correlator
    private var composer: IncidentComposer
    /// What became of each alert, where that is asked for: its memory grows with the alerts.
    private var ledger: AssignmentLedger?
    private var book = CaseBook()
    private var shelf: IncidentShelf
    private var display: IncidentDisplay
    /// Alerts that the filter left out.
    private var filtered = 0
    /// Groups that are not shown because they need no attention.
    private var others = 0

    init(plan: IncidentPlan, console: Console) {
        self.plan = plan
        self.console = console
        correlator = Correlator(knowledge: plan.knowledge)
        composer = IncidentComposer(knowledge: plan.knowledge)
        shelf = IncidentShelf(capacity: plan.kept)
        display = IncidentDisplay(plan: plan)
        if plan.form == .assignments { ledger = AssignmentLedger() }
    }

    /// - Returns: whether more is wanted.
    func consume(_ batch: AlertBatch) -> Bool {
        for alert in batch {
            guard plan.filter.keeps(alert) else {
                filtered += 1
                ledger?.note(Correlator.Verdict())
                continue
            }
            let verdict = correlator.observe(alert)
            ledger?.note(verdict)
            settle()
        }
        return display.isWanted
    }

    /// Takes down what happened, and tells what is over.
    private func settle() {
        let events = correlator.takeEvents()
        ledger?.note(events)
        guard ledger == nil else { return }
        book.note(events)
        for case .ended(let ended) in events {
            guard !ended.isEmpty else { continue }
            guard plan.showsAll || ended.needsAttention else {
                others += 1
                continue
            }
            let incident = composer.incident(ended) { [book] in book.standing(of: $0) }
            if display.isImmediate {
                display.show(incident)
            } else {
                shelf.add(incident)
            }
        }
    }

    /// - Parameters:
    ///   - oddLines: numbers of the input's lines that are no alerts.
    ///   - isCutShort: whether the input ended by a fault; where nothing came before it, nothing is shown.
    func finish(oddLines: [Int], isCutShort: Bool) -> Attachment.Outcome {
        if isCutShort, correlator.counts.alerts == 0, filtered == 0, oddLines.isEmpty {
            return display.finish(console)
        }
        correlator.finish()
        settle()
        shelf.trim()
        if let ledger {
            // With several inputs a line's number alone says nothing: alerts are numbered through.
            display.show(ledger, skipping: plan.input.isOneFile ? oddLines : [])
        } else {
            display.show(shelf.incidents, overview: overview())
        }
        say()
        return display.finish(console)
    }

    /// Counts that belong above the incidents.
    private func overview() -> [Prose] {
        let counts = correlator.counts
        let shown = display.shown + shelf.incidents.count
        var line = Prose(counts.overview + " ")
        line.append(
            plan.showsAll
                ? "\(shown) groups of the others, whether they need attention or not."
                : shown == 1 ? "1 incident needs attention." : "\(shown) incidents need attention.")
        if others > 0 {
            line.append(
                others == 1
                    ? " 1 other group needs none: `--all` shows it."
                    : " \(others) other groups need none: `--all` shows them.")
        }
        var lines = [line]
        if shelf.omitted > 0 {
            lines.append(
                "\(shelf.omitted) more, the least severe ones, are left out: `--output json` shows all.")
        }
        return lines
    }

    private func say() {
        if filtered > 0 { console.say("\(filtered) alerts were left out by the filter") }
        if shelf.omitted > 0, plan.form != .html, plan.form != .report {
            console.say(
                "\(shelf.omitted) incidents, the least severe ones, are left out: --output json shows all")
        }
        for remark in correlator.counts.remarks { console.say(remark) }
    }
}
