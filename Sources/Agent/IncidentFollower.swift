internal import Analysis
internal import FalcoAlerts
internal import Incidents
internal import Knowledge

/// Follows which incident each alert belongs to. What turned out to be nothing is forgotten, so that what is kept grows
/// with the incidents, and with open groups, and not with alerts.
final class IncidentFollower {
    private struct Standing {
        let id: AlertDigest
        var level = SeverityLevel.none
        var title = ""
        var parts: [UInt32] = []
    }

    private enum Place {
        case group(UInt32)
        /// Together with another part.
        case with(UInt32)
    }

    private var correlator: Correlator
    private var composer: IncidentComposer
    private var groups: [UInt32: Standing] = [:]
    private var places: [UInt32: Place] = [:]
    /// Parts of groups that are over.
    private var settled = 0
    private var firstForgotten: UInt32?
    private let capacity: Int

    /// - Parameter capacity: parts of ended incidents that are kept.
    init(knowledge: KnowledgeBase, capacity: Int = 1 << 17) {
        correlator = Correlator(knowledge: knowledge)
        composer = IncidentComposer(knowledge: knowledge)
        self.capacity = capacity
    }

    /// - Returns: the alert's group as far as it is known now, 0 for none. The same alerts always get the same numbers.
    func observe(_ alert: Alert) -> UInt32 {
        let part = correlator.observe(alert).part
        settle()
        return part
    }

    /// Whether a group certainly turned out to be nothing.
    func isNothing(_ part: UInt32) -> Bool {
        firstForgotten.map { part < $0 } != false && standing(of: part) == nil
    }

    /// The incident that each group became.
    func finish() -> IncidentMap {
        correlator.finish()
        settle()
        var map = IncidentMap()
        map.firstForgotten = firstForgotten
        var incidents: [UInt32: Int] = [:]
        for (serial, group) in groups.sorted(by: { $0.key < $1.key }) {
            incidents[serial] = map.add(
                TuningReport.Incident(
                    id: group.id.description, title: group.title, needsAttention: group.level >= .medium,
                    alerts: 0))
        }
        for part in places.keys {
            if let serial = standing(of: part), let place = incidents[serial] { map.put(part, in: place) }
        }
        return map
    }

    private func standing(of part: UInt32) -> UInt32? {
        var part = part
        while case .with(let other) = places[part] { part = other }
        if case .group(let serial) = places[part] { return serial }
        return nil
    }

    private func settle() {
        for event in correlator.takeEvents() {
            switch event {
            case .began(let serial, let id): groups[serial] = Standing(id: id)
            case .grew(let part, let serial):
                places[part] = .group(serial)
                groups[serial]?.parts.append(part)
            case .freed(let part): forget(part)
            case .absorbed(let part, let other): places[part] = .with(other)
            case .merged(let serial, let into): merge(serial, into)
            case .rated(let serial, let level): groups[serial]?.level = level
            case .ended(let ended): end(ended)
            case .linked: break
            }
        }
    }

    private func forget(_ part: UInt32) {
        guard case .group(let serial) = places.removeValue(forKey: part) else { return }
        groups[serial]?.parts.removeAll { $0 == part }
    }

    private func merge(_ serial: UInt32, _ into: UInt32) {
        guard let other = groups.removeValue(forKey: serial) else { return }
        for part in other.parts {
            if case .group = places[part] { places[part] = .group(into) }
        }
        groups[into]?.parts += other.parts
    }

    private func end(_ ended: Correlator.EndedCase) {
        guard let group = groups[ended.serial] else { return }
        if group.level > .none, !ended.isEmpty {
            if settled + group.parts.count <= capacity {
                settled += group.parts.count
                groups[ended.serial]?.title = composer.title(of: ended)
                return
            }
            let first = group.parts.min() ?? .max
            firstForgotten = min(firstForgotten ?? .max, first)
        }
        for part in group.parts { places[part] = nil }
        groups[ended.serial] = nil
    }
}
