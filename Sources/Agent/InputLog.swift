internal import Analysis
internal import Escaping
internal import FalcoAlerts
internal import FalcoRPC
internal import Glibc
internal import Inputs
internal import Outputs
internal import Synchronization

/// What happens to the connection, as it happens: said on the console, kept for the summary. Called from the
/// connection's own thread.
final class InputLog: Sendable {
    /// Gaps beyond these are counted in the last one kept.
    private static let keptGaps = 100
    /// Lines that are no alerts are named up to this many.
    private static let saidLines = 10
    /// Their numbers are kept up to this many.
    private static let keptLineNumbers = 100_000

    private struct State: ~Copyable {
        var gaps: [Summary.Gap] = []
        /// Since when Falco is away, and why.
        var loss: (since: Timestamp, reason: FalcoRPCError)?
        var wasReached = false
        var quarantine: QuarantineFile?
        var unkept = 0
        var oddLines = 0
        var oddLineNumbers: [Int] = []
        var refused = 0
        var failure: OutputError?
        var lastSaid = ""

        init(quarantine: consuming QuarantineFile?) {
            self.quarantine = quarantine
        }
    }

    private let console: Console
    private let quarantinePath: String?
    private let subscribes: Bool
    private let state: Mutex<State>

    /// - Parameter subscribes: whether the connection is meant to last.
    init(console: Console, quarantine: String?, subscribes: Bool) {
        self.console = console
        self.subscribes = subscribes
        quarantinePath = quarantine
        state = Mutex(State(quarantine: quarantine.map { QuarantineFile(path: $0) }))
    }

    /// The gaps so far; the last may not have ended.
    var gaps: [Summary.Gap] {
        state.withLock { state in
            let open = state.loss.map { Summary.Gap(start: $0.since, end: nil, reason: $0.reason.message) }
            return state.gaps + (open.map { [$0] } ?? [])
        }
    }

    /// Why Falco was never reached; `nil` when it was, or when nothing is known about it.
    var whyUnreached: FalcoRPCError? {
        state.withLock { state in state.wasReached ? nil : state.loss?.reason }
    }

    /// Numbers of lines that are no alerts, in the order in which they came.
    var oddLineNumbers: [Int] { state.withLock { $0.oddLineNumbers } }

    var wasReached: Bool { state.withLock { $0.wasReached } }

    /// Undecodable messages that no file keeps, and why.
    var unkept: (count: Int, failure: OutputError?) { state.withLock { ($0.unkept, $0.failure) } }

    /// Requests that were not taken or did not come to their end, when there are more than were named.
    var unnamedRequests: Int? {
        state.withLock { $0.refused > Self.saidLines ? $0.refused : nil }
    }

    func note(_ event: SubscriptionEvent) {
        switch event {
        case .connecting: break
        case .connected:
            state.withLock { state in
                state.wasReached = true
                state.loss = nil
            }
            if subscribes { sayOnce("attached to Falco") }
        case .waiting(let reason, _):
            lose(reason)
            sayOnce(
                "\(reason); waiting for Falco", unlessBehind: "lost Falco: \(reason)", "waiting for Falco")
        case .disconnected(let error?):
            lose(error)
            sayOnce("lost Falco: \(error)")
        case .disconnected(nil):
            if subscribes { sayOnce("Falco ended the subscription") }
        case .gap(let start, let end, let reason):
            state.withLock { state in
                state.loss = nil
                guard state.gaps.count < Self.keptGaps else { return }
                state.gaps.append(Summary.Gap(start: start, end: end, reason: reason.message))
            }
        case .undecodable(let bytes, let size, let error):
            let fate = keep(bytes, size: size, reason: error.description)
            sayOnce("a message of \(size) bytes is undecodable (\(error)); \(fate)")
        }
    }

    func note(_ event: InputEvent) {
        switch event {
        case .undecodable(let input, let line, let bytes, let size, let reason):
            noteOddLine("\(input):\(line): \(reason)", bytes, size: size)
            state.withLock { state in
                if state.oddLineNumbers.count < Self.keptLineNumbers { state.oddLineNumbers.append(line) }
            }
        case .refused(let input, let peer, let reason):
            let count = state.withLock { state in
                state.refused += 1
                return state.refused
            }
            if count <= Self.saidLines {
                console.say("\(input): \(reason) (from \(peer))")
            } else if count == Self.saidLines + 1 {
                console.say("more such requests are counted, not named")
            }
        case .broken(let input, let reason):
            console.say("\(input): \(reason); what came before that is taken")
        case .failed(let input, let reason, let othersFollow):
            console.say("\(input): \(reason)\(othersFollow ? "; going on with the next" : "")")
        case .opened(let input, _, .beginning): console.say("following \(input) from its beginning")
        case .opened(let input, _, .end):
            console.say("following \(input) from its end; --from-start reads what is in it")
        case .opened(let input, let byte, .saved):
            console.say("following \(input) from byte \(byte), where it was left")
        case .waiting(let input, let reason): console.say("\(input): \(reason); waiting for it")
        case .rotated(let input): console.say("\(input) was rotated")
        case .truncated(let input):
            console.say("\(input) was emptied; what comes now is read from its beginning")
        case .impaired(let input, let reason): console.say("\(input): \(reason)")
        case .lost(let input, let since, let reason):
            console.say("\(input): alerts may be missing: \(reason)")
            let now = Timestamp.now
            // Names of files may be anything.
            let shown = Escaping.terminal("\(input): \(reason)")
            keep(Summary.Gap(start: since.map { Timestamp($0) } ?? now, end: now, reason: shown))
        }
    }

    /// One of several inputs has ended. What the run ends with is said then, too: that may be far off.
    func note(_ ending: MergedSource.Ending) {
        guard let failure = ending.failure else { return }
        if ending.others > 0 {
            console.say("\(failure); the other inputs go on")
        } else if !ending.isFirstFailure {
            console.say(failure.description)
        }
    }

    /// Says something that happens once.
    func say(_ text: String) {
        console.say(text)
    }

    private func noteOddLine(_ fault: String, _ bytes: [UInt8], size: Int) {
        let fate = keep(bytes, size: size, reason: fault)
        let count = state.withLock { state in
            state.oddLines += 1
            return state.oddLines
        }
        if count <= Self.saidLines {
            console.say("\(fault); \(fate)")
        } else if count == Self.saidLines + 1 {
            console.say("more such lines are counted, not named")
        }
    }

    private func keep(_ gap: Summary.Gap) {
        state.withLock { state in if state.gaps.count < Self.keptGaps { state.gaps.append(gap) } }
    }

    private func lose(_ reason: FalcoRPCError) {
        guard subscribes else { return }
        let now = Timestamp.now
        state.withLock { state in if state.loss == nil { state.loss = (now, reason) } }
    }

    /// Makes sure that messages can be kept.
    func prepareQuarantine() throws(OutputError) {
        var failure: OutputError?
        state.withLock { state in
            do throws(OutputError) { try state.quarantine?.prepare() } catch { failure = error }
        }
        if let failure { throw failure }
    }

    func reopen() {
        state.withLock { $0.quarantine?.reopen() }
    }

    /// The same thing said again and again (a Falco that stays away) is said once; what was just said is not repeated
    /// within a longer sentence.
    private func sayOnce(_ text: String, unlessBehind said: String? = nil, _ short: String? = nil) {
        let saying: String? = state.withLock { state in
            let isBehind = said != nil && state.lastSaid == said
            if state.lastSaid == text { return nil }
            state.lastSaid = text
            return isBehind ? short : text
        }
        if let saying { console.say(saying) }
    }

    /// Keeps a message that is no alert.
    /// - Returns: what became of it, in words.
    private func keep(_ bytes: [UInt8], size: Int, reason: String) -> String {
        state.withLock { state in
            guard let path = quarantinePath else {
                state.unkept += 1
                return "not kept: there is no HOME to keep it in; see --quarantine"
            }
            do throws(OutputError) {
                let skipped = state.quarantine?.skipped ?? 0
                try state.quarantine?.add(bytes, size: size, reason: reason)
                guard state.quarantine?.skipped ?? 0 == skipped else {
                    state.unkept += 1
                    return "not kept: \(path) is full"
                }
                if bytes.isEmpty, size > 0 { return "noted in \(path)" }
                return bytes.count < size
                    ? "its first \(bytes.count) bytes are kept in \(path)" : "kept in \(path)"
            } catch {
                state.unkept += 1
                state.failure = error
                return "not kept: \(error)"
            }
        }
    }
}

extension Timestamp {
    /// A moment in nanoseconds since 1970.
    init(_ nanoseconds: UInt64) {
        self.init(
            seconds: Int64(nanoseconds / 1_000_000_000), nanoseconds: Int32(nanoseconds % 1_000_000_000))
    }

    /// The time of day.
    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    }
}
