internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// Composes the sections of one report from an alert's facts and what is known about its rule.
final class Composer {
    let facts: AlertFacts
    let compiled: CompiledPlan
    let items: Selection
    let glossary: FieldGlossary
    /// What Falco says about itself, when the alert is its own.
    let sensor: SensorReport?
    let fingerprint: AlertDigest
    let occurrence: Report.Occurrence
    /// Values that commands could not carry, each once.
    private(set) var refused: [RefusedValue] = []

    init(
        facts: AlertFacts, compiled: CompiledPlan, glossary: FieldGlossary, sensor: SensorReport?,
        fingerprint: AlertDigest, occurrence: Report.Occurrence
    ) {
        self.facts = facts
        self.compiled = compiled
        items = compiled.selection(for: facts)
        self.glossary = glossary
        self.sensor = sensor
        self.fingerprint = fingerprint
        self.occurrence = occurrence
    }

    var plan: RulePlan { compiled.plan }

    /// Those of the statements whose conditions hold and whose values are there, each text once.
    func texts(_ statements: [CompiledPlan.Statement]) -> [Prose] {
        var texts: [Prose] = []
        for statement in statements {
            guard let text = statement.text.fill(facts), !texts.contains(text) else { continue }
            texts.append(text)
        }
        return texts
    }

    /// The command with the alert's values; `nil` when it lacks one, or when one is refused, which is noted.
    func command(_ recipe: Recipe, purpose: Prose) -> Report.Command? {
        do throws(RefusedValue) {
            return try recipe.command(facts, purpose: purpose)
        } catch {
            if !refused.contains(error) { refused.append(error) }
            return nil
        }
    }
}
