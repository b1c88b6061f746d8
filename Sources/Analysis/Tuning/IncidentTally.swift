/// How many alerts belong to which groups; of more than can be kept, how many more.
struct IncidentTally: Sendable {
    private struct Entry: Sendable {
        let group: UInt32
        var count: UInt32
    }

    /// Groups of one tally.
    static let most = 4096

    // By group, ascending: new ones have higher numbers, mostly.
    private var entries: [Entry] = []
    /// Alerts of groups beyond those that are kept.
    private(set) var others = 0

    var count: Int { entries.count }
    var alerts: some Sequence<(group: UInt32, count: Int)> { entries.lazy.map { ($0.group, Int($0.count)) } }

    /// - Returns: false when there is no room for another group.
    mutating func add(_ group: UInt32, _ count: UInt32 = 1) -> Bool {
        let place = self.place(of: group)
        if place < entries.count, entries[place].group == group {
            entries[place].count =
                entries[place].count.addingReportingOverflow(count).overflow
                ? .max : entries[place].count + count
            return true
        }
        if entries.count >= Self.most { return false }
        entries.insert(Entry(group: group, count: count), at: place)
        return true
    }

    mutating func addOthers(_ count: Int = 1) { others += count }

    mutating func add(_ other: IncidentTally) {
        for entry in other.entries where !add(entry.group, entry.count) { others += Int(entry.count) }
        others += other.others
    }

    /// Lets go of groups that turned out to be nothing.
    mutating func drop(where isNothing: (UInt32) -> Bool) { entries.removeAll { isNothing($0.group) } }

    private func place(of group: UInt32) -> Int {
        if let last = entries.last, last.group < group { return entries.count }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].group < group { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
