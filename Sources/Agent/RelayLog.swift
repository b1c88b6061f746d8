internal import FalcoRPC
internal import Inputs
internal import Synchronization

/// What happens to a relay's clients, said on the console, and kept for the summary.
///
/// The console may be slow, and the relay's thread must not wait for it: lines go to a thread of their own, and what
/// that does not keep up with is left out. What happens over and over is said now and then.
final class RelayLog: Sendable {
    /// The same kind of thing is said so often within a window, and about the same subscriber once.
    private static let linesInWindow = 10
    private static let window = Duration.seconds(10)
    /// Subscribers that have gone are kept up to this many.
    static let keptSubscribers = 100

    private enum Kind { case come, gone, lost, untaken, refused, expelled }

    private struct Saying {
        var windowEnd: ContinuousClock.Instant
        var lines = 0
        var unsaid = 0
    }

    private struct State {
        var sayings: [Kind: Saying] = [:]
        /// When a subscriber's loss was last said.
        var lossesSaid: [Int: ContinuousClock.Instant] = [:]
        var gone: [RelaySubscriber] = []
    }

    private let state = Mutex(State())
    private let speaker: RelaySpeaker
    private let lines: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init(_ console: Console) {
        speaker = RelaySpeaker(console)
        (lines, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(256))
    }

    /// The last subscribers that have gone, oldest first.
    var gone: [RelaySubscriber] { state.withLock { $0.gone } }

    /// Says what there is to say, until the end.
    func run() async {
        for await line in lines { await speaker.say(line) }
    }

    /// Nothing more will be said.
    func end() {
        continuation.finish()
    }

    func say(_ text: String) {
        continuation.yield(text)
    }

    func note(_ event: RelayEvent) {
        switch event {
        case .subscribed(let subscriber):
            say(.come, "\(Self.name(subscriber)) has come")
        case .unsubscribed(let subscriber):
            state.withLock { state in
                state.lossesSaid[subscriber.number] = nil
                state.gone.append(subscriber)
                if state.gone.count > Self.keptSubscribers { state.gone.removeFirst() }
            }
            let lost = subscriber.lost > 0 ? ", \(subscriber.lost) lost" : ""
            say(.gone, "\(Self.name(subscriber)) has gone: \(subscriber.delivered) alerts given\(lost)")
        case .lost(_, let subscriber):
            let now = ContinuousClock.now
            let isDue = state.withLock { state in
                if let said = state.lossesSaid[subscriber.number], said + Self.window > now { return false }
                state.lossesSaid[subscriber.number] = now
                return true
            }
            guard isDue else { return }
            say(.lost, "\(Self.name(subscriber)) is too slow: \(subscriber.lost) alerts lost for it so far")
        case .untaken(let count):
            say(
                .untaken,
                "\(count) alerts dropped that nobody had taken: no client subscribes, and the ring is full")
        case .refusedCall(let client):
            say(.refused, "a call of \(client) was refused: there are too many, see --max-subscribers")
        case .refusedConnection:
            say(.refused, "a connection was refused: there are too many, see --max-subscribers")
        case .expelled(let client):
            say(
                .expelled,
                "a call of \(client) was ended: it does not read, and what is on its way to it takes too much memory"
            )
        }
    }

    private static func name(_ subscriber: RelaySubscriber) -> String {
        "subscriber \(subscriber.number) (\(subscriber.client))"
    }

    /// Says it, unless the like was said too often of late; tells how often that was.
    private func say(_ kind: Kind, _ text: String) {
        let now = ContinuousClock.now
        let line: String? = state.withLock { state in
            var saying = state.sayings[kind] ?? Saying(windowEnd: now + Self.window)
            defer { state.sayings[kind] = saying }
            var unsaid = 0
            if now >= saying.windowEnd {
                unsaid = saying.unsaid
                saying = Saying(windowEnd: now + Self.window)
            }
            guard saying.lines < Self.linesInWindow else {
                saying.unsaid += 1
                return nil
            }
            saying.lines += 1
            return unsaid > 0 ? "\(text) (\(unsaid) more like this were not said)" : text
        }
        if let line { say(line) }
    }
}

/// Speaks on a thread of its own.
private actor RelaySpeaker {
    private let thread = SerialThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
    private let console: Console

    init(_ console: Console) {
        self.console = console
    }

    func say(_ text: String) {
        console.say(text)
    }
}
