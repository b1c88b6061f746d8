import Escaping
import FalcoAlerts
import Knowledge
import TestSupport

@testable import Analysis
@testable import Incidents

extension Samples {
    static let knowledge = KnowledgeBase()

    /// The incidents of the captured scenario, the gravest first.
    static func capturedIncidents(withNumbers: Bool) throws -> [Incident] {
        let name = withNumbers ? "alerts-lineage.jsonl" : "alerts.jsonl"
        let text = try String(contentsOf: Fixtures.url("scenarios/A/\(name)"), encoding: .utf8)
        var builder = try AlertBatchBuilder()
        for line in text.split(separator: "\n") { try builder.decode(json: Array(line.utf8)) }
        var correlator = Correlator(knowledge: knowledge)
        var ledger = AssignmentLedger()
        var composer = IncidentComposer(knowledge: knowledge)
        var incidents: [Incident] = []
        func settle(_ events: [Correlator.Event]) {
            ledger.note(events)
            for case .ended(let ended) in events where !ended.isEmpty {
                incidents.append(composer.incident(ended) { ledger.standing(of: $0) })
            }
        }
        for alert in try builder.take().map(Array.init) ?? [] {
            ledger.note(correlator.observe(alert))
            settle(correlator.takeEvents())
        }
        correlator.finish()
        settle(correlator.takeEvents())
        return incidents.filter(\.severity.needsAttention).sorted {
            ($1.severity.points, $0.first) < ($0.severity.points, $1.first)
        }
    }

    /// An incident with `value` wherever an alert's text can stand.
    static func hostileIncident(_ value: String) -> Incident {
        let id = AlertDigest(value: 0x0123_4567_89AB_CDEF)
        let prose: Prose = "Our words \(value: value) between \(value: value) two `codes`\(value: value)"
        var shell = ShellCommand()
        shell.append("ls -- ")
        try? shell.append(value: value)
        let command = Report.Command(
            purpose: prose, shell: shell, place: .host, disruptive: true, needs: "docker")
        return Incident(
            id: id, state: .ended, first: time, last: time, alerts: 3, kinds: 2,
            severity: .init(level: .critical, points: 30, needsAttention: false, reasons: [prose]),
            title: prose, summary: prose,
            killChain: [.init(id: "TA0002", name: "Execution", first: time, alerts: 2, rule: value)],
            hosts: [.init(name: value, alerts: 1)],
            containers: [
                .init(
                    id: value, name: value, image: value, pod: value, namespace: value, host: value, alerts: 1
                ),
                .init(id: value, name: nil, image: nil, pod: nil, namespace: nil, host: value, alerts: 1),
            ],
            users: [
                .init(name: value, id: value, login: value, alerts: 1),
                .init(name: nil, id: value, login: nil, alerts: 1),
            ],
            processes: [
                .init(
                    depth: 0, name: value, executable: value, commandLine: value, pid: value, alerts: 0,
                    above: [value, value]),
                .init(depth: 1, name: nil, executable: nil, commandLine: nil, pid: nil, alerts: 2, above: []),
            ],
            files: [.init(name: value, alerts: 1, how: "read")], peers: [.init(name: value, alerts: 1)],
            timeline: [
                .init(
                    id: id, first: time, last: time, alerts: 2, priority: .error, rule: value, subject: value,
                    place: value, role: "execution", likeness: 1,
                    reasons: [.init(text: prose, weight: 12.3, to: id)], weight: 12.3, news: prose),
                .init(
                    id: id, first: time, last: time, alerts: 1, priority: .unknown(99), rule: value,
                    subject: "",
                    place: value, role: "context", likeness: -1, reasons: [], weight: 0, news: nil),
            ], omittedAlerts: 4,
            actions: [
                .init(phase: .contain, action: prose, why: prose, undo: prose, command: command),
                .init(phase: .recover, action: prose, why: prose),
            ], omittedActions: 2, commands: [command], omittedCommands: 1,
            confidence: .init(level: .medium, reasons: [prose]), missing: [prose],
            related: [.init(id: id, reason: prose, alerts: 1)], mergedIDs: [id])
    }

    /// One of which next to nothing is known.
    static func emptyIncident() -> Incident {
        Incident(
            id: AlertDigest(value: 1), state: .crowdedOut, first: time, last: time, alerts: 1, kinds: 1,
            severity: .init(level: .none, points: 0, needsAttention: false, reasons: []), title: "",
            summary: "",
            killChain: [], hosts: [], containers: [], users: [], processes: [], files: [], peers: [],
            timeline: [], omittedAlerts: 0, actions: [], omittedActions: 0, commands: [],
            omittedCommands: 0, confidence: .init(level: .low, reasons: []), missing: [], related: [],
            mergedIDs: [])
    }
}
