internal import Knowledge

/// Alerts by technique and tactic, as the tags say. Bounded by the catalogue: what is not in it counts as a tag only.
struct AttackCounts: Sendable {
    struct Count: Sendable {
        let id: String
        let name: String
        var alerts = 0
        /// The alerts counted last, so that two tags of one alert count once.
        var latest = 0
    }

    private let knowledge: KnowledgeBase
    private(set) var techniques: [Count] = []
    private(set) var tactics: [Count] = []
    /// Which alerts are counted just now, and how many are alike.
    private var alert = 0
    private var alike = 0

    init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
    }

    /// What is counted next belongs to that many alerts with the same tags.
    mutating func beginAlerts(_ count: Int) {
        alert &+= 1
        alike = count
    }

    /// What `count` needs to know of a tag: 0 for none, else where to count.
    mutating func note(for tag: Stretch) -> Int32 {
        guard AttackTag.mayBe(tag.buffer), tag.count < 100 else { return 0 }
        switch AttackTag(tag.string) {
        case .technique(let id):
            guard let technique = knowledge.attack.technique(id) else { return 0 }
            return 1 + AttackCounts.place(in: &techniques, technique.id, technique.name)
        case .tactic(let id): return note(knowledge.attack.tactic(id: id))
        case .tacticName(let name): return note(knowledge.attack.tactic(shortName: name))
        case nil: return 0
        }
    }

    private mutating func note(_ tactic: Tactic?) -> Int32 {
        guard let tactic else { return 0 }
        return -1 - AttackCounts.place(in: &tactics, tactic.id, tactic.name)
    }

    private static func place(in counts: inout [Count], _ id: String, _ name: String) -> Int32 {
        if let known = counts.firstIndex(where: { $0.id == id }) { return Int32(known) }
        counts.append(Count(id: id, name: name))
        return Int32(counts.count - 1)
    }

    mutating func count(_ note: Int32) {
        if note > 0 {
            AttackCounts.count(&techniques[Int(note) - 1], alert, alike)
        } else if note < 0 {
            AttackCounts.count(&tactics[-1 - Int(note)], alert, alike)
        }
    }

    private static func count(_ entry: inout Count, _ alert: Int, _ alike: Int) {
        if entry.latest == alert { return }
        entry.latest = alert
        entry.alerts &+= alike
    }
}
