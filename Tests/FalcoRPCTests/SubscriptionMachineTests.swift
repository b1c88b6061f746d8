import Testing

@testable import FalcoRPC

@Suite struct SubscriptionMachineTests {
    static let start = ContinuousClock.now
    static let refused = FalcoRPCError(.unavailable, .connectionRefused, "refused")
    static let lost = FalcoRPCError(.unavailable, .connectionLost, "lost")

    static func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    static func machine(reconnects: Bool = true, asksAgain: Bool = true) -> SubscriptionMachine {
        SubscriptionMachine(
            pollInterval: .adaptive, reconnects: reconnects, asksAgain: asksAgain, random: { 1 })
    }

    /// Actions as words, which are easy to compare.
    static func words(_ actions: [SubscriptionMachine.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .connect: "connect"
            case .sendRequest: "request"
            case .disconnect: "disconnect"
            case .finish(let error): error.map { "fail: \($0.reason)" } ?? "finish"
            case .report(.connecting): "connecting"
            case .report(.connected): "connected"
            case .report(.waiting(let error, let wait)):
                "waiting \(wait.components.seconds * 1000 + wait.components.attoseconds / 1_000_000_000_000_000) ms: "
                    + "\(error.reason)"
            case .report(.disconnected(let error)): "disconnected: \(error?.reason.description ?? "in order")"
            case .report(.gap(let from, let to, let error)):
                "gap \((from - start).milliseconds)-\((to - start).milliseconds) ms: \(error.reason)"
            }
        }
    }

    /// A machine whose connection stands since 0 ms.
    static func open(reconnects: Bool = true, asksAgain: Bool = true) -> SubscriptionMachine {
        var machine = machine(reconnects: reconnects, asksAgain: asksAgain)
        _ = machine.start()
        _ = machine.connected(at(0))
        _ = machine.opened(at(0))
        return machine
    }

    @Test func connectsAndAsksAtOnce() {
        var machine = Self.machine()
        #expect(Self.words(machine.start()) == ["connecting", "connect"])
        #expect(Self.words(machine.connected(Self.at(1))) == ["request"])
        #expect(Self.words(machine.opened(Self.at(2))) == ["connected"])
        #expect(machine.opened(Self.at(3)).isEmpty)
        #expect(machine.reconnectCount == 0)
    }

    @Test func asksAgainWhenItIsTime() {
        var machine = Self.open()
        #expect(machine.deadline == Self.at(200))
        #expect(machine.timePassed(Self.at(199), isBackedUp: false).isEmpty)
        #expect(Self.words(machine.timePassed(Self.at(200), isBackedUp: false)) == ["request"])
        machine.received(Self.at(201))
        #expect(machine.deadline == Self.at(212))
    }

    @Test func asksForNothingWhileTheConsumerIsBehind() {
        var machine = Self.open()
        #expect(machine.timePassed(Self.at(200), isBackedUp: true).isEmpty)
        #expect(machine.deadline == Self.at(400))
        #expect(Self.words(machine.timePassed(Self.at(400), isBackedUp: false)) == ["request"])
    }

    @Test func waitsForAServerThatCannotBeReached() {
        var machine = Self.machine()
        _ = machine.start()
        #expect(
            Self.words(machine.failed(Self.refused, Self.at(0)))
                == ["disconnect", "waiting 100 ms: connection refused"])
        #expect(machine.isWaiting)
        #expect(machine.timePassed(Self.at(99), isBackedUp: false).isEmpty)
        #expect(Self.words(machine.timePassed(Self.at(100), isBackedUp: false)) == ["connecting", "connect"])
        #expect(
            Self.words(machine.failed(Self.refused, Self.at(100)))
                == ["disconnect", "waiting 200 ms: connection refused"])
    }

    @Test func aSocketThatAppearsIsTriedAtOnce() {
        var machine = Self.machine()
        _ = machine.start()
        for _ in 0..<8 {
            _ = machine.failed(Self.refused, Self.at(0))
            _ = machine.timePassed(Self.at(60_000), isBackedUp: false)
        }
        _ = machine.failed(Self.refused, Self.at(0))
        machine.socketAppeared(Self.at(10))
        #expect(machine.deadline == Self.at(10))
        #expect(Self.words(machine.timePassed(Self.at(10), isBackedUp: false)) == ["connecting", "connect"])
        // And if nobody listens on it yet, the next attempt follows soon.
        #expect(
            Self.words(machine.failed(Self.refused, Self.at(11))).last == "waiting 100 ms: connection refused"
        )
    }

    @Test func doesNotConnectWhileTheConsumerIsBehind() {
        var machine = Self.machine()
        _ = machine.start()
        _ = machine.failed(Self.refused, Self.at(0))
        #expect(machine.timePassed(Self.at(100), isBackedUp: true).isEmpty)
        #expect(machine.isWaiting)
        #expect(Self.words(machine.timePassed(Self.at(200), isBackedUp: false)) == ["connecting", "connect"])
    }

    @Test(arguments: [
        FalcoRPCError.Reason.permissionDenied, .notASocket, .invalidEndpoint, .notHTTP2, .tls, .notFalco,
        .notGRPC,
        .compressed,
    ]) func someFaultsAreFinalAtTheFirstAttempt(reason: FalcoRPCError.Reason) {
        var machine = Self.machine()
        _ = machine.start()
        let error = FalcoRPCError(.unknown, reason, "")
        #expect(
            Self.words(machine.failed(error, Self.at(0))) == ["disconnect", "disconnect", "fail: \(reason)"])
        #expect(machine.isFinished)
    }

    @Test func afterAConnectionAnUnreachableSocketIsWaitedFor() {
        var machine = Self.open()
        _ = machine.failed(Self.lost, Self.at(10))
        _ = machine.timePassed(Self.at(110), isBackedUp: false)
        let denied = FalcoRPCError(.permissionDenied, .permissionDenied, "")
        #expect(
            Self.words(machine.failed(denied, Self.at(110)))
                == ["disconnect", "waiting 200 ms: permission denied"])
    }

    @Test func aGapIsTold() {
        var machine = Self.open()
        machine.received(Self.at(5))
        #expect(
            Self.words(machine.failed(Self.lost, Self.at(1000)))
                == ["disconnect", "disconnected: connection lost", "waiting 100 ms: connection lost"])
        _ = machine.timePassed(Self.at(1100), isBackedUp: false)
        _ = machine.failed(Self.refused, Self.at(1100))
        _ = machine.timePassed(Self.at(1300), isBackedUp: false)
        _ = machine.connected(Self.at(1300))
        #expect(
            Self.words(machine.opened(Self.at(1301))) == ["connected", "gap 1000-1301 ms: connection lost"])
        #expect(machine.reconnectCount == 1)
        // It is told once.
        #expect(Self.words(machine.stop(Self.at(1400))).isEmpty)
        #expect(Self.words(machine.timePassed(Self.at(1420), isBackedUp: false)) == ["disconnect", "finish"])
    }

    @Test func aGapThatIsOpenAtTheEndIsTold() {
        var machine = Self.open()
        _ = machine.failed(Self.lost, Self.at(1000))
        #expect(
            Self.words(machine.stop(Self.at(3000)))
                == ["disconnect", "gap 1000-3000 ms: connection lost", "finish"])
    }

    @Test func aServerThatEndsInOrderIsConnectedAgain() {
        var machine = Self.open()
        #expect(
            Self.words(machine.ended(Self.at(50)))
                == ["disconnect", "disconnected: in order", "waiting 100 ms: ended"])
    }

    @Test func aServerThatSaysItWillGoIsReadUntilItIsQuiet() {
        var machine = Self.open()
        #expect(machine.farewell(.endedByFalco, Self.at(50)).isEmpty)
        #expect(machine.deadline == Self.at(70))
        machine.received(Self.at(65))
        #expect(machine.timePassed(Self.at(70), isBackedUp: false).isEmpty)
        #expect(
            Self.words(machine.timePassed(Self.at(85), isBackedUp: false))
                == ["disconnect", "disconnected: in order", "waiting 100 ms: ended"])
    }

    @Test func aServerThatNeverGetsQuietIsLeft() {
        var machine = Self.open()
        _ = machine.farewell(.endedByFalco, Self.at(0))
        for moment in stride(from: 10, to: 250, by: 10) {
            machine.received(Self.at(moment))
            #expect(machine.timePassed(Self.at(moment), isBackedUp: false).isEmpty)
        }
        #expect(Self.words(machine.timePassed(Self.at(250), isBackedUp: false)).first == "disconnect")
    }

    @Test func withoutReconnectingTheFirstLossEnds() {
        var machine = Self.open(reconnects: false)
        #expect(
            Self.words(machine.failed(Self.lost, Self.at(10)))
                == ["disconnect", "disconnected: connection lost", "disconnect", "fail: connection lost"])
        machine = Self.open(reconnects: false)
        #expect(
            Self.words(machine.ended(Self.at(10)))
                == ["disconnect", "disconnected: in order", "disconnect", "finish"])
        machine = Self.machine(reconnects: false)
        _ = machine.start()
        #expect(
            Self.words(machine.failed(Self.refused, Self.at(0)))
                == ["disconnect", "disconnect", "fail: connection refused"])
    }

    @Test func stoppingReadsWhatIsUnderWay() {
        var machine = Self.open()
        #expect(machine.stop(Self.at(10)).isEmpty)
        machine.received(Self.at(20))
        #expect(machine.deadline == Self.at(40))
        #expect(Self.words(machine.timePassed(Self.at(40), isBackedUp: false)) == ["disconnect", "finish"])
        #expect(machine.stop(Self.at(50)).isEmpty)
    }

    @Test func stoppingBeforeAConnectionEndsAtOnce() {
        var machine = Self.machine()
        #expect(Self.words(machine.stop(Self.at(0))) == ["disconnect", "finish"])
        machine = Self.machine()
        _ = machine.start()
        _ = machine.failed(Self.refused, Self.at(0))
        #expect(Self.words(machine.stop(Self.at(1))) == ["disconnect", "finish"])
    }

    @Test func stoppingWhileAServerGoesEndsForGood() {
        var machine = Self.open()
        _ = machine.farewell(.endedByFalco, Self.at(0))
        #expect(machine.stop(Self.at(1)).isEmpty)
        #expect(Self.words(machine.ended(Self.at(2))) == ["disconnect", "finish"])
    }

    @Test func cancellingEndsAtOnceAndForGood() {
        var machine = Self.open()
        #expect(Self.words(machine.cancel(Self.at(1))) == ["disconnect", "finish"])
        #expect(machine.isFinished && machine.deadline == nil)
        #expect(machine.cancel(Self.at(2)).isEmpty)
        #expect(machine.failed(Self.lost, Self.at(2)).isEmpty)
        #expect(machine.ended(Self.at(2)).isEmpty)
    }

    @Test func aServerThatSaysNothingIsGivenUp() {
        var machine = Self.machine()
        _ = machine.start()
        _ = machine.connected(Self.at(0))
        var actions: [SubscriptionMachine.Action] = []
        while let deadline = machine.deadline, !machine.isWaiting {
            actions = machine.timePassed(deadline, isBackedUp: false)
        }
        #expect(
            Self.words(actions) == ["disconnect", "disconnected: timed out", "waiting 100 ms: timed out"])
    }

    @Test func aServerThatFailsAgainAndAgainIsAskedLessAndLess() {
        var machine = Self.open()
        var now = 0
        var waits: [Int] = []
        for _ in 0..<5 {
            now += 10
            _ = machine.failed(Self.lost, Self.at(now))
            let deadline = machine.deadline ?? Self.at(now)
            waits.append((deadline - Self.at(now)).milliseconds)
            now = (deadline - Self.start).milliseconds
            _ = machine.timePassed(Self.at(now), isBackedUp: false)
            _ = machine.connected(Self.at(now))
            _ = machine.opened(Self.at(now))
        }
        #expect(waits == [100, 200, 400, 800, 1600])
        // A connection that held begins again with short waits.
        _ = machine.failed(Self.lost, Self.at(now + 5000))
        #expect(machine.deadline == Self.at(now + 5100))
    }

    @Test func aCallWithOneRequestAsksOnce() {
        var machine = Self.open(reconnects: false, asksAgain: false)
        #expect(machine.deadline == nil)
        #expect(machine.timePassed(Self.at(9000), isBackedUp: false).isEmpty)
        #expect(machine.farewell(.endedByFalco, Self.at(9000)).isEmpty)
        #expect(machine.deadline == nil)
        #expect(Self.words(machine.ended(Self.at(9001))).last == "finish")
    }
}

extension Duration {
    var milliseconds: Int {
        Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
