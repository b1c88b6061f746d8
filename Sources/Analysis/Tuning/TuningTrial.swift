internal import FalcoAlerts
internal import FalcoRules

/// Tries changes on alerts: which ones each would have hidden.
struct TuningTrial {
    /// What one change does.
    struct Tally {
        /// Hidden alerts by shape.
        var hidden: [Int: Int] = [:]
        /// Hidden alerts that no shape was kept of, and how many of those look like an attack.
        var unkept = 0
        var unkeptBad = 0
        /// Hidden alerts of incidents, by their places in the map; -1 for those that were forgotten.
        var incidents: [Int: Int] = [:]
        var undecided = 0
        var missing: [String] = []
        /// Hidden alerts of each priority, and those that no change before this one hides.
        var priorities = [Int](repeating: 0, count: 9)
        var own = [Int](repeating: 0, count: 9)

        var count: Int { priorities.reduce(0, +) }
    }

    private static let mostMissing = 8

    private(set) var tallies: [Tally]
    /// Alerts that were tried.
    private(set) var alerts = 0
    private let changes: [TuningChange]
    private var byRule: [Int: [Int]] = [:]
    private var table: NoiseTable
    private let incidents: IncidentMap
    private var judge: SignJudge

    init(_ changes: [TuningChange], _ table: NoiseTable, _ incidents: IncidentMap) {
        self.changes = changes
        self.incidents = incidents
        self.table = table
        judge = SignJudge(knowledge: table.knowledge)
        tallies = changes.map { _ in Tally() }
        for (place, change) in changes.enumerated() { byRule[change.rule, default: []].append(place) }
        self.table.freeze()
    }

    /// Tries them on what was kept of all alerts.
    mutating func tryShapes() {
        alerts = table.total
        for (place, shape) in table.shapes.enumerated() {
            guard let changes = byRule[Int(shape.rule)] else { continue }
            let truths = table.pool.withAll { bytes in
                changes.map { change in
                    let source = ShapeSource(table, shape, bytes)
                    let truth = self.changes[change].evaluator.evaluate(source)
                    return (truth, truth == .unknown ? self.changes[change].evaluator.undecided(source) : [])
                }
            }
            var isHidden = false
            for (change, (truth, missing)) in zip(changes, truths) {
                count(change, truth, missing, shape.count, Priority(rawValue: shape.priority), &isHidden)
                guard truth == .yes else { continue }
                tallies[change].hidden[place, default: 0] += shape.count
                for (group, count) in shape.groups.alerts {
                    guard let place = incidents.place(of: group) else { continue }
                    tallies[change].incidents[place, default: 0] += count
                }
                if shape.groups.others > 0 {
                    tallies[change].incidents[-1, default: 0] += shape.groups.others
                }
            }
        }
        for (rule, changes) in byRule {
            for change in changes { tallies[change].undecided += table.rules[rule].unkept }
        }
    }

    /// Tries them on one alert.
    /// - Returns: the first change that hides it.
    mutating func take(_ alert: Alert, group: UInt32) -> Int? {
        alerts += 1
        guard let rule = table.findRule(of: alert), let changes = byRule[rule] else { return nil }
        var first: Int?
        let source = AlertSource(alert: alert)
        let incident = group == 0 ? nil : incidents.place(of: group)
        var isHidden = false
        var shape: Int??
        for change in changes {
            let evaluator = self.changes[change].evaluator
            let truth = evaluator.evaluate(source)
            count(
                change, truth, truth == .unknown ? evaluator.undecided(source) : [], 1, alert.priority,
                &isHidden)
            guard truth == .yes else { continue }
            first = first ?? change
            if let incident { tallies[change].incidents[incident, default: 0] += 1 }
            if shape == nil { shape = .some(table.find(alert)) }
            if let place = shape ?? nil {
                tallies[change].hidden[place, default: 0] += 1
            } else {
                tallies[change].unkept += 1
                let signs = judge.signs(of: alert)
                if signs.suspicious > 0, signs.suspicious >= signs.reassuring {
                    tallies[change].unkeptBad += 1
                }
            }
        }
        return first
    }

    private mutating func count(
        _ change: Int, _ truth: Truth, _ missing: [String], _ alerts: Int, _ priority: Priority,
        _ isHidden: inout Bool
    ) {
        switch truth {
        case .no: return
        case .unknown:
            tallies[change].undecided += alerts
            for field in missing
            where tallies[change].missing.count < Self.mostMissing && !tallies[change].missing.contains(field)
            {
                tallies[change].missing.append(field)
            }
        case .yes:
            let place = (0..<8).contains(priority.rawValue) ? Int(priority.rawValue) : 8
            tallies[change].priorities[place] += alerts
            if !isHidden { tallies[change].own[place] += alerts }
            isHidden = true
        }
    }
}
