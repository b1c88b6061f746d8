internal import Glibc
internal import HTTP2
internal import Synchronization

/// Sends alerts to one target, in the order they came and each at least once: through a spool on disk, from a thread of
/// its own, again until the other side has them.
package final class Forwarder: Sendable {
    /// At the end it is given up after so many connections in a row that come to nothing, or after so long without an
    /// alert that was taken.
    private static let lastTries = 3
    private static let lastPatience = Duration.seconds(30)
    /// What was added is on the disk after so long.
    private static let syncEvery = Duration.seconds(1)

    private struct State: ~Copyable {
        var spool: Spool
        var letters = DeadLetters()
        var delivered = 0
        var refused = 0
        /// Whether the sender waits for an alert.
        var isIdle = false
        /// Since when it is to end, and when at the latest.
        var ending: (since: ContinuousClock.Instant, limit: ContinuousClock.Instant?)?
        var isEnded = false
        var isStarted = false
        /// Whether the run may wait for room no more.
        var isAbandoned = false
        /// The fault of the last alert that was lost because it could not be spooled.
        var failure: ForwardingError?

        init(_ spool: Spool) {
            self.spool = spool
        }
    }

    package let target: ForwardTarget
    private let options: ForwardOptions
    private let poster: Poster
    private let observer: @Sendable (ForwardEvent) -> Void
    private let state: Mutex<State>
    /// For the sender: there is something to do. For others: something has been done.
    private let work: WakeUp
    private let done: WakeUp

    /// Opens the target's spool. Nothing is sent until `start` is called.
    ///
    /// - Parameter observer: called from the sender's thread and from that of whoever adds.
    /// - Throws: `ForwardingError`.
    package init(
        _ target: ForwardTarget, _ options: ForwardOptions,
        observer: @escaping @Sendable (ForwardEvent) -> Void
    ) throws(ForwardingError) {
        self.target = target
        self.options = options
        self.observer = observer
        poster = try Poster(target, options)
        do throws(HTTP2Error) {
            work = try WakeUp()
            done = try WakeUp()
        } catch {
            throw ForwardingError(.cannotCreate, error.message)
        }
        state = Mutex(State(try Spool.open("\(options.spool)/\(target.key)", limit: options.spoolSize)))
    }

    /// Where alerts that the other side will not have are kept.
    package var deadLetters: String { "\(spoolDirectory)/\(DeadLetters.name)" }

    /// The directory of this target's spool.
    package var spoolDirectory: String { "\(options.spool)/\(target.key)" }

    package var counts: ForwardCounts {
        state.withLock { state in
            ForwardCounts(
                delivered: state.delivered, refused: state.refused, lost: state.spool.lost,
                waiting: state.spool.waiting)
        }
    }

    /// Why alerts were lost; `nil` when none were.
    package var failure: ForwardingError? {
        state.withLock { state in
            if let failure = state.failure { return failure }
            let lost = state.spool.lost
            return lost > 0
                ? ForwardingError(.cannotWrite, "\(lost) alerts for \(target.shown) were lost from the spool")
                : nil
        }
    }

    /// Begins to send.
    /// - Throws: `ForwardingError` when there is no thread for it.
    package func start() throws(ForwardingError) {
        tell(state.withLock { $0.spool.takeNotes() })
        do throws(HTTP2Error) {
            try Thread.start("forward") { [self] in run() }
        } catch {
            throw ForwardingError(.cannotCreate, error.message)
        }
        state.withLock { $0.isStarted = true }
    }

    // Adding

    /// Adds an alert as JSON. When this returns it is in the spool, and survives the process.
    ///
    /// Where the spool cannot be written, as on a full disk, this waits until it can be: what is not safe is not to look
    /// taken over. It waits no more once the run is to end; what is lost then is counted, and ``failure`` tells why.
    package func add(_ body: UnsafeRawBufferPointer) {
        var hasSaid = false
        while true {
            let mayWait = options.waitsForRoom
            let (event, isDone, mustWake) = state.withLock { state -> (ForwardEvent?, Bool, Bool) in
                if state.isEnded {
                    state.spool.lose()
                    return (nil, true, false)
                }
                let losing = !mayWait || state.isAbandoned
                var event: ForwardEvent?
                do throws(ForwardingError) {
                    switch try state.spool.add(body, losing: losing) {
                    case .kept: break
                    case .lost(let count): event = .overflowed(count)
                    case .tooLarge: event = .tooLarge
                    case .full: return (.full, false, false)
                    }
                } catch {
                    guard state.isAbandoned else { return (.unwritable(error), false, false) }
                    state.spool.lose()
                    state.failure = error
                    event = .lost(error)
                }
                defer { state.isIdle = false }
                return (event, true, state.isIdle)
            }
            if let event, !hasSaid { observer(event) }
            if mustWake { work.signal() }
            if isDone { return }
            hasSaid = true
            waitForRoom()
        }
    }

    private func waitForRoom() {
        var poll = Poll()
        poll.add(done.number, read: true)
        poll.wait(until: .now + .seconds(1))
        done.clear()
    }

    /// From now on nobody waits for room: the run is to end.
    package func abandon() {
        state.withLock { $0.isAbandoned = true }
        done.signal()
    }

    // Ending

    /// Begins to end: what waits is still sent, until the other side fails or the time is over.
    package func beginToEnd(within limit: Duration?) {
        let now = ContinuousClock.now
        state.withLock { state in
            if state.ending == nil { state.ending = (now, limit.map { now + $0 }) }
        }
        work.signal()
    }

    /// Waits for the end that was begun. What waits then stays in the spool for the next run.
    ///
    /// - Parameter patience: how long to wait at most; `nil` until it is over.
    /// - Returns: whether it is over.
    @discardableResult
    package func end(patience: Duration? = nil) -> Bool {
        let soon = patience.map { ContinuousClock.now + $0 }
        var isInterrupted = false
        while true {
            let (isOver, limit) = state.withLock { state in
                (state.isEnded || !state.isStarted, state.ending?.limit)
            }
            if isOver { return true }
            let now = ContinuousClock.now
            if let soon, now >= soon { return false }
            if let limit, now >= limit {
                poster.interrupt()
                // The library looks about once a second.
                if isInterrupted, now >= limit + .seconds(3) { return false }
                isInterrupted = true
            }
            var poll = Poll()
            poll.add(done.number, read: true)
            let due = [soon, isInterrupted ? nil : limit, now + .seconds(1)].compactMap { $0 }.min()
            poll.wait(until: due)
            done.clear()
        }
    }

    // The sender

    private func run() {
        var sender = Sender(options)
        var body: [UInt8] = []
        while true {
            let (step, notes) = state.withLock { state in
                (next(&state, sender, &body), state.spool.takeNotes())
            }
            tell(notes)
            switch step {
            case .end:
                state.withLock { state in
                    state.spool.close()
                    state.isEnded = true
                }
                done.signal()
                return
            case .wait: pause(until: nil, &sender)
            case .send(let number): send(body, number, &sender)
            }
        }
    }

    private enum Step {
        case send(UInt64)
        case wait
        case end
    }

    /// What the sender remembers from one request to the next.
    private struct Sender {
        var backoff: Backoff
        /// The alert that fails, and since when.
        var failing: (number: UInt64, since: ContinuousClock.Instant)?
        var isDown = false
        /// Connections in a row that came to nothing since the end began.
        var failuresAtEnd = 0
        var isInterrupted = false
        var lastTaken = ContinuousClock.now
        var random = SystemRandomNumberGenerator()
        var synced = ContinuousClock.now

        init(_ options: ForwardOptions) {
            backoff = Backoff(first: options.firstWait, limit: options.longestWait)
        }
    }

    private func next(_ state: inout sending State, _ sender: Sender, _ body: inout [UInt8]) -> Step {
        if let ending = state.ending {
            let now = ContinuousClock.now
            let isLate = ending.limit.map { now >= $0 } ?? false
            let isHopeless = now - max(ending.since, sender.lastTaken) >= Self.lastPatience
            if isLate || isHopeless || sender.isInterrupted || sender.failuresAtEnd >= Self.lastTries {
                return .end
            }
        }
        if let number = state.spool.next(into: &body) { return .send(number) }
        if state.ending != nil { return .end }
        state.isIdle = true
        return .wait
    }

    private func send(_ body: [UInt8], _ number: UInt64, _ sender: inout Sender) {
        switch poster.post(body, within: timeout) {
        case .taken:
            settle(number, body) { $0.delivered += 1 }
            sender.backoff.reset()
            sender.failing = nil
            sender.failuresAtEnd = 0
            sender.lastTaken = .now
            if sender.isDown { observer(.recovered) }
            sender.isDown = false
        case .refused(let words): refuse(body, number, words, &sender)
        case .later(let words, let after, let cause):
            if cause == .failure, hasFailedForLong(number, &sender) {
                refuse(body, number, "\(words) for \(options.givesUpAfter), while others waited", &sender)
                return
            }
            if cause != .failure { sender.failing = nil }
            if !sender.isDown { observer(.failing(words)) }
            sender.isDown = true
            let wait = sender.backoff.next(random: .random(in: 0..<1, using: &sender.random))
            let asked = after.map { min($0, options.longestRetryAfter) } ?? .zero
            if isEnding, cause == .connection { sender.failuresAtEnd += 1 }
            pause(until: .now + max(wait, asked), &sender)
        case .interrupted: sender.isInterrupted = true
        }
        synchronize(&sender)
    }

    private func refuse(_ body: [UInt8], _ number: UInt64, _ words: String, _ sender: inout Sender) {
        let isKept = state.withLock { $0.letters.add(body, to: $0.spool.directory) }
        settle(number, body) { $0.refused += 1 }
        sender.backoff.reset()
        sender.failing = nil
        sender.failuresAtEnd = 0
        sender.isDown = false
        observer(.refused(words, isKept: isKept))
    }

    /// An alert is done with.
    private func settle(_ number: UInt64, _ body: [UInt8], _ count: (inout sending State) -> Void) {
        state.withLock { state in
            state.spool.sent(number, length: body.count)
            count(&state)
        }
        if options.waitsForRoom { done.signal() }
    }

    private func hasFailedForLong(_ number: UInt64, _ sender: inout Sender) -> Bool {
        let now = ContinuousClock.now
        guard let failing = sender.failing, failing.number == number else {
            sender.failing = (number, now)
            return false
        }
        return now - failing.since >= options.givesUpAfter
    }

    /// How long a request may take.
    private var timeout: Duration {
        guard let limit = state.withLock({ $0.ending?.limit }) else { return options.timeout }
        return max(.milliseconds(1), min(options.timeout, limit - .now))
    }

    private var isEnding: Bool { state.withLock { $0.ending != nil } }

    /// Waits until there is something to do, or until another try is due. The beginning of the end is one.
    private func pause(until due: ContinuousClock.Instant?, _ sender: inout Sender) {
        let wasEnding = isEnding
        while true {
            synchronize(&sender)
            let limit = state.withLock { $0.ending?.limit }
            var poll = Poll()
            poll.add(work.number, read: true)
            let isDirty = state.withLock { $0.spool.isDirty }
            let times = [due, limit, isDirty ? sender.synced + Self.syncEvery : nil].compactMap { $0 }
            poll.wait(until: times.min())
            let isWoken = poll.readable(0)
            if isWoken { work.clear() }
            let now = ContinuousClock.now
            if let due, now >= due { return }
            if let limit, now >= limit { return }
            if due == nil, isWoken { return }
            if !wasEnding, isEnding {
                sender.backoff.reset()
                return
            }
        }
    }

    private func synchronize(_ sender: inout Sender) {
        let now = ContinuousClock.now
        guard now - sender.synced >= Self.syncEvery else { return }
        sender.synced = now
        state.withLock { $0.spool.synchronize() }
    }

    private func tell(_ notes: [Spool.Note]) {
        for note in notes {
            switch note {
            case .waiting(let count): observer(.waiting(count))
            case .cut(let bytes): observer(.cut(bytes))
            case .damaged(let count): observer(.damaged(count))
            case .forgotten: observer(.forgotten)
            }
        }
    }
}
