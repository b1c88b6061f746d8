import Testing

@testable import FalcoRPC

@Suite struct ReadPacerTests {
    let start = ContinuousClock.now

    func at(_ microseconds: Int) -> ContinuousClock.Instant { start + .microseconds(microseconds) }

    @Test func aFewReadsAreNotHeldUp() {
        var pacer = ReadPacer()
        for moment in [0, 100, 200] {
            pacer.read(1000, at: at(moment))
            #expect(pacer.resumesAt == nil)
        }
    }

    @Test func manySmallReadsArePaced() {
        var pacer = ReadPacer()
        for moment in [0, 100, 200, 300] { pacer.read(1000, at: at(moment)) }
        #expect(pacer.resumesAt == at(2300))
        pacer.read(4000, at: at(2350))
        #expect(pacer.resumesAt == at(4350))
    }

    @Test func slowTrafficIsNotHeldUp() {
        var pacer = ReadPacer()
        for moment in stride(from: 0, to: 100_000, by: 5000) {
            pacer.read(1000, at: at(moment))
            #expect(pacer.resumesAt == nil)
        }
    }

    @Test func largeReadsAreNotHeldUp() {
        var pacer = ReadPacer()
        for moment in 0..<20 {
            pacer.read(65_536, at: at(moment * 50))
            #expect(pacer.resumesAt == nil)
        }
    }

    @Test func aLullEndsThePauses() {
        var pacer = ReadPacer()
        for moment in [0, 100, 200, 300] { pacer.read(1000, at: at(moment)) }
        pacer.read(1000, at: at(20_000))
        #expect(pacer.resumesAt == nil)
    }
}
