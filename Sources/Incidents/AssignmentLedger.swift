package import FalcoAlerts

/// Which incident each alert of a run belongs to in the end, whatever was merged and taken out on the way.
///
/// Memory: four bytes for each alert and each kind of alert within a case, twelve for each case.
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

    /// Where a number leads: for a part, to its case or to another part; for a case, to the one it was merged with.
    private struct Way {
        private static let isElsewhereBit: UInt32 = 1 << 31
        private static let flagBit: UInt32 = 1 << 30

        private var bits: UInt32

        init(_ number: UInt32, isElsewhere: Bool = false) {
            bits = number & (Way.flagBit - 1) | (isElsewhere ? Way.isElsewhereBit : 0)
        }

        var number: UInt32 { bits & (Way.flagBit - 1) }
        /// Whether the number is that of what it has become part of.
        var isElsewhere: Bool { bits & Way.isElsewhereBit != 0 }
        /// Of a part, whether it turned out to be routine; of a case, whether it needs attention.
        var flag: Bool {
            get { bits & Way.flagBit != 0 }
            set { bits = newValue ? bits | Way.flagBit : bits & ~Way.flagBit }
        }
    }

    /// A list in pieces: growing one long list would hold it twice for a moment.
    private struct Pieces<Element> {
        private static var size: Int { 1 << 14 }
        private var pieces: [[Element]] = []
        private(set) var count = 0

        mutating func append(_ element: Element) {
            if count % Self.size == 0 {
                pieces.append([])
                pieces[pieces.count - 1].reserveCapacity(Self.size)
            }
            pieces[pieces.count - 1].append(element)
            count += 1
        }

        subscript(index: Int) -> Element {
            get { pieces[index / Self.size][index % Self.size] }
            _modify { yield &pieces[index / Self.size][index % Self.size] }
        }
    }

    private var alerts = Pieces<UInt32>()
    // Parts and cases are numbered from 1.
    private var parts = Pieces<Way>()
    private var cases = Pieces<Way>()
    private var ids = Pieces<AlertDigest>()

    package init() {}

    package var count: Int { alerts.count }

    /// Takes down an alert.
    package mutating func note(_ verdict: Correlator.Verdict) {
        alerts.append(verdict.part)
    }

    /// Takes down what happened to incidents.
    package mutating func note(_ events: [Correlator.Event]) {
        for event in events {
            switch event {
            case .began(_, let id):
                cases.append(Way(0))
                ids.append(id)
            case .grew(_, let serial): parts.append(Way(serial))
            case .freed(let part): parts[Int(part) - 1].flag = true
            case .absorbed(let part, let into): parts[Int(part) - 1] = Way(into, isElsewhere: true)
            case .merged(let serial, let into): cases[Int(serial) - 1] = Way(into, isElsewhere: true)
            case .rated(let serial, let level): cases[Int(serial) - 1].flag = level >= .medium
            case .linked, .ended: break
            }
        }
    }

    /// What became of the n-th alert, counted from 0.
    package func assignment(of alert: Int) -> Assignment {
        var part = alerts[alert]
        if part == 0 { return Assignment() }
        while parts[Int(part) - 1].isElsewhere { part = parts[Int(part) - 1].number }
        let way = parts[Int(part) - 1]
        return way.flag ? Assignment() : standing(of: way.number) ?? Assignment()
    }

    /// What became of the case of that number: the incident that it is or became part of.
    package func standing(of serial: UInt32) -> Assignment? {
        guard serial > 0, Int(serial) <= cases.count else { return nil }
        var serial = serial
        while cases[Int(serial) - 1].isElsewhere { serial = cases[Int(serial) - 1].number }
        return Assignment(
            incident: ids[Int(serial) - 1], needsAttention: cases[Int(serial) - 1].flag)
    }
}
