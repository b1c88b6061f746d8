package import Analysis
package import Escaping
package import FalcoAlerts
package import Incidents

/// What has become of an incident of a stream that goes on, since it was told before.
package struct IncidentNotice: Sendable {
    package enum Kind: Sendable {
        case opened
        /// It has become graver than it was.
        case graver(than: SeverityLevel)
        /// One that was told by itself turned out to be part of it.
        case joined(AlertDigest)
        case ended
        /// Nothing is left in it: all of it turned out to be routine.
        case dissolved
    }

    /// What was told of an incident and is not told again while it goes on.
    package struct Told: Sendable {
        /// How far its time line was told.
        package var until: Timestamp?
        /// Steps that contain it, as they were worded.
        package var steps: Set<Prose> = []

        package init() {}
    }

    package let kind: Kind
    package let incident: Incident
    /// What contains it and was not told yet; the incident tells the rest when it is over.
    package let steps: [Report.MitigationStep]
    let told: Told

    private static let mostSteps = 3

    package init(_ kind: Kind, _ incident: Incident, told: Told = Told()) {
        self.kind = kind
        self.incident = incident
        self.told = told
        steps = Array(
            incident.actions.filter { $0.phase == .contain && !told.steps.contains($0.action) }
                .prefix(Self.mostSteps))
    }

    /// What was told of it with this.
    package var nowTold: Told {
        var now = told
        now.until = max(incident.last, told.until ?? incident.last)
        // Words may change with what comes; those of long ago are let go.
        if now.steps.count > 32 { now.steps = [] }
        now.steps.formUnion(steps.map(\.action))
        return now
    }
}

extension IncidentNotice {
    /// What has happened, in words of ours.
    var words: String {
        switch kind {
        case .opened: "New incident"
        case .graver(let before): "Graver than before: \(incident.severity.level.name), was \(before.name)"
        case .joined(let other): "Incident \(other) is part of this one"
        case .dissolved:
            "Incident \(incident.id) is none: all its alerts turned out to keep coming as a matter of routine"
        case .ended:
            switch incident.state {
            case .open, .ended: "Incident, as it stands at the end"
            case .silent: "Incident over: no alert came for long"
            case .crowdedOut: "Incident told early: room was needed for others"
            }
        }
    }
}
