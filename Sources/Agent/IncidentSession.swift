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
    private var ledger = AssignmentLedger()
    private var shelf: IncidentShelf
    private var display: IncidentDisplay
    /// Alerts that the filter left out.
    private var filtered = 0

    init(plan: IncidentPlan, console: Console) {
        self.plan = plan
        self.console = console
        correlator = Correlator(knowledge: plan.knowledge)
        composer = IncidentComposer(knowledge: plan.knowledge)
        shelf = IncidentShelf(capacity: plan.kept)
        display = IncidentDisplay(plan: plan)
    }

    /// - Returns: whether more is wanted.
    func consume(_ batch: AlertBatch) -> Bool {
        for alert in batch {
            guard plan.filter.keeps(alert) else {
                filtered += 1
                ledger.note(Correlator.Verdict())
                continue
            }
            ledger.note(correlator.observe(alert))
            settle()
        }
        return display.isWanted
    }

    /// Takes down what happened, and tells what is over.
    private func settle() {
        let events = correlator.takeEvents()
        ledger.note(events)
        guard plan.form != .assignments else { return }
        for case .ended(let ended) in events {
            let standing = ledger.standing(of: ended.serial)
            guard plan.showsAll || standing?.needsAttention == true, !ended.isEmpty else { continue }
            let incident = composer.incident(ended) { [ledger] in ledger.standing(of: $0) }
            if display.isImmediate {
                display.show(incident)
            } else {
                shelf.add(incident)
            }
        }
    }

    /// - Parameter oddLines: numbers of the input's lines that are no alerts.
    func finish(oddLines: [Int]) -> Attachment.Outcome {
        correlator.finish()
        settle()
        if plan.form == .assignments {
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
        var line: Prose = "\(counts.alerts) alerts, \(counts.routine) of them routine and in no incident. "
        line.append(
            plan.showsAll
                ? "\(shown) groups of the others, whether they need attention or not."
                : shown == 1 ? "1 incident needs attention." : "\(shown) incidents need attention.")
        var lines = [line]
        if shelf.omitted > 0 {
            lines.append(
                "\(shelf.omitted) more, the least severe ones, are left out: `--output json` shows all.")
        }
        return lines
    }

    private func say() {
        let counts = correlator.counts
        if filtered > 0 { console.say("\(filtered) alerts were left out by the filter") }
        if counts.crowdedOut > 0 {
            console.say(
                "\(counts.crowdedOut) groups, \(counts.crowdedOutHot) of them needing attention, had to end early for want of room: what came later of them stands by itself"
            )
        }
        if counts.isBaselineCrowded {
            console.say(
                "more programs and peers came than the baseline tells apart: what is new may have been taken for known"
            )
        }
        if counts.forgottenGuardedClues > 0 {
            console.say(
                "\(counts.forgottenGuardedClues) clues of incidents that need attention had to be let go: later alerts of theirs may stand by themselves"
            )
        }
    }
}
