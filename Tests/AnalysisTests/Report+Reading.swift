import Analysis
import Escaping
import FalcoAlerts

extension Report {
    /// Every piece of prose in the report.
    var proses: [Prose] {
        var all = [summary] + [explanation, abuse].compactMap(\.self) + impact + evidence
        all += details.flatMap(\.items).map(\.meaning) + attack.flags
        all += assessment.innocent.flatMap { [$0.cause, $0.check] } + assessment.suspicious
        all += assessment.reassuring + mitigation.flatMap { [$0.action, $0.why, $0.undo].compactMap(\.self) }
        all += configuration.flatMap { [$0.title, $0.note] } + commands.map(\.purpose)
        return all + quality.remarks
    }

    /// All shell text, of the commands and of the steps.
    var shells: [String] {
        commands.map(\.shell.text) + mitigation.compactMap { $0.command?.shell.text }
    }

    /// Everything in it but the alert itself, as text to compare.
    var everything: String {
        "\(id) \(fingerprint) \(rule) \(occurrence) \(summary) \(explanation as Any) \(details) \(ancestry) \(attack) "
            + "\(abuse as Any) \(impact) \(assessment) \(evidence) \(mitigation) \(configuration) \(commands) "
            + "\(related) \(quality) \(knowledge) \(references) \(relatedRules)"
    }

    func detail(_ key: String) -> Detail? { details.flatMap(\.items).first { $0.key == key } }
}

extension Prose {
    /// Our own words, without the alert's values.
    var ours: String {
        pieces.filter { !$0.isValue }.map(\.text).joined()
    }
}
