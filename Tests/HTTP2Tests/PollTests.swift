import HTTP2
import Testing

@Suite struct PollTests {
    @Test func aSignalEndsTheWait() throws {
        let wakeUp = try WakeUp()
        try Thread.start("waker") { wakeUp.signal() }
        var poll = Poll()
        let place = poll.add(wakeUp.number, read: true)
        poll.wait(until: nil)
        #expect(poll.readable(place))
        wakeUp.clear()
        poll.wait(until: .now)
        #expect(!poll.readable(place))
    }

    @Test func theDeadlineEndsTheWait() throws {
        let wakeUp = try WakeUp()
        var poll = Poll()
        let place = poll.add(wakeUp.number, read: true, write: false)
        let start = ContinuousClock.now
        poll.wait(until: start + .milliseconds(3))
        #expect(!poll.readable(place))
        #expect(start.duration(to: .now) >= .milliseconds(3))
        poll.wait(until: start)
        #expect(!poll.readable(place))
    }

    @Test func manySignalsAreOne() throws {
        let wakeUp = try WakeUp()
        for _ in 0..<1000 { wakeUp.signal() }
        wakeUp.clear()
        var poll = Poll()
        let place = poll.add(wakeUp.number, read: true)
        poll.wait(until: .now)
        #expect(!poll.readable(place))
    }
}
