/// What became of the groups that alerts were put into while they came: the incident of each, if any.
package struct IncidentMap: Sendable {
    package private(set) var incidents: [TuningReport.Incident] = []
    private var places: [UInt32: Int32] = [:]
    /// Groups from this number on may have been let go for want of room: what is not known of them is taken for the worst.
    package var firstForgotten: UInt32?

    package init() {}

    /// With one group for each.
    package init(_ incidents: [UInt32: TuningReport.Incident]) {
        for (group, incident) in incidents.sorted(by: { $0.key < $1.key }) { put(group, in: add(incident)) }
    }

    /// - Returns: its place.
    package mutating func add(_ incident: TuningReport.Incident) -> Int {
        incidents.append(incident)
        return incidents.count - 1
    }

    package mutating func put(_ group: UInt32, in incident: Int) { places[group] = Int32(incident) }

    /// The incident of a group, as a place in ``incidents``, -1 for one that was forgotten; `nil` for none.
    func place(of group: UInt32) -> Int? {
        if let place = places[group] { return Int(place) }
        return firstForgotten.map { group >= $0 } == true ? -1 : nil
    }

    subscript(place: Int) -> TuningReport.Incident {
        incidents.indices.contains(place) ? incidents[place] : .forgotten
    }

    func incident(of group: UInt32) -> TuningReport.Incident? { place(of: group).map { self[$0] } }
}

extension TuningReport.Incident {
    /// Stands for those that were more than could be kept.
    static let forgotten = TuningReport.Incident(
        id: "", title: "one of more incidents than could be kept", needsAttention: true, alerts: 0)
}
