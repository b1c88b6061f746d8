import Testing

@testable import FalcoRPC

@Suite struct HandOverTests {
    typealias Machine = HandOver<String, Int>

    static func machine() -> Machine { Machine(wakeThreshold: 100) }

    static func element(_ taken: Machine.Taken) -> String? {
        if case .element(let element) = taken { element } else { nil }
    }

    @Test func creditComesOnlyWithTaking() {
        var machine = Self.machine()
        #expect(machine.offer("a", bytes: 60) == nil)
        #expect(machine.offer("b", bytes: 50) == nil)
        #expect(machine.collectCredit() == 0)
        #expect(machine.waitingBytes == 110)
        #expect(Self.element(machine.take().taken) == "a")
        #expect(machine.collectCredit() == 60)
        #expect(machine.collectCredit() == 0)
        #expect(machine.waitingBytes == 50)
    }

    @Test func theReaderIsWokenWhenMuchIsTaken() {
        var machine = Self.machine()
        for name in ["a", "b", "c"] { _ = machine.offer(name, bytes: 60) }
        #expect(machine.take().wake == false)
        #expect(machine.take().wake == true)
    }

    @Test func theReaderIsWokenForBytesThatItHolds() {
        var machine = Self.machine()
        _ = machine.offer("a", bytes: 1)
        _ = machine.offer("b", bytes: 1)
        machine.readerHoldsBytes = true
        #expect(machine.take().wake == false)
        #expect(machine.take().wake == true)
    }

    @Test func aWaiterGetsWhatComesAndItsBytesAreCredit() {
        var machine = Self.machine()
        guard case .nothing = machine.wait(7).taken else { return #expect(Bool(false)) }
        #expect(machine.offer("a", bytes: 5) == 7)
        #expect(machine.collectCredit() == 5)
        #expect(machine.offer("b", bytes: 5) == nil)
    }

    @Test func whatCameBetweenIsNotMissed() {
        var machine = Self.machine()
        guard case .nothing = machine.take().taken else { return #expect(Bool(false)) }
        _ = machine.offer("a", bytes: 5)
        #expect(Self.element(machine.wait(7).taken) == "a")
        #expect(machine.offer("b", bytes: 5) == nil)
    }

    @Test func theEndComesAfterTheRestAndItsErrorOnce() {
        var machine = Self.machine()
        _ = machine.offer("a", bytes: 5)
        #expect(machine.finish(.endedByFalco) == nil)
        #expect(Self.element(machine.take().taken) == "a")
        guard case .end(let error) = machine.take().taken else { return #expect(Bool(false)) }
        #expect(error?.reason == .ended)
        guard case .end(nil) = machine.take().taken else { return #expect(Bool(false)) }
    }

    @Test func aWaiterIsToldTheEnd() {
        var machine = Self.machine()
        _ = machine.wait(7)
        #expect(machine.finish(.endedByFalco) == 7)
        guard case .end(nil) = machine.take().taken else { return #expect(Bool(false)) }
        #expect(machine.finish(nil) == nil)
    }

    @Test func cancellingDiscardsAndEnds() {
        var machine = Self.machine()
        _ = machine.offer("a", bytes: 5)
        _ = machine.offer("b", bytes: 5)
        let (waiter, discarded) = machine.cancel()
        #expect(waiter == nil)
        #expect(discarded == ["a", "b"])
        #expect(machine.offer("c", bytes: 5) == nil)
        guard case .end(nil) = machine.take().taken else { return #expect(Bool(false)) }
        #expect(machine.waitingBytes == 0)
    }

    @Test func cancellingWakesTheWaiter() {
        var machine = Self.machine()
        _ = machine.wait(7)
        #expect(machine.cancel().waiter == 7)
        #expect(machine.cancel().waiter == nil)
    }

    @Test func creditOfAnEarlierConnectionIsForgotten() {
        var machine = Self.machine()
        _ = machine.offer("a", bytes: 5)
        _ = machine.offer("b", bytes: 6)
        _ = machine.take()
        machine.beginConnection()
        #expect(machine.collectCredit() == 0)
        _ = machine.offer("c", bytes: 7)
        #expect(Self.element(machine.take().taken) == "b")
        #expect(machine.collectCredit() == 0)
        #expect(Self.element(machine.take().taken) == "c")
        #expect(machine.collectCredit() == 7)
        #expect(machine.waitingBytes == 0)
    }
}
