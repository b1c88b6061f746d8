import Escaping
import FalcoAlerts
import Knowledge
import TestSupport

@testable import Analysis

extension Samples {
    /// What `tune` says of a captured scenario.
    static func capturedTuning() throws -> TuningReport {
        let text = try String(contentsOf: Fixtures.url("scenarios/A/alerts.jsonl"), encoding: .utf8)
        var builder = try AlertBatchBuilder()
        for line in text.split(separator: "\n") { try builder.decode(json: Array(line.utf8)) }
        let alerts = try builder.take().map(Array.init) ?? []
        var survey = NoiseSurvey(knowledge: knowledge)
        for alert in alerts { survey.take(alert) }
        var study = survey.study()
        study.beginTrial()
        for alert in alerts { study.tryChanges(on: alert) }
        return study.report()
    }

    /// What `tune` says of nothing.
    static func emptyTuning() -> TuningReport {
        NoiseSurvey(knowledge: knowledge).study().report()
    }

    /// A report with `value` wherever an alert's text can stand.
    static func hostileTuning(_ value: String) -> TuningReport {
        let prose: Prose = "Our words \(value: value) between \(value: value) two `codes`\(value: value)"
        var report = emptyTuning()
        report.history.first = time
        report.history.last = time
        report.history.span = 7_000_000
        report.history.unkept = 3
        report.history.collapsed = [(value, [value])]
        (report.before, report.after) = (10, 4)
        report.priorities = [("Error", 10, 4)]
        report.rules = [
            .init(
                name: value, source: value, alerts: 10, after: 4, share: 1, perHour: .infinity, hosts: 256,
                containers: 256, kinds: 3, priorities: report.priorities, unkept: 3)
        ]
        report.otherRules = (2, 7)
        report.activities = [true, false].map { isRoutine in
            .init(
                rule: value, title: prose, alerts: 5, share: 0.5, kinds: 2, places: 16, rhythm: prose,
                isRoutine: isRoutine,
                reasons: [prose], doubts: [prose], proposal: isRoutine ? "T1" : nil)
        }
        report.otherActivities = (1, 1)
        var replay = TuningReport.Replay()
        (replay.before, replay.after, replay.undecided, replay.missing) = (10, 4, 2, [value])
        replay.priorities = report.priorities
        replay.hidden = [true, false].map {
            .init(title: prose, priority: value, alerts: 3, first: time, last: nil, isMeant: $0)
        }
        replay.hiddenOthers = 2
        replay.incidents = [.init(id: value, title: value, needsAttention: true, alerts: 1)]
        report.proposals = [
            .init(
                id: "T1", rule: value, form: .exception, title: prose, yaml: "- rule: \(value)\n",
                leastVersion: "0.37", fields: [value], rows: 1, reasons: [prose],
                risk: .init(points: 9, reasons: [prose]), replay: replay, narrowedBy: [value], note: prose)
        ]
        report.withheld = [.init(rule: value, title: prose, alerts: 2, reasons: [prose])]
        report.otherWithheld = (1, 1)
        report.existing = [nil, value].map {
            .init(
                rule: value, name: value, origin: value, matches: 0, undecided: 1, missing: [value], fault: $0
            )
        }
        report.remarks = [prose]
        report.file = "# \(value)\n- rule: x\n"
        return report
    }
}
