import FalcoAlerts
import Foundation
import Incidents
import Knowledge
import TestSupport

/// Alerts whose truth is known.
struct Scenario {
    struct Entry {
        var values: AlertValues
        /// An attack's name, or `benign`.
        var truth: String
    }

    var entries: [Entry]

    static let knowledge = KnowledgeBase()

    /// Labelled alerts captured from a real Falco; with or without process numbers.
    static func captured(withNumbers: Bool) throws -> Scenario {
        let folder = "scenarios/A"
        let name = withNumbers ? "alerts-lineage.jsonl" : "alerts.jsonl"
        var builder = try AlertBatchBuilder()
        for line in try String(contentsOf: Fixtures.url("\(folder)/\(name)"), encoding: .utf8)
            .split(separator: "\n")
        {
            try builder.decode(json: Array(line.utf8))
        }
        guard let batch = try builder.take() else { throw CocoaError(.fileReadCorruptFile) }
        let truth = try String(contentsOf: Fixtures.url("\(folder)/labels.tsv"), encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { String($0.split(separator: "\t")[1]) }
        guard truth.count == batch.count else { throw CocoaError(.fileReadCorruptFile) }
        return Scenario(
            entries: zip(batch, truth).map { Entry(values: AlertValues($0), truth: $1) })
    }

    /// The grouping of these alerts, and its score.
    func score() throws -> GroupingScore {
        let (groups, attention) = try grouping()
        return GroupingScore(truth: entries.map(\.truth), groups: groups, attention: attention)
    }

    func grouping() throws -> (groups: [String?], attention: Set<String>) {
        var correlator = Correlator(knowledge: Scenario.knowledge)
        var ledger = AssignmentLedger()
        for entry in entries {
            ledger.note(correlator.observe(try entry.values.alert()))
            ledger.note(correlator.takeEvents())
        }
        var attention: Set<String> = []
        let groups = entries.indices.map { index -> String? in
            let assignment = ledger.assignment(of: index)
            guard let id = assignment.incident?.description else { return nil }
            if assignment.needsAttention { attention.insert(id) }
            return id
        }
        return (groups, attention)
    }
}

extension AlertValues {
    init(_ alert: Alert) {
        self.init(
            time: alert.time, priority: alert.priority, rule: alert.rule, output: "",
            fields: alert.fields.map { ($0.key, $0.value) }, hostname: alert.hostname, tags: alert.tags,
            source: alert.source)
    }

    subscript(key: String) -> String? {
        get { fields.first { $0.key == key }?.value }
        set {
            fields.removeAll { $0.key == key }
            if let newValue { fields.append((key, newValue)) }
        }
    }

    var seconds: Double {
        get { time.map { Double($0.seconds) + Double($0.nanoseconds) / 1e9 } ?? 0 }
        set {
            let whole = newValue.rounded(.down)
            time = Timestamp(seconds: Int64(whole), nanoseconds: Int32((newValue - whole) * 1e9))
        }
    }
}
