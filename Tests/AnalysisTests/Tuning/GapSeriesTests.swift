import Testing

@testable import Analysis

@Suite struct GapSeriesTests {
    private func found(_ gaps: [Double]) -> GapSeries.Evenness? {
        var series = GapSeries()
        for gap in gaps { series.add(Int64(gap * 1e9)) }
        return series.evenness
    }

    @Test func evenGapsAreEven() throws {
        let evenness = try #require(found([9, 9.1, 8.9, 9.05]))
        #expect(evenness.gaps == 4)
        #expect(evenness.chance < 0.001)
    }

    @Test func twoGapsProveLittle() throws {
        #expect(try #require(found([9, 9.5])).chance > 0.01)
        #expect(try #require(found([112, 112.002])).chance < 0.001)
        #expect(found([5]) == nil)
        #expect(found([]) == nil)
    }

    /// Two gaps: the chance that one is at most r times the other is (r - 1) / (r + 1).
    @Test func theChanceIsRight() {
        #expect(abs(GapSeries.chance(2, longest: 3, shortest: 1) - 0.5) < 1e-12)
        var state: UInt64 = 1
        func exponential() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let uniform = Double(state >> 11) / Double(1 << 53)
            return -_log(max(uniform, 1e-12))
        }
        var hits = 0
        for _ in 0..<40_000 {
            let gaps = (0..<5).map { _ in exponential() }
            if (gaps.max() ?? 0) <= 3 * (gaps.min() ?? 1) { hits += 1 }
        }
        #expect(abs(Double(hits) / 40_000 - GapSeries.chance(5, longest: 3, shortest: 1)) < 0.01)
    }

    @Test func burstsCountAsOne() throws {
        let burst = [0.01, 0.02, 0.01, 0.03]
        let evenness = try #require(
            found([burst, [60], burst, [60.001], burst, [60.002], burst].flatMap(\.self)))
        #expect(evenness.gaps == 3)
        #expect(evenness.chance < 0.001)
    }

    @Test func manyGapsAreCounted() throws {
        let regular = (0..<2000).map { 5 + Double($0 % 7) / 10 }
        #expect(try #require(found(regular)).chance < 0.001)
        // A night's pause, and bursts, change nothing.
        #expect(try #require(found(regular + [30_000] + regular + [0.01, 0.01] + regular)).chance < 0.001)
        var state: UInt64 = 7
        let random = (0..<2000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return -_log(max(Double(state >> 11) / Double(1 << 53), 1e-12)) * 5
        }
        #expect(try #require(found(random)).chance == 1)
    }

    /// However many there are, a period is told as it is and not as a class of lengths.
    @Test(arguments: [10, 2000]) func thePeriodIsExact(count: Int) throws {
        let gaps = (0..<count).map { 300 + Double($0 % 11) - 5 }
        let middle = Double(try #require(found(gaps)).middle) / 1e9
        #expect(abs(middle - 300) <= 1, "\(middle)")
        // What changes its period for good is told by the new one, roughly.
        let changed = gaps.prefix(30) + (0..<count * 20).map { _ in 40.0 }
        let later = Double(try #require(found(Array(changed))).middle) / 1e9
        #expect(abs(later - 40) <= 10, "\(later)")
    }

    @Test func oddGapsAreTakenOver() {
        var series = GapSeries()
        for gap in [0, -5, Int64.max, 1, Int64.max, 1 << 62] { series.add(gap) }
        #expect(series.evenness != nil)
        for _ in 0..<100 { series.add(.max) }
        #expect(series.evenness != nil)
    }
}

/// The natural logarithm by its series, so that the test needs no library.
private func _log(_ x: Double) -> Double {
    var (mantissa, exponent) = (x, 0.0)
    while mantissa < 0.5 {
        mantissa *= 2
        exponent -= 1
    }
    while mantissa >= 1.5 {
        mantissa /= 2
        exponent += 1
    }
    let y = (mantissa - 1) / (mantissa + 1)
    var (term, sum) = (y, 0.0)
    for n in stride(from: 1.0, through: 39, by: 2) {
        sum += term / n
        term *= y * y
    }
    return 2 * sum + exponent * 0.693_147_180_559_945_3
}
