import Testing

/// The grouping of the captured alerts stays when what does not matter changes.
@Suite struct RobustnessTests {
    @Test(arguments: [true, false]) func whenTimesAreStretched(withNumbers: Bool) throws {
        let scenario = try Scenario.captured(withNumbers: withNumbers)
        for factor in [0.1, 10] {
            expectGood(try scenario.stretched(by: factor).score(), withNumbers, "× \(factor)")
        }
    }

    @Test(arguments: [true, false]) func whenAlertsComeInAnotherOrder(withNumbers: Bool) throws {
        let scenario = try Scenario.captured(withNumbers: withNumbers)
        for (seconds, seed) in [(1.0, 1), (2, 11), (3, 4), (3, 6), (3, 8)] as [(Double, UInt64)] {
            let score = try scenario.jittered(by: seconds, seed: seed).score()
            expectGood(score, withNumbers, "± \(seconds) s, seed \(seed)")
        }
    }

    @Test(arguments: [true, false]) func whenNamesChange(withNumbers: Bool) throws {
        expectGood(try Scenario.captured(withNumbers: withNumbers).renamed().score(), withNumbers, "renamed")
    }

    @Test(arguments: [true, false]) func whenTheNoiseDoubles(withNumbers: Bool) throws {
        expectGood(
            try Scenario.captured(withNumbers: withNumbers).withTwiceTheNoise().score(), withNumbers,
            "twice the noise")
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func whenOnlySomeRulesTellNumbers(seed: UInt64) throws {
        expectGood(try Scenario.partlyNumbered(seed: seed).score(), false, "partly numbered, seed \(seed)")
    }

    private func expectGood(_ score: GroupingScore, _ withNumbers: Bool, _ variant: String) {
        let words: Comment = "\(variant), \(withNumbers ? "with" : "without") numbers: \(score)"
        #expect(score.found.count >= (withNumbers ? 8 : 7), words)
        #expect(score.pairF1 >= (withNumbers ? 0.97 : 0.92), words)
        #expect(score.strictBCubed >= (withNumbers ? 0.93 : 0.88), words)
        #expect(score.benignPulled <= (withNumbers ? 9 : 23), words)
        #expect(score.reported <= 10, words)
        #expect(score.merged.isEmpty, words)
    }
}
