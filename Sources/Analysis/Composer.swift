internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// Composes the sections of one report from an alert's facts and what is known about its rule.
final class Composer {
    let facts: AlertFacts
    let bound: BoundPlan
    let glossary: FieldGlossary
    /// What Falco says about itself, when the alert is its own.
    let sensor: SensorReport?
    let fingerprint: AlertDigest
    let occurrence: Report.Occurrence
    /// What the playbooks say of the alert.
    let said: Said
    /// Values that commands could not carry, each once.
    private(set) var refused: [RefusedValue] = []

    init(
        facts: AlertFacts, bound: BoundPlan, glossary: FieldGlossary, sensor: SensorReport?,
        fingerprint: AlertDigest, occurrence: Report.Occurrence
    ) {
        self.facts = facts
        self.bound = bound
        said = Said(bound, facts)
        self.glossary = glossary
        self.sensor = sensor
        self.fingerprint = fingerprint
        self.occurrence = occurrence
    }

    var plan: RulePlan { bound.plan }

    /// The command with the alert's values; `nil` when it lacks one, or when one is refused, which is noted.
    func command(
        _ command: CompactPlaybook.Command, of bound: BoundPlaybook, purpose: Prose
    ) -> Report.Command? {
        do throws(RefusedValue) {
            return try bound.command(command, facts, purpose: purpose)
        } catch {
            refuse(error)
            return nil
        }
    }

    // By itself, so that commands that are not refused ask for no access to the list.
    @inline(never)
    private func refuse(_ value: RefusedValue) {
        if !refused.contains(value) { refused.append(value) }
    }
}
