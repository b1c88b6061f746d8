import Analysis
import FalcoAlerts
import Foundation
import Knowledge
import TestSupport

/// Labelled alerts of a real Falco: attacks among benign noise.
struct TuningScenario {
    let alerts: [Alert]
    /// The incident of each alert, `nil` for benign ones.
    let attacks: [String?]

    /// - Parameter name: of a file in `Fixtures/scenarios/A`.
    init(_ name: String) throws {
        let folder = Fixtures.url("scenarios/A")
        let text = try Data(contentsOf: folder.appending(path: name))
        var builder = try AlertBatchBuilder()
        for line in text.split(separator: UInt8(ascii: "\n")) { try builder.decode(json: Array(line)) }
        alerts = try builder.take().map(Array.init) ?? []
        let labels = try String(contentsOf: folder.appending(path: "labels.tsv"), encoding: .utf8)
        attacks = labels.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let label = line.split(separator: "\t")[1]
            return label == "benign" ? nil : String(label)
        }
    }

    func study() -> TuningStudy {
        var survey = NoiseSurvey(knowledge: AnalyzerTests.knowledge)
        for alert in alerts { survey.take(alert) }
        return survey.study()
    }
}
