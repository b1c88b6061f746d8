internal import Escaping

/// What one doer does with one command, or with commands that are another each time.
struct TuningCandidate {
    let rule: Int
    /// Places of shapes in the table.
    let shapes: [Int]
    let timing: Rhythm
    let isOfAllCommands: Bool
    let count: Int

    /// From so many commands on, few of which come again, a doer's commands are another each time.
    private static let manyCommands = 16
    private static let mostOfEach = 3

    init(_ table: NoiseTable, rule: Int, shapes: [Int], timing: Rhythm, isOfAllCommands: Bool) {
        self.rule = rule
        self.shapes = shapes
        self.timing = timing
        self.isOfAllCommands = isOfAllCommands
        count = shapes.reduce(0) { $0 + table.shapes[$1].count }
    }

    /// All of a table's, those with most alerts first.
    static func all(of table: NoiseTable) -> [TuningCandidate] {
        var byActivity = [[Int]](repeating: [], count: table.activities.count)
        for (place, shape) in table.shapes.enumerated() { byActivity[Int(shape.activity)].append(place) }
        var byDoer = [[Int]](repeating: [], count: table.doers.count)
        for (place, activity) in table.activities.enumerated() { byDoer[Int(activity.doer)].append(place) }
        var candidates: [TuningCandidate] = []
        for (place, activities) in byDoer.enumerated() where !activities.isEmpty {
            let doer = table.doers[place]
            if activities.count >= manyCommands, doer.rhythm.count < mostOfEach * activities.count {
                candidates.append(
                    TuningCandidate(
                        table, rule: Int(doer.rule), shapes: activities.flatMap { byActivity[$0] },
                        timing: doer.rhythm, isOfAllCommands: true))
                continue
            }
            for activity in activities where !byActivity[activity].isEmpty {
                candidates.append(
                    TuningCandidate(
                        table, rule: Int(doer.rule), shapes: byActivity[activity],
                        timing: table.activities[activity].rhythm,
                        isOfAllCommands: table.activities[activity].isOfAllCommands))
            }
        }
        let first = candidates.map { $0.shapes.min() ?? 0 }
        return candidates.indices.sorted {
            candidates[$0].count != candidates[$1].count
                ? candidates[$0].count > candidates[$1].count : first[$0] < first[$1]
        }.map { candidates[$0] }
    }

    /// What it is, in words.
    static func title(_ table: NoiseTable, _ shape: NoiseShape, isOfAllCommands: Bool) -> Prose {
        var title = Prose()
        if !isOfAllCommands, let command = table.text("proc.cmdline", of: shape) {
            title.append(value: Excerpt.of(command, longest: 96))
        } else if let program = table.text("proc.exepath", of: shape) ?? table.text("proc.name", of: shape) {
            title.append(value: Excerpt.of(program, longest: 96))
            if isOfAllCommands { title.append(" with another command line each time") }
        } else if let who = who.lazy.compactMap({ table.text($0, of: shape) }).first {
            title.append(value: Excerpt.of(who, longest: 96))
        } else {
            title.append("alerts that name no program")
        }
        if let parent = table.text("proc.pname", of: shape) {
            title.append(" from ")
            title.append(value: Excerpt.of(parent, longest: 32))
        }
        if table.text("container.id", of: shape) == "host" {
            title.append(" on hosts")
        } else if let image = table.text("container.image.repository", of: shape) {
            title.append(" in ")
            title.append(value: Excerpt.of(image, longest: 96))
        }
        return title
    }

    private static let who = [
        "ka.user.name", "ct.user", "gcp.user", "github.user", "okta.actor.alternateID", "okta.actor.name",
    ]
}
