internal import Analysis
internal import Escaping
internal import FalcoAlerts
internal import Incidents
internal import Outputs

/// Standard output of a run of `incidents`.
struct IncidentDisplay: ~Copyable {
    private let form: IncidentPlan.Form
    private let explainsLinks: Bool
    private let isTerminal: Bool
    private let renderer: TerminalRenderer
    private var sink = StreamSink(descriptor: 1)
    private var buffer: [UInt8] = []
    private var failure: OutputError?
    private var readerLeft = false
    /// Incidents shown.
    private(set) var shown = 0

    init(plan: IncidentPlan) {
        form = plan.form
        explainsLinks = plan.explainsLinks
        isTerminal = plan.isTerminal
        renderer = TerminalRenderer(width: plan.width, colors: plan.colors)
    }

    /// Whether incidents are shown as they end; others wait, to be put in order.
    var isImmediate: Bool { form == .json }

    /// Whether somebody still reads.
    var isWanted: Bool { failure == nil && !readerLeft }

    mutating func show(_ incident: Incident) {
        shown += 1
        switch form {
        case .json: JSONRenderer().incident(incident, into: &buffer)
        case .line: renderer.line(incident, fitted: isTerminal, into: &buffer)
        case .markdown:
            MarkdownRenderer().incident(incident, explainsLinks: explainsLinks, into: &buffer)
            buffer.append(UInt8(ascii: "\n"))
        case .report: renderer.incident(incident, explainsLinks: explainsLinks, into: &buffer)
        case .html, .assignments: break
        }
        write()
    }

    /// Shows incidents with what is said above them.
    mutating func show(_ incidents: [Incident], overview: [Prose]) {
        switch form {
        case .html:
            shown += incidents.count
            HTMLRenderer().page(incidents, overview: overview, explainsLinks: explainsLinks, into: &buffer)
            write()
        case .report:
            renderer.overview(overview, into: &buffer)
            for incident in incidents { show(incident) }
        case .markdown, .line, .json:
            for incident in incidents { show(incident) }
        case .assignments: break
        }
        write()
    }

    /// Shows which incident each alert belongs to.
    /// - Parameter oddLines: numbers of lines that are no alerts; they are in none.
    mutating func show(_ ledger: AssignmentLedger, skipping oddLines: [Int]) {
        var odd = oddLines.sorted()[...]
        var alert = 0
        for line in 1...max(1, ledger.count + odd.count) {
            var assignment = AssignmentLedger.Assignment()
            if odd.first == line {
                odd = odd.dropFirst()
            } else if alert < ledger.count {
                assignment = ledger.assignment(of: alert)
                alert += 1
            } else {
                break
            }
            let id = assignment.incident?.description ?? "-"
            buffer += Array("\(line)\t\(id)\t\(assignment.needsAttention ? 1 : 0)\n".utf8)
            if buffer.count > 60_000 { write() }
        }
        write()
    }

    mutating func finish(_ console: Console) -> Attachment.Outcome {
        do throws(OutputError) { try sink.finish() } catch { note(error) }
        if let failure {
            console.say(failure.description)
            return .outputFailed(failure)
        }
        return readerLeft ? .outputClosed : .ended
    }

    private mutating func write() {
        if isWanted, !buffer.isEmpty {
            do throws(OutputError) { try sink.write(buffer) } catch { note(error) }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func note(_ error: OutputError) {
        if error.code == .readerGone { readerLeft = true } else { failure = failure ?? error }
    }
}
