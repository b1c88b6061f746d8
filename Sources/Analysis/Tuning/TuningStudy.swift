internal import Escaping
internal import FalcoAlerts
internal import FalcoRules
internal import Knowledge

/// What is proposed for a history of alerts, why, and what each proposal would have hidden.
package struct TuningStudy {
    package struct Options: Sendable {
        /// The part of all alerts that a change must save, 0 to 1.
        package var leastShare = 0.001
        /// Rules, activities and withheld changes that the report lists.
        package var listed = 20
        /// Kinds of hidden alerts listed with each proposal.
        package var listedHidden = 12
        package init() {}
    }

    /// A row that stood all tests, with what it is for.
    struct Finding {
        let candidate: Int
        let rule: Int
        var row: TuningRow
        let reasons: [Prose]
        let widened: [Prose]
        let narrowedBy: [String]
        let lacksCommand: Bool
        let isInterpreter: Bool
        let place: String?
        /// Shapes that it is meant for.
        let shapes: Set<Int>
        let isCondition: Bool
    }

    let table: NoiseTable
    let options: Options
    let types: FieldTypes
    let house: HouseRules
    let incidents: IncidentMap
    private(set) var candidates: [TuningCandidate] = []
    private(set) var verdicts: [RoutineVerdict] = []
    private(set) var findings: [Finding] = []
    /// Candidates that look routine and get no change, with the reasons.
    private(set) var refusals: [(candidate: Int, reasons: [Prose])] = []
    private(set) var changes: [TuningChange] = []
    /// Shapes that the site's own exceptions and conditions cover.
    private(set) var covered: Set<Int> = []
    /// Those of them that the conditions cover.
    private(set) var quiet: Set<Int> = []
    /// The macro of each rule that the site's own files fill.
    private(set) var hooks: [Int: String] = [:]
    var trial: TuningTrial?
    private var judge: SignJudge

    init(
        _ table: NoiseTable, options: Options, rules: RuleCollection?,
        incidents: IncidentMap
    ) {
        self.table = table
        self.options = options
        self.incidents = incidents
        types = FieldTypes(glossary: table.knowledge.glossary)
        house = HouseRules(rules, types: types)
        judge = SignJudge(knowledge: table.knowledge)
        candidates = TuningCandidate.all(of: table)
        hooks = house.hooks(of: table, &judge)
        quiet = house.quiet(in: table, hooks: hooks)
        covered = house.covered(by: table).union(quiet)
        judgeCandidates()
        propose()
        changes = TuningChange.all(from: findings, in: self)
    }

    /// Whether hiding a shape's alerts would hide an attack, as far as that can be told.
    func isBad(_ shape: NoiseShape) -> Bool { shape.looksLikeAnAttack || attention(of: shape) != nil }

    /// An incident that needs attention and that some of the shape's alerts belong to.
    func attention(of shape: NoiseShape) -> TuningReport.Incident? {
        if shape.groups.others > 0 { return .forgotten }
        return shape.groups.alerts.lazy.compactMap { incidents.incident(of: $0.group) }.first {
            $0.needsAttention
        }
    }

    // MARK: Routine

    private mutating func judgeCandidates() {
        for candidate in candidates {
            let shapes = candidate.shapes.map { table.shapes[$0] }
            let good = shapes.filter { !isBad($0) }
            var verdict = RoutineVerdict(
                table, shapes: good.isEmpty ? shapes : good, timing: candidate.timing)
            if table.rules[candidate.rule].source == "internal" {
                verdict.doubt("Falco's messages about itself are worth keeping.")
            } else if good.isEmpty {
                verdict.doubt(badness(of: shapes))
            } else {
                verdict.support("Nothing in the alerts outweighs what speaks for innocence.")
            }
            verdicts.append(verdict)
        }
        doubtPlantedJobs()
    }

    private func badness(of shapes: [NoiseShape]) -> Prose {
        if let incident = shapes.lazy.compactMap({ self.attention(of: $0) }).first {
            return
                "Its alerts belong to an incident that needs attention (\(value: Excerpt.of(incident.title, longest: 96)))."
        }
        let signs = shapes.map { Int($0.suspicious) }.max() ?? 0
        return
            "Its alerts show \(ours: signs.of("sign")) of an attack: `falconer analyze` says which. Find out first; repetition proves nothing."
    }

    /// However regularly it runs, it may be an intruder's.
    private mutating func doubtPlantedJobs() {
        var planted = PlantedJobs(table)
        for (place, candidate) in candidates.enumerated() {
            for shape in candidate.shapes.map({ table.shapes[$0] }) {
                let incident = attention(of: shape)
                if incident != nil || !verdicts[place].isRoutine {
                    planted.note(shape, rule: candidate.rule, attention: incident)
                }
            }
        }
        for (place, candidate) in candidates.enumerated() where verdicts[place].isRoutine {
            let doubts = candidate.shapes.map { table.shapes[$0] }.filter { !isBad($0) }.lazy
            if let doubt = doubts.compactMap({ planted.doubt($0) }).first { verdicts[place].doubt(doubt) }
        }
    }

    // MARK: Proposals

    private mutating func propose() {
        for (place, candidate) in candidates.enumerated() where verdicts[place].isRoutine {
            let good = candidate.shapes.filter { !isBad(table.shapes[$0]) && !covered.contains($0) }
            let count = good.reduce(0) { $0 + table.shapes[$1].count }
            guard count > 0, Double(count) >= options.leastShare * Double(table.total) else { continue }
            let (found, reasons) = findings(for: place, candidate, good)
            findings += found
            if !reasons.isEmpty { refusals.append((place, reasons)) }
        }
    }

    private mutating func findings(
        for place: Int, _ candidate: TuningCandidate, _ good: [Int]
    ) -> ([Finding], [Prose]) {
        var found: [Finding] = []
        var reasons: [Prose] = []
        // What an exception stands on may differ with what the alerts hold.
        var groups: [(keys: [String], place: String?, grounds: TuningGrounds, shapes: [Int])] = []
        for shape in good {
            guard let alert = table.alert(of: table.shapes[shape]) else { continue }
            let composer = judge.composer(for: alert)
            let grounds = TuningGrounds(composer, composer.said.assessment, veto: composer.veto)
            let keys = grounds.usableKeys()
            let where_ = grounds.place
            if let known = groups.firstIndex(where: { $0.keys == keys && $0.place == where_ }) {
                groups[known].shapes.append(shape)
            } else {
                groups.append((keys, where_, grounds, [shape]))
            }
        }
        for group in groups {
            switch finding(place, candidate, group.keys, group.place, group.grounds, group.shapes) {
            case .success(let finding): found.append(finding)
            case .failure(let refusal):
                if !reasons.contains(refusal.reason) { reasons.append(refusal.reason) }
            }
        }
        return (found, reasons)
    }

    struct Refusal: Error {
        let reason: Prose
    }

    private func finding(
        _ place: Int, _ candidate: TuningCandidate, _ keys: [String], _ where_: String?,
        _ grounds: TuningGrounds, _ shapes: [Int]
    ) -> Result<Finding, Refusal> {
        var draft = TuningDraft(table, shapes.map { table.shapes[$0] }, keys: keys, place: where_)
        let fields = draft.row.fields.filter { $0 != where_ || keys.contains($0) }
        if let objection = grounds.objection(to: fields) {
            var reason: Prose = "No exception, because "
            reason.append(objection)
            return .failure(Refusal(reason: reason))
        }
        let printsCommand = shapes.contains { table.layouts[Int(table.shapes[$0].layout)].command != nil }
        if draft.lacksCommand, printsCommand, grounds.doesWhatItIsTold {
            return .failure(
                Refusal(
                    reason:
                        "No exception, because the command line is another each time (or cannot be written), and the program does whatever its command line says."
                ))
        }
        var narrowedBy: [String] = []
        if let refusal = narrow(&draft, for: shapes, candidate.rule, &narrowedBy) { return .failure(refusal) }
        guard draft.row.isWritable || draft.row.tests.allSatisfy(\.isWritableInCondition) else {
            let field = draft.row.tests.first { !$0.isWritableInCondition }?.field ?? ""
            return .failure(
                Refusal(
                    reason:
                        "No exception, because a value of `\(ours: field)` cannot be written so that Falco takes it for exactly this text."
                ))
        }
        return .success(
            Finding(
                candidate: place, rule: candidate.rule, row: draft.row, reasons: verdicts[place].reasons,
                widened: draft.widened, narrowedBy: narrowedBy, lacksCommand: draft.lacksCommand,
                isInterpreter: grounds.doesWhatItIsTold, place: where_, shapes: Set(shapes),
                isCondition: !draft.row.isWritable))
    }
}
