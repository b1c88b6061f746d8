/// Alerts of one rule that differ in nothing that tuning goes by.
struct NoiseShape: Sendable {
    let rule: Int32
    let layout: Int32
    let priority: Int32
    /// What speaks for and against an attack, by the playbooks.
    let suspicious: UInt16
    let reassuring: UInt16
    /// Whether the event writes, creates or changes a file.
    let isWriting: Bool
    var activity: Int32
    /// Where its values' numbers lie: see `NoiseTable.numbers` and `NoiseTable.looseNumbers`.
    var start: Int
    var looseStart: Int
    /// Whether all fields tell it apart, also those that do so for the rule's other shapes no longer.
    var isFrequent = false
    var count = 0
    var first: Int64?
    var last: Int64?
    /// Groups that its alerts belong to.
    var groups = IncidentTally()

    /// Leaves out times that turned out not to fit.
    mutating func forgetTimes(outside range: HistoryRange) {
        let part = range.part(from: first, to: last)
        (first, last) = (part?.first, part?.last)
    }

    /// As reports weigh it.
    var looksLikeAnAttack: Bool { suspicious > 0 && suspicious >= reassuring }
}

/// What one doer does with one command.
struct NoiseActivity: Sendable {
    let rule: Int32
    let doer: Int32
    /// Whether commands are no longer told apart.
    var isOfAllCommands = false
    var rhythm = Rhythm()
}

/// Who raises a rule's alerts: a program, its parents and its user, on hosts or in containers of an image.
struct NoiseDoer: Sendable {
    let rule: Int32
    var rhythm = Rhythm()
    /// Commands told apart so far.
    var activities = 0
}

/// A rule and how much noise it makes.
struct NoiseRule: Sendable {
    let name: String
    let source: String
    let tags: [String]
    var count = 0
    /// Of each priority, the unknown ones last.
    var priorities = [Int](repeating: 0, count: 9)
    var rhythm = Rhythm()
    var hosts = DistinctNames()
    var containers = DistinctNames()
    /// Fields that have too many values to tell alerts apart by.
    var collapsed: Set<String> = []
    /// Shapes that they tell apart all the same.
    var frequent = 0
    /// Whether no field is left that could be given up.
    var isExhausted = false
    /// Alerts that no room was left for: nothing can be said of what they hold.
    var unkept = 0
    var shapes = 0

    init(name: String, source: String, tags: [String]) {
        self.name = name
        self.source = source
        self.tags = tags
    }
}

/// How many names there are, counted up to a bound.
struct DistinctNames: Sendable {
    static let most = 256

    private var hashes: Set<UInt64> = []
    private(set) var isMore = false

    var count: Int { hashes.count }

    mutating func insert(_ hash: UInt64) {
        if hashes.contains(hash) { return }
        if hashes.count < DistinctNames.most { hashes.insert(hash) } else { isMore = true }
    }
}
