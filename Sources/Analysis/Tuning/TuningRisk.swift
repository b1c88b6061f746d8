internal import Escaping
internal import FalcoAlerts
internal import FalcoRules

extension TuningReport.Risk {
    /// What speaks for caution, in points: how severe the rule is, and how much more than the alerts at hand the change
    /// could hide. The points order proposals; they are no measure of anything else.
    init(_ change: TuningChange, _ study: TuningStudy, others: Int) {
        var points = 0
        var reasons: [Prose] = []
        func add(_ weight: Int, _ reason: Prose) {
            points += weight
            reasons.append(reason)
        }
        let counts = study.table.rules[change.rule].priorities
        let priority = counts.firstIndex { $0 > 0 }.map { Priority(rawValue: Int32($0)) } ?? .debug
        let weight =
            switch priority {
            case .emergency, .alert, .critical, .unknown: 7
            case .error: 4
            case .warning: 3
            case .notice: 2
            case .informational, .debug: 1
            }
        add(weight, "The rule's alerts are of priority \(ours: priority.name).")
        let tests = change.findings.flatMap(\.row.tests)
        if tests.contains(where: { $0.field == "container.id" }) {
            add(1, "It holds on every host that reads the file.")
        }
        if tests.contains(where: { $0.comparator == .pmatch }) {
            add(2, "It covers a whole directory.")
        } else if tests.contains(where: { $0.comparator == .isIn && $0.values.count > 1 }) {
            add(1, "One of its fields may have several values.")
        }
        if change.findings.contains(where: \.lacksCommand) {
            add(2, "It does not look at the command line.")
        }
        if change.findings.contains(where: \.isInterpreter) {
            add(1, "The program does whatever its command line says.")
        }
        if change.form == .row || change.form == .list { add(1, "Your own exception looks at fewer fields.") }
        if others > 0 { add(2, "It hides \(ours: others.of("alert")) that it is not meant for.") }
        self.init(points: max(1, points), reasons: reasons)
    }
}
