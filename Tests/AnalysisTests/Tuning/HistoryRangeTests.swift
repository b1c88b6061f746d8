import Testing

@testable import Analysis

@Suite struct HistoryRangeTests {
    private static let second: Int64 = 1_000_000_000
    private static let year = 365 * 86_400 * second
    private static let now = 56 * year

    private func range(_ seconds: [Int64], also others: [Int64] = []) -> HistoryRange {
        var range = HistoryRange()
        for time in others.prefix(1) { range.note(time) }
        for time in seconds { range.note(Self.now + time * Self.second) }
        for time in others.dropFirst() { range.note(time) }
        return range
    }

    @Test func goesFromTheFirstToTheLast() {
        let range = range([3, 1, 2])
        #expect(range.first == Self.now + Self.second && range.last == Self.now + 3 * Self.second)
        #expect(!range.hasStrays && HistoryRange().first == nil)
    }

    @Test(arguments: [[0, Int64.max], [Int64.max, 0], [100 * year], [0, 1, 2, 3, 99 * year, 100 * year]])
    func aFewWrongClocksAreLeftOut(strays: [Int64]) {
        let range = range(Array(0..<1000), also: strays)
        #expect(range.first == Self.now && range.last == Self.now + 999 * Self.second)
        #expect(range.hasStrays && !range.isOutOfOrder)
    }

    /// Many that say the same are no faults, nor is a long pause of a history that is long itself.
    @Test func whatManySayStays() {
        let days = (0..<100).map { Int64($0) * 86_400 }
        #expect(range(days, also: (0..<20).map { Self.year + $0 }).first == Self.year)
        #expect(range(days + [500 * 86_400]).last == Self.now + 500 * 86_400 * Self.second)
        #expect(range(days + [2 * 365 * 86_400]).last == Self.now + 2 * Self.year)
    }

    @Test func filesInTheWrongOrderAreSeen() {
        let (old, new) = (Array(0..<3600), Array(3600..<7200).map(Int64.init))
        #expect(range(new + old.map(Int64.init)).isOutOfOrder)
        #expect(!range(old.map(Int64.init) + new).isOutOfOrder)
        // Hosts that take turns are seconds apart.
        #expect(!range((0..<7200).map { $0 ^ 7 }).isOutOfOrder)
    }

    @Test(arguments: [0, Int64.max, 100 * year])
    func aWrongClockDoesNotHideTheWrongOrder(stray: Int64) {
        let (old, new) = (Array(Int64(0)..<3600), Array(Int64(3600)..<7200))
        for strays in [[stray], [Self.now, stray], [stray, stray]] {
            let range = range(new + old, also: strays)
            #expect(range.isOutOfOrder && range.hasStrays)
        }
    }

    /// Nor do a few that are a little off look like one.
    @Test(arguments: [-30, 30]) func aFewClocksThatAreOffAreNoOrder(days: Int64) {
        var times = Array(Int64(0)..<7200)
        for place in [100, 2000, 2002, 7000] { times[place] += days * 86_400 }
        let range = range(times)
        #expect(!range.isOutOfOrder && !range.hasStrays)
    }

    /// What a time tells as it comes.
    @Test func laterTimesTellWhichOfTheFirstAreWrong() {
        var range = HistoryRange()
        #expect(range.note(0).fits)
        var found: [Int64] = []
        for time in Int64(0)..<100 {
            let reading = range.note(Self.now + time * Self.second)
            #expect(reading.fits)
            if reading.leavesOthersOut { found.append(time) }
        }
        #expect(found.count == 1 && range.first == Self.now)
        #expect(!range.note(100 * Self.year).fits && !range.note(Self.second).fits)
        #expect(range.note(Self.now + 50 * Self.second).fits)
        #expect(range.part(from: 0, to: Self.now + Self.second)?.first == Self.now)
        #expect(range.part(from: 0, to: Self.second) == nil)
    }
}
