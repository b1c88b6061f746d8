/// Scores a grouping of alerts into incidents against the truth, pair by pair and alert by alert.
struct GroupingScore {
    /// Of two attack alerts that are together, how many should be; of those that should be, how many are.
    let pairPrecision: Double
    let pairRecall: Double
    /// B-cubed F1 over attack alerts, where benign alerts in their incidents count against precision.
    let strictBCubed: Double
    /// True incidents with at least 60 % of their alerts in one incident of which they make at least 60 %.
    let found: Set<String>
    /// True incidents of which two or more incidents hold at least two alerts and a tenth each.
    let split: Set<String>
    /// Sets of true incidents of which one incident holds at least two alerts each.
    let merged: [Set<String>]
    /// Benign alerts in incidents with any attack alert.
    let benignPulled: Int
    /// Incidents marked as needing attention, and those of them that are at least half attack.
    let reported: Int
    let reportedAttacks: Int
    let truths: Int

    var pairF1: Double { GroupingScore.mean(pairPrecision, pairRecall) }

    private static func mean(_ a: Double, _ b: Double) -> Double { a + b > 0 ? 2 * a * b / (a + b) : 0 }

    private struct Cell: Hashable {
        let truth: String
        let group: String
    }

    /// - Parameters:
    ///   - truth: by alert, an attack's name or `benign`.
    ///   - groups: by alert, the incident it was put into; `nil` for none.
    ///   - attention: incidents that are said to need attention.
    init(truth: [String], groups: [String?], attention: Set<String>) {
        precondition(truth.count == groups.count)
        let groups = groups.enumerated().map { $0.element ?? "alone \($0.offset)" }
        var cells: [Cell: Int] = [:]
        var truths: [String: Int] = [:]
        var attacks: [String: Int] = [:]
        var all: [String: Int] = [:]
        for (name, group) in zip(truth, groups) {
            all[group, default: 0] += 1
            if name == "benign" { continue }
            cells[Cell(truth: name, group: group), default: 0] += 1
            truths[name, default: 0] += 1
            attacks[group, default: 0] += 1
        }
        func pairs(_ count: Int) -> Double { Double(count * (count - 1) / 2) }
        let together = cells.values.reduce(0) { $0 + pairs($1) }
        let said = attacks.values.reduce(0) { $0 + pairs($1) }
        let wanted = truths.values.reduce(0) { $0 + pairs($1) }
        pairPrecision = said > 0 ? together / said : 1
        pairRecall = wanted > 0 ? together / wanted : 1
        let alerts = Double(max(1, truths.values.reduce(0, +)))
        var (strict, recall) = (0.0, 0.0)
        for (cell, count) in cells {
            strict += Double(count * count) / Double(all[cell.group] ?? 1) / alerts
            recall += Double(count * count) / Double(truths[cell.truth] ?? 1) / alerts
        }
        strictBCubed = GroupingScore.mean(strict, recall)
        found = Set(
            cells.filter { cell, count in
                Double(count) >= 0.6 * Double(truths[cell.truth] ?? 0)
                    && Double(count) >= 0.6 * Double(all[cell.group] ?? 0)
            }.keys.map(\.truth))
        split = Set(
            truths.filter { name, size in
                cells.count {
                    $0.key.truth == name && $0.value >= 2 && Double($0.value) >= 0.1 * Double(size)
                }
                    >= 2
            }.keys)
        var holders: [String: Set<String>] = [:]
        for (cell, count) in cells where count >= 2 { holders[cell.group, default: []].insert(cell.truth) }
        merged = holders.values.filter { $0.count >= 2 }
        benignPulled = attacks.reduce(0) { $0 + (all[$1.key] ?? 0) - $1.value }
        let shown = attention.filter { all[$0] != nil }
        reported = shown.count
        reportedAttacks = shown.count { 2 * (attacks[$0] ?? 0) >= all[$0] ?? 0 }
        self.truths = truths.count
    }
}
