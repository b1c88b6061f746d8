internal import Escaping
internal import FalcoRules

extension TuningStudy {
    /// Fields that a draft may be narrowed by until it hides nothing that it must not.
    private static let mostNarrowing = 3

    /// Shapes of a rule for which a condition holds, and those for which that cannot be told.
    func matches(_ condition: RuleCondition, rule: Int) -> (hidden: [Int], undecided: [Int]) {
        guard let evaluator = try? ConditionEvaluator(condition, type: { types($0) }) else {
            return ([], Array(table.shapes.indices.filter { Int(table.shapes[$0].rule) == rule }))
        }
        var (hidden, undecided): ([Int], [Int]) = ([], [])
        table.pool.withAll { bytes in
            for (place, shape) in table.shapes.enumerated() where Int(shape.rule) == rule {
                switch evaluator.evaluate(ShapeSource(table, shape, bytes)) {
                case .yes: hidden.append(place)
                case .unknown: undecided.append(place)
                case .no: break
                }
            }
        }
        return (hidden, undecided)
    }

    /// Narrows a draft until it hides no alert that looks like an attack or belongs to an incident that needs attention;
    /// and, where that is to be had, nothing but what it is meant for.
    func narrow(
        _ draft: inout TuningDraft, for shapes: [Int], _ rule: Int, _ narrowedBy: inout [String]
    ) -> Refusal? {
        let own = Set(shapes)
        while true {
            let (hidden, undecided) = matches(draft.row.condition, rule: rule)
            let touched = hidden + undecided
            let bad = touched.filter { isBad(table.shapes[$0]) }
            if bad.isEmpty {
                let others = touched.filter { !own.contains($0) && !covered.contains($0) }
                guard !others.isEmpty, narrowedBy.count < Self.mostNarrowing,
                    let test = narrowing(draft.row, for: shapes, against: others, mustMeetAll: false)
                else { return nil }
                draft.narrow(by: test)
                narrowedBy.append(test.field)
                continue
            }
            guard narrowedBy.count < Self.mostNarrowing,
                let test = narrowing(draft.row, for: shapes, against: bad, mustMeetAll: false)
            else { return Refusal(reason: withholding(bad)) }
            draft.narrow(by: test)
            narrowedBy.append(test.field)
        }
    }

    private func withholding(_ bad: [Int]) -> Prose {
        let shapes = bad.map { table.shapes[$0] }
        let count = shapes.reduce(0) { $0 + $1.count }
        let titles = TuningCandidate.title(table, shapes[0], isOfAllCommands: false)
        if let incident = shapes.lazy.compactMap({ self.attention(of: $0) }).first {
            return
                "Withheld, because it would hide \(ours: count.of("alert")) of an incident that needs attention (\(value: Excerpt.of(incident.title, longest: 96))), such as \(titles), and nothing that the alerts print tells them apart."
        }
        return
            "Withheld, because it would hide \(ours: count.of("alert")) that \(ours: count == 1 ? "looks" : "look") like an attack, such as \(titles), and nothing that the alerts print tells them apart."
    }

    /// The field that keeps most of the alerts away that are not meant, and all that are.
    private func narrowing(
        _ row: TuningRow, for shapes: [Int], against others: [Int], mustMeetAll: Bool
    ) -> TuningTest? {
        let own = shapes.map { table.shapes[$0] }
        let layout = table.layouts[Int(own[0].layout)]
        var best: (test: TuningTest, spared: Int)?
        for (place, key) in layout.keys.enumerated() where row.test(of: key) == nil {
            switch layout.uses[place] {
            case .passing, .varying, .instance, .container: continue
            case .who, .command, .what: break
            }
            guard let type = types(key), !type.isList,
                let values = TuningDraft.values(of: key, table, own), values.count <= TuningDraft.mostValues
            else { continue }
            let test = TuningTest(
                field: key, comparator: values.count == 1 ? .equal : .isIn, values: values.sorted())
            guard test.isWritable else { continue }
            let spared = self.spared(by: test, others)
            // Of equal ones the one that says who it was, which comes first in the list of the draft, then the simplest.
            if spared > (best?.spared ?? 0) { best = (test, spared) }
        }
        return best?.test
    }

    private func spared(by test: TuningTest, _ shapes: [Int]) -> Int {
        guard let evaluator = try? ConditionEvaluator(test.condition, type: { types($0) }) else { return 0 }
        return table.pool.withAll { bytes in
            shapes.count { evaluator.evaluate(ShapeSource(table, table.shapes[$0], bytes)) == .no }
        }
    }
}
