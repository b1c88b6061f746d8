import FalcoAlerts
import Testing

@testable import Incidents

@Suite struct RecencySketchTests {
    @Test func whatItCallsNewIsNewAndSilencesAreNeverTooLong() {
        var sketch = RecencySketch(mostWidth: 512)
        var random = SplitMix64(state: 7)
        var truth: [UInt64: (count: UInt32, last: UInt32)] = [:]
        for step in 0..<40_000 {
            let now = UInt32(step / 4)
            let thing = KeyedHash.join(UInt64.random(in: 0..<3000, using: &random), 1)
            let record = sketch.note(thing, at: now)
            let known = truth[thing]
            #expect(record.count >= known?.count ?? 0)
            if let known { #expect(record.silence <= now - known.last) }
            if record.count == 0 { #expect(known == nil) }
            truth[thing] = ((known?.count ?? 0) + 1, now)
        }
        #expect(sketch.isCrowded)
    }

    @Test func fewThingsAreCountedExactly() {
        var sketch = RecencySketch(mostWidth: 1 << 13)
        for round in 0..<5 {
            for thing in 0..<100 {
                let record = sketch.note(KeyedHash.join(UInt64(thing), 2), at: UInt32(round * 100))
                #expect(record.count == UInt32(round))
                #expect(record.silence == (round == 0 ? 0 : 100))
            }
        }
        #expect(!sketch.isCrowded)
    }

    /// The same numbers each time.
    private struct SplitMix64: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            return KeyedHash.join(state, 3)
        }
    }
}

@Suite struct RateTableTests {
    @Test func aBurstIsToldOnceAMinuteAgainstWhatIsUsual() {
        var rates = RateTable(capacity: 16)
        var told: [Novelty.Burst] = []
        // Two an hour for ten hours, then forty within a minute.
        for hour in 0..<20 { if let burst = rates.note(1, at: UInt32(hour * 1800)) { told.append(burst) } }
        #expect(told.isEmpty)
        for alert in 0..<40 {
            if let burst = rates.note(1, at: 36_000 + UInt32(alert)) { told.append(burst) }
        }
        #expect(told.count == 1)
        #expect(told.first?.alerts == 20)
        #expect(told.first.map { abs($0.usualAnHour - 2) < 0.3 } == true)
    }

    @Test func whatIsAlwaysBusyIsNoBurst() {
        var rates = RateTable(capacity: 16)
        for second in 0..<20_000 { #expect(rates.note(2, at: UInt32(second)) == nil) }
    }

    @Test func itsMemoryIsBounded() {
        var rates = RateTable(capacity: 8)
        for key in 0..<1000 { _ = rates.note(UInt64(key), at: 0) }
        #expect(rates.count == 8)
    }
}

@Suite struct BaselineTests {
    private let database = World.Container(id: "bbbbbbbbbbbb", image: "docker.io/library/db")
    private static let day = 86_400.0

    /// Fourteen days of archiving, then a shell.
    private func stream(_ world: inout World) -> (usual: [AlertValues], shell: AlertValues) {
        let service = world.run("postgres -D /data", in: database)
        let usual = (0..<(14 * 24)).map { hour in
            world.alert(.plain, world.start("cp /data/wal /backup", below: service), at: Double(hour) * 3600)
        }
        let shell = world.start("sh -c id", below: service)
        return (usual, world.alert(.shell, shell, at: 14 * Self.day, fields: ["container.image.tag": "15"]))
    }

    @Test func whatIsNewAfterFourteenDaysIsSaid() throws {
        var world = World()
        let (usual, shell) = stream(&world)
        var watch = Watch()
        try watch.see(usual)
        #expect(watch.verdicts.last?.novelty.firsts.isEmpty == true)
        try watch.see(shell)
        let novelty = try #require(watch.verdicts.last?.novelty)
        #expect(
            novelty.sentences(for: try shell.alert()).map(\.raw) == [
                "For the first time in the 14 days that are known, postgres starts sh in image docker.io/library/db:15."
            ])
        let times = try #require(watch.verdicts.dropLast().last)
        #expect(
            Novelty.familiarity(times: times.times, times.pattern).map(\.raw) == [
                "The like of it came 336 times, about every 60 minutes: the rhythm of a job, not of a person."
            ])
    }

    @Test func aYoungStreamSaysNothing() throws {
        var world = World()
        var watch = Watch()
        let values = world.alert(.shell, world.start("sh -c id", below: world.start("a")), at: 0)
        try watch.see(values)
        let novelty = try #require(watch.verdicts.first?.novelty)
        #expect(!novelty.firsts.isEmpty)
        #expect(novelty.sentences(for: try values.alert()).isEmpty)
    }

    @Test func aLongSilenceIsSaid() throws {
        var world = World()
        let service = world.run("postgres -D /data", in: database)
        var watch = Watch()
        for time in [0, 3600, 20 * Self.day] {
            try watch.see(world.alert(.plain, world.start("pg_dump x", below: service), at: time))
        }
        let last = world.alert(.plain, world.start("pg_dump x", below: service), at: 20 * Self.day)
        let novelty = try #require(watch.verdicts.last?.novelty)
        let sentence = try #require(novelty.sentences(for: try last.alert()).first?.raw)
        #expect(sentence.contains("was last met 19 days before"))
    }

    @Test func newsMakeASuspiciousIncidentGraver() throws {
        var world = World()
        let (usual, shell) = stream(&world)
        var known = Watch()
        var young = Watch()
        try known.see(usual + [shell])
        try young.see(shell)
        let before = try #require(young.incidents().first)
        let after = try #require(known.incidents().max { $0.severity.points < $1.severity.points })
        #expect(after.severity.points > before.severity.points)
        #expect(after.timeline.first?.news != nil && before.timeline.first?.news == nil)
    }

    @Test func makingUpCommandsMakesNoRuleLookKnown() throws {
        var world = World()
        let service = world.run("postgres -D /data", in: database)
        var watch = Watch()
        for index in 0..<20_000 {
            let tool = world.start("t\(index) x", below: service, path: "/usr/bin/t\(index)x")
            try watch.see(world.alert(.plain, tool, at: Double(index)))
        }
        let shell = world.alert(.shell, world.start("sh -c id", below: service), at: 20_001)
        try watch.see(shell)
        #expect(watch.verdicts.last?.novelty.firsts.contains(.rule) == true)
    }
}
