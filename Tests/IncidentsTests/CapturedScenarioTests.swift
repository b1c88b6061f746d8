import Testing

/// What is reached on labelled alerts of a real Falco: eight attacks among benign noise.
@Suite struct CapturedScenarioTests {
    @Test func withProcessNumbersEveryAttackIsFoundWhole() throws {
        let score = try Scenario.captured(withNumbers: true).score()
        #expect(score.found.count == 8)
        #expect(score.pairF1 >= 0.97)
        #expect(score.strictBCubed >= 0.93)
        #expect(score.benignPulled <= 9)
        #expect(score.reported <= 10)
        #expect(score.merged.isEmpty)
    }

    @Test func withoutProcessNumbersNearlyEveryAttackIsFound() throws {
        let score = try Scenario.captured(withNumbers: false).score()
        #expect(score.found.count >= 7)
        #expect(score.pairF1 >= 0.92)
        #expect(score.strictBCubed >= 0.88)
        #expect(score.benignPulled <= 23)
        #expect(score.reported <= 10)
        #expect(score.merged.isEmpty)
    }
}
