package import FalcoAlerts

/// Which incident each alert of a run belongs to in the end, whatever was merged and taken out on the way.
package struct AssignmentLedger {
    /// What became of one alert.
    package struct Assignment: Sendable, Hashable {
        /// `nil` for an alert in no incident.
        package var incident: AlertDigest?
        package var needsAttention = false

        package init(incident: AlertDigest? = nil, needsAttention: Bool = false) {
            self.incident = incident
            self.needsAttention = needsAttention
        }
    }

    private struct CaseEntry {
        let id: AlertDigest
        /// 0 while it is one of its own.
        var into: UInt32 = 0
        var needsAttention = false
    }

    private struct PartEntry {
        var of: UInt32
        var into: UInt32 = 0
        var isFreed = false
    }

    private static let chunk = 1 << 16
    /// By alert, in pieces: growing one long list would hold it twice for a moment.
    private var alerts: [[UInt32]] = []
    // Both are numbered from 1.
    private var cases: [CaseEntry] = [CaseEntry(id: AlertDigest(value: 0))]
    private var parts: [PartEntry] = [PartEntry(of: 0)]

    package init() {}

    package private(set) var count = 0

    /// Takes down an alert. Memory: four bytes for each.
    package mutating func note(_ verdict: Correlator.Verdict) {
        if count % Self.chunk == 0 {
            alerts.append([])
            alerts[alerts.count - 1].reserveCapacity(Self.chunk)
        }
        alerts[alerts.count - 1].append(verdict.part)
        count += 1
    }

    /// Takes down what happened to incidents.
    package mutating func note(_ events: [Correlator.Event]) {
        for event in events {
            switch event {
            case .began(_, let id): cases.append(CaseEntry(id: id))
            case .grew(_, let serial): parts.append(PartEntry(of: serial))
            case .freed(let part): parts[Int(part)].isFreed = true
            case .absorbed(let part, let into): parts[Int(part)].into = into
            case .merged(let serial, let into): cases[Int(serial)].into = into
            case .rated(let serial, let level): cases[Int(serial)].needsAttention = level >= .medium
            case .linked, .ended: break
            }
        }
    }

    /// What became of the n-th alert, counted from 0.
    package func assignment(of alert: Int) -> Assignment {
        var part = Int(alerts[alert / Self.chunk][alert % Self.chunk])
        if part == 0 { return Assignment() }
        while parts[part].into != 0 { part = Int(parts[part].into) }
        if parts[part].isFreed { return Assignment() }
        var serial = Int(parts[part].of)
        while cases[serial].into != 0 { serial = Int(cases[serial].into) }
        return Assignment(incident: cases[serial].id, needsAttention: cases[serial].needsAttention)
    }

    /// What became of the case of that number: the incident that it is or became part of.
    package func standing(of serial: UInt32) -> Assignment? {
        guard serial > 0, Int(serial) < cases.count else { return nil }
        var serial = Int(serial)
        while cases[serial].into != 0 { serial = Int(cases[serial].into) }
        return Assignment(incident: cases[serial].id, needsAttention: cases[serial].needsAttention)
    }
}
