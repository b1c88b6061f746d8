internal import FalcoAlerts
internal import Knowledge

/// Alerts by tag, and by the techniques and tactics that the tags name.
///
/// Alerts of one rule come with the same tags again and again: each set of tags is counted once for each alert, and
/// taken apart only when another set needs its line or the numbers are wanted.
struct TagCounts: Sendable {
    private struct Line: Sendable {
        var hash: UInt64 = 0
        var alerts = 0
        var tags: [[UInt8]] = []
    }

    /// Sets with more tags, or a longer one, are not kept but counted at once.
    private static let mostTags = 64

    private(set) var names: NameTable
    private(set) var attack: AttackCounts
    private var lines = [Line](repeating: Line(), count: 1024)
    private let hash: ByteHash

    init(knowledge: KnowledgeBase, capacity: Int, hash: ByteHash) {
        names = NameTable(capacity: capacity)
        attack = AttackCounts(knowledge: knowledge)
        self.hash = hash
    }

    mutating func count(_ alert: AlertView) {
        if alert.tags.isEmpty { return }
        var set: UInt64 = UInt64(alert.tags.count)
        for tag in alert.tags { set = hash.combine(set, hash.of(Stretch(tag, of: alert))) }
        let place = Int(truncatingIfNeeded: set & 1023)
        if lines[place].hash == set, lines[place].alerts > 0 {
            lines[place].alerts &+= 1
        } else {
            begin(set, at: place, alert)
        }
    }

    private mutating func begin(_ set: UInt64, at place: Int, _ alert: AlertView) {
        let tags = alert.tags.map { Stretch($0, of: alert) }
        if tags.count > TagCounts.mostTags || tags.contains(where: { $0.count > NameTable.longestName }) {
            attack.beginAlerts(1)
            for tag in tags { count(tag, 1) }
            return
        }
        settle(place)
        lines[place] = Line(hash: set, alerts: 1, tags: tags.map { Array($0.buffer) })
    }

    private mutating func settle(_ place: Int) {
        let line = lines[place]
        guard line.alerts > 0 else { return }
        lines[place].alerts = 0
        attack.beginAlerts(line.alerts)
        for tag in line.tags {
            tag.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                count(Stretch(start: start, count: bytes.count), line.alerts)
            }
        }
    }

    private mutating func count(_ tag: Stretch, _ alerts: Int) {
        let place = names.count(tag, hash: hash.of(tag), by: alerts) { attack.note(for: $0) }
        attack.count(names.entries[place].note)
    }

    /// The same with every set taken apart.
    func settled() -> TagCounts {
        var settled = self
        for place in lines.indices { settled.settle(place) }
        return settled
    }
}
