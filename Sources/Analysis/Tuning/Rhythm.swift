/// When something came: how often, from when to when, how evenly, and in which parts of the time. Bounded.
struct Rhythm: Sendable {
    private struct Instance: Sendable {
        let name: UInt64
        var last: Int64
    }

    /// Machines and containers of which the time of the last alert is kept.
    static let mostInstances = 16

    private(set) var count = 0
    /// Nanoseconds since 1970.
    private(set) var first: Int64?
    private(set) var last: Int64?
    /// All together, and each machine's or container's own.
    private var together = GapSeries()
    private var apart = GapSeries()
    private var instances: [Instance] = []
    /// The time that the next gap is counted from.
    private var before: Int64?
    private(set) var presence = Presence()

    mutating func note(_ time: Int64?, instance: UInt64) {
        count += 1
        guard let time else { return }
        presence.note(time)
        first = first.map { min($0, time) } ?? time
        last = last.map { max($0, time) } ?? time
        before = before.map { Rhythm.step(from: $0, to: time, &together) } ?? time
        if let place = instances.firstIndex(where: { $0.name == instance }) {
            instances[place].last = Rhythm.step(from: instances[place].last, to: time, &apart)
        } else if instances.count < Rhythm.mostInstances {
            instances.append(Instance(name: instance, last: time))
        }
    }

    /// Adds a gap, unless a clock was set in it.
    /// - Returns: the time that the next gap is counted from.
    private static func step(from before: Int64, to time: Int64, _ gaps: inout GapSeries) -> Int64 {
        guard abs(time - before) <= HistoryRange.leastLeap else { return time }
        gaps.add(time - before)
        return max(before, time)
    }

    /// Leaves out times that turned out not to fit.
    mutating func forgetTimes(outside range: HistoryRange) {
        let part = range.part(from: first, to: last)
        guard part?.first != first || part?.last != last else { return }
        (first, last) = (part?.first, part?.last)
        presence = Presence()
    }

    /// Machines and containers that it came from, counted up to the bound.
    var places: Int { instances.count }

    /// The more even of both.
    var evenness: GapSeries.Evenness? {
        let all = [together.evenness, instances.count > 1 ? apart.evenness : nil].compactMap(\.self)
        return all.min { $0.chance < $1.chance }
    }
}

/// In which parts of the time something came: 64 parts, which double when the time at hand is longer than they are.
struct Presence: Sendable {
    private var start: Int64 = 0
    /// Nanoseconds of a part; 0 before the first time.
    private var width: Int64 = 0
    private var parts: UInt64 = 0

    mutating func note(_ time: Int64) {
        if width == 0 {
            start = time
            width = 1 << 20
        }
        // What came before the first counts with it.
        let offset = max(0, time - start)
        while offset / width >= 64 { widen() }
        parts |= 1 << UInt64(offset / width)
    }

    private mutating func widen() {
        width *= 2
        var joined: UInt64 = 0
        for part in 0..<32 where (parts >> UInt64(2 * part)) & 3 != 0 { joined |= 1 << UInt64(part) }
        parts = joined
    }

    /// How many tenths of a stretch of time hold at least one of them.
    func tenths(from first: Int64, to last: Int64) -> Int {
        guard width > 0, last > first else { return width > 0 ? 1 : 0 }
        var tenths: Set<Int64> = []
        for part in 0..<64 where parts >> UInt64(part) & 1 != 0 {
            let middle = start + Int64(part) * width + width / 2
            let place = Double(min(max(middle, first), last) - first) / Double(last - first)
            tenths.insert(min(9, Int64(place * 10)))
        }
        return tenths.count
    }
}
