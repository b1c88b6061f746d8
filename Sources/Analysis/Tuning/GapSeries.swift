/// The gaps between the times at which something came, in bounded memory.
///
/// What comes in bursts has short gaps within them and long ones between them; the long ones are those that may be even.
/// So gaps count that are at least an eighth of the longest; the first ones are kept exactly, and when there are many,
/// how much time went by in gaps of each length.
struct GapSeries: Sendable {
    /// How even gaps are.
    struct Evenness: Sendable {
        /// Gaps that count.
        var gaps: Int
        /// In nanoseconds.
        var shortest: Int64
        var longest: Int64
        var middle: Int64
        /// The part of the time that went by in these gaps, where not all gaps are known one by one.
        var share: Double?
        /// The chance that as many independent gaps would turn out as even as that.
        var chance: Double
    }

    private static let mostExact = 24
    /// Two lengths of gaps to a doubling.
    private static let lengths = 128
    /// Of counted gaps, so many must be alike, and so much of the time must go by in them: twice what chance gives.
    private static let leastAlike = 12.0
    private static let leastShare = 0.75
    /// Lengths are about the same when neither is more than so many times the other.
    private static let alikeRatio = 1.5

    private var exact: [Int64] = []
    private var longest: Int64 = 0
    /// Gaps of each length, from the first one that found no place among the exact ones on.
    private var counts: [UInt32] = []
    /// The median of the exact gaps; sum and count of all gaps within half as long again of it.
    private var typical = 0.0
    private var alike: (sum: Double, count: Double) = (0, 0)

    mutating func add(_ gap: Int64) {
        guard gap > 0 else { return }
        if !counts.isEmpty {
            count(gap)
            return
        }
        if gap > longest {
            longest = gap
            exact.removeAll { $0 < gap / 8 }
        }
        guard gap >= longest / 8 else { return }
        if exact.count < GapSeries.mostExact {
            exact.append(gap)
        } else {
            counts = Array(repeating: 0, count: GapSeries.lengths)
            typical = Double(median)
            for gap in exact { count(gap) }
            count(gap)
        }
    }

    private mutating func count(_ gap: Int64) {
        let place = GapSeries.place(of: gap)
        counts[place] = counts[place] == .max ? .max : counts[place] + 1
        let length = Double(gap)
        if Self.areAlike(length, typical) {
            alike.sum += length
            alike.count += 1
        }
    }

    /// The mean of gaps of about that length.
    private func middle(about length: Double) -> Int64 {
        let mean = alike.sum / max(1, alike.count)
        // What came later may be of another length than what came first.
        return Int64(min(Self.areAlike(mean, length) ? mean : length, 1e18))
    }

    private static func areAlike(_ one: Double, _ other: Double) -> Bool {
        one >= other / alikeRatio && one <= other * alikeRatio
    }

    /// Of the exact gaps, of which there must be some.
    private var median: Int64 { exact.sorted()[exact.count / 2] }

    /// Two to each power of two: whether the bit below the highest is set.
    private static func place(of gap: Int64) -> Int {
        let bits = 63 - gap.leadingZeroBitCount
        let half = bits > 0 ? Int((gap >> (bits - 1)) & 1) : 0
        return min(lengths - 1, bits * 2 + half)
    }

    private static func shortest(at place: Int) -> Int64 {
        let bits = place / 2
        guard bits < 62 else { return .max / 2 }
        let whole: Int64 = 1 << Int64(bits)
        return place % 2 == 0 ? whole : whole + whole / 2
    }

    /// `nil` for fewer than two gaps that count.
    var evenness: Evenness? { counts.isEmpty ? exactEvenness : countedEvenness }

    private var exactEvenness: Evenness? {
        guard exact.count >= 2, let shortest = exact.min(), let longest = exact.max() else { return nil }
        return Evenness(
            gaps: exact.count, shortest: shortest, longest: longest, middle: median,
            chance: GapSeries.chance(exact.count, longest: Double(longest), shortest: Double(shortest)))
    }

    /// The chance that the longest of so many gaps between independent events is at most so many times the shortest: the
    /// product over k from 1 to m - 1 of k (r - 1) / (m + k (r - 1)).
    static func chance(_ gaps: Int, longest: Double, shortest: Double) -> Double {
        guard gaps > 1, shortest > 0 else { return 1 }
        let spread = longest / shortest - 1
        var chance = 1.0
        for k in 1..<gaps {
            let part = Double(k) * spread
            chance *= part / (Double(gaps) + part)
        }
        return chance
    }

    /// Of many gaps: whether most of the time went by in gaps of nearly one length, within a doubling. In gaps between
    /// independent events no doubling holds more than 36 % of the time. A longer pause, as at night, counts as eight such
    /// gaps and no more; but then a fifth of the whole time must have gone by in them.
    private var countedEvenness: Evenness? {
        let lengths = counts.indices.map { Double(GapSeries.shortest(at: $0)) * 1.2 }
        let whole = zip(counts, lengths).reduce(0) { $0 + Double($1.0) * $1.1 }
        var best: (place: Int, share: Double, weight: Double)?
        for place in 0..<counts.count - 1 {
            let (few, many) = (Double(counts[place]), Double(counts[place + 1]))
            guard few + many >= GapSeries.leastAlike else { continue }
            let weight = few * lengths[place] + many * lengths[place + 1]
            let longest = 8 * lengths[place]
            var clipped = 0.0
            for (count, length) in zip(counts, lengths) { clipped += Double(count) * min(length, longest) }
            let share = weight / max(1, clipped)
            let isGood = share >= GapSeries.leastShare && weight >= whole / 5
            let isBetter =
                best.map { known in
                    let wasGood = known.share >= GapSeries.leastShare && known.weight >= whole / 5
                    return isGood != wasGood ? isGood : weight > known.weight
                } ?? true
            if isBetter { best = (place, share, weight) }
        }
        guard let best else { return nil }
        let count = Double(counts[best.place]) + Double(counts[best.place + 1])
        let isEven = best.share >= GapSeries.leastShare && best.weight >= whole / 5
        return Evenness(
            gaps: Int(count), shortest: GapSeries.shortest(at: best.place),
            longest: GapSeries.shortest(at: min(best.place + 2, counts.count - 1)),
            middle: middle(about: best.weight / max(1, count)), share: best.share,
            chance: isEven ? 1e-9 : 1)
    }
}
