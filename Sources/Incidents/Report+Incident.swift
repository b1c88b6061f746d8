package import Analysis
internal import Escaping

extension Report {
    /// Adds what the grouping knows of the alert: the incident that it is part of, what is new about it, and what is usual.
    package mutating func add(_ verdict: Correlator.Verdict, _ open: Correlator.OpenCase?) {
        if let open {
            incident = IncidentLink(
                id: open.id, alerts: open.alerts, severity: open.level.name,
                needsAttention: open.needsAttention)
        }
        // A young stream has no habits yet.
        guard verdict.novelty.isTelling else { return }
        assessment.suspicious += verdict.novelty.sentences(for: alert)
        assessment.reassuring += Novelty.familiarity(times: verdict.times, verdict.pattern)
    }
}
