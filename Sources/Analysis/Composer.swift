internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// Composes the sections of one report from an alert's facts and what is known about its rule.
struct Composer {
    let facts: AlertFacts
    let plan: RulePlan
    let glossary: FieldGlossary
    /// What Falco says about itself, when the alert is its own.
    let sensor: SensorReport?
    let occurrence: Report.Occurrence
    /// Values that commands could not carry, each once.
    private(set) var refused: [RefusedValue] = []

    init(
        facts: AlertFacts, plan: RulePlan, glossary: FieldGlossary, sensor: SensorReport?,
        occurrence: Report.Occurrence
    ) {
        self.facts = facts
        self.plan = plan
        self.glossary = glossary
        self.sensor = sensor
        self.occurrence = occurrence
    }

    var playbooks: [Playbook] { plan.main + plan.context }

    /// Those of the statements whose conditions hold and whose values are there, each text once.
    func statements(_ path: KeyPath<Playbook, [Playbook.Statement]>, in playbooks: [Playbook]) -> [Prose] {
        var statements: [Prose] = []
        for playbook in playbooks {
            for statement in playbook[keyPath: path] where statement.when.hold(facts) {
                guard let text = facts.fill(statement.text), !statements.contains(text) else { continue }
                statements.append(text)
            }
        }
        return statements
    }

    /// The command with the alert's values quoted; `nil` when it lacks one, or when one is refused, which is noted.
    mutating func shell(_ template: Template) -> ShellCommand? {
        do throws(RefusedValue) {
            return try facts.command(template)
        } catch {
            if !refused.contains(error) { refused.append(error) }
            return nil
        }
    }
}
