internal import Analysis
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
    private var ledger = AssignmentLedger()
    private var sink = StreamSink(descriptor: 1)
    private var failure: OutputError?
    private var readerLeft = false

    init(plan: IncidentPlan, console: Console) {
        self.plan = plan
        self.console = console
        correlator = Correlator(knowledge: plan.knowledge)
    }

    /// - Returns: whether more is wanted.
    func consume(_ batch: AlertBatch) -> Bool {
        for alert in batch {
            let verdict = plan.filter.keeps(alert) ? correlator.observe(alert) : Correlator.Verdict()
            ledger.note(verdict)
            ledger.note(correlator.takeEvents())
        }
        return failure == nil && !readerLeft
    }

    func finish() -> Attachment.Outcome {
        var buffer: [UInt8] = []
        for alert in 0..<ledger.count {
            let assignment = ledger.assignment(of: alert)
            let id = assignment.incident?.description ?? "-"
            buffer += Array("\(alert + 1)\t\(id)\t\(assignment.needsAttention ? 1 : 0)\n".utf8)
            if buffer.count > 60_000 { write(&buffer) }
        }
        write(&buffer)
        do throws(OutputError) { try sink.finish() } catch { note(error) }
        if let failure {
            console.say(failure.description)
            return .outputFailed(failure)
        }
        return readerLeft ? .outputClosed : .ended
    }

    private func write(_ buffer: inout [UInt8]) {
        if failure != nil || readerLeft { return }
        do throws(OutputError) { try sink.write(buffer) } catch { note(error) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func note(_ error: OutputError) {
        if error.code == .readerGone { readerLeft = true } else { failure = failure ?? error }
    }
}
