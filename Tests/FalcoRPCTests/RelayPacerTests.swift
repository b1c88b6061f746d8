import Testing

@testable import FalcoRPC

@Suite struct RelayPacerTests {
    let start = ContinuousClock.now

    func after(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test func aBurstIsHeldBackUntilTheFastestHasCaughtUp() {
        var pacer = RelayPacer()
        #expect(pacer.wait(lag: 0.5, at: start) == nil)
        #expect(pacer.wait(lag: 0.6, at: start) == after(2))
        #expect(pacer.wait(lag: 0.4, at: after(1)) == after(2))
        #expect(pacer.wait(lag: 0.25, at: after(1)) == nil)
        #expect(pacer.wait(lag: 0.45, at: after(1)) == nil)
        #expect(pacer.wait(lag: 0.6, at: after(3)) == after(5))
    }

    @Test func nobodyHoldsUpTheInputForLong() {
        var pacer = RelayPacer()
        #expect(pacer.wait(lag: 0.9, at: start) == after(2))
        #expect(pacer.wait(lag: 0.9, at: after(2)) == nil)
        for second in 3..<100 { #expect(pacer.wait(lag: 1, at: after(Double(second))) == nil) }
        #expect(pacer.wait(lag: 0.3, at: after(100)) == nil)
        // Once somebody has caught up, the next burst is held back again.
        #expect(pacer.wait(lag: 0.2, at: after(101)) == nil)
        #expect(pacer.wait(lag: 0.7, at: after(102)) == after(104))
    }

    @Test func nobodyIsWaitedForWhenNobodySubscribes() {
        var pacer = RelayPacer()
        #expect(pacer.wait(lag: 0.9, at: start) == after(2))
        #expect(pacer.wait(lag: nil, at: start) == nil)
    }
}
