import Testing

@testable import FalcoRPC

@Suite struct BackoffTests {
    @Test func growsToItsLimit() {
        var backoff = Backoff()
        let waits = (0..<40).map { _ in backoff.next(random: 1) }
        #expect(
            Array(waits[..<4]) == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800),
            ])
        #expect(waits[6...].allSatisfy { $0 == .seconds(5) })
        backoff.reset()
        #expect(backoff.next(random: 1) == .milliseconds(100))
    }

    @Test func chanceTakesUpToHalf() {
        var backoff = Backoff()
        #expect(backoff.next(random: 0) == .milliseconds(50))
    }
}
