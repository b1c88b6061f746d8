import Testing

@testable import Incidents

@Suite struct EventClockTests {
    private static let second: Int64 = 1_000_000_000
    private static let day = 86_400 * second
    private static let now = 1_795_000_000 * second

    @Test func itGoesOnWithTheLatestAlert() {
        var clock = EventClock()
        for offset in [0, 5, 3, 9] as [Int64] {
            #expect(clock.advance(to: Self.now + offset) == Self.now + offset)
        }
        #expect(clock.now == Self.now + 9)
        #expect(clock.elapsed == 9)
        #expect(clock.advance(to: nil) == clock.now)
    }

    @Test(arguments: [-40_000 * day, 26_000 * day]) func oneWrongClockIsNotBelieved(off: Int64) {
        var clock = EventClock()
        for step in 0..<20 as Range<Int64> {
            _ = clock.advance(to: Self.now + step)
            _ = clock.advance(to: Self.now + off + step)
        }
        #expect(clock.now == Self.now + 19)
        #expect(clock.elapsed == 19)
    }

    @Test(arguments: [-20_000 * day, 26_000 * day]) func aWrongStartIsLeftBehind(off: Int64) {
        var clock = EventClock()
        _ = clock.advance(to: Self.now + off)
        for step in 0..<20 as Range<Int64> {
            _ = clock.advance(to: Self.now + step)
            #expect(clock.sinceStart(Self.now + step) <= 20)
            #expect(clock.elapsed <= 20)
        }
        #expect(clock.now == Self.now + 19)
        #expect(clock.stretch(Self.now + off, Self.now + 19) <= 20)
    }

    /// Nothing happened in the meantime, which is part of the stream.
    @Test func aSilenceIsNoWrongClock() {
        var clock = EventClock()
        _ = clock.advance(to: Self.now)
        let later = Self.now + 20 * Self.day
        #expect(clock.sinceStart(clock.advance(to: later)) == 20 * Self.day)
        for step in 1..<20 as Range<Int64> { _ = clock.advance(to: later + step) }
        #expect(clock.now == later + 19)
        #expect(clock.elapsed == 20 * Self.day + 19)
    }

    @Test func whatIsBelievedHasToAgree() {
        var clock = EventClock()
        _ = clock.advance(to: Self.now)
        for step in 1..<20 as Range<Int64> { _ = clock.advance(to: Self.now + step * 10 * Self.day) }
        #expect(clock.now == Self.now)
    }

    @Test func aStreamToldBackwardsHasALengthToo() {
        var clock = EventClock()
        for step in 0..<20 as Range<Int64> { _ = clock.advance(to: Self.now - step) }
        #expect(clock.elapsed == 19)
        #expect(clock.stretch(Self.now - 5, Self.now - 15) == 10)
        // Days of it, too.
        for step in 1..<2000 as Range<Int64> { _ = clock.advance(to: Self.now - step * Self.day / 200) }
        #expect(clock.elapsed >= 9 * Self.day)
        #expect(clock.now < Self.now - 8 * Self.day)
    }

    /// Else they would stay open until there is no more room.
    @Test func aCaseOfAWrongClockKeepsNoOtherOpen() throws {
        var world = World()
        var wrong = world.alert(.secret, world.start("a"), at: 0, file: "/etc/shadow")
        wrong.seconds = 4_102_444_800
        var watch = Watch()
        try watch.see(world.alert(.plain, world.start("b"), at: 0))
        try watch.see(wrong)
        for step in 1..<8 {
            let name = String(repeating: "c", count: step)
            try watch.see(world.alert(.secret, world.start(name), at: Double(step) * 80_000))
        }
        let ends = watch.events.count { if case .ended = $0 { true } else { false } }
        #expect(ends >= 5)
    }
}
