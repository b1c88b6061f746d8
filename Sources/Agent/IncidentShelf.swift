internal import FalcoAlerts
internal import Incidents

/// Incidents that wait to be shown at the end, the gravest first; of too many, the least grave are left out.
struct IncidentShelf {
    private let capacity: Int
    private var kept: [Incident] = []
    /// Incidents that found no room.
    private(set) var omitted = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func add(_ incident: Incident) {
        kept.append(incident)
        if kept.count > capacity + capacity / 4 { trim() }
    }

    /// Leaves out what is too many.
    mutating func trim() {
        guard kept.count > capacity else { return }
        omitted += kept.count - capacity
        kept = Array(incidents.prefix(capacity))
    }

    /// By severity, then by time.
    var incidents: [Incident] {
        kept.sorted { a, b in
            if a.severity.level != b.severity.level { return a.severity.level > b.severity.level }
            if a.severity.points != b.severity.points { return a.severity.points > b.severity.points }
            return (a.first, a.id.value) < (b.first, b.id.value)
        }
    }
}
