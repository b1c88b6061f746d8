internal import Analysis
internal import FalcoAlerts
internal import FalcoRPC
internal import Glibc
internal import Outputs
internal import Synchronization

/// What happens to the connection, as it happens: said on the console, kept for the summary. Called from the
/// connection's own thread.
final class ConnectionLog: Sendable {
    /// Gaps beyond these are counted in the last one kept.
    private static let keptGaps = 100

    private struct State: ~Copyable {
        var gaps: [Summary.Gap] = []
        var quarantine: QuarantineFile?
        var quarantineFailed = false
        var lastSaid = ""

        init(quarantine: consuming QuarantineFile?) {
            self.quarantine = quarantine
        }
    }

    private let console: Console
    private let quarantinePath: String?
    private let state: Mutex<State>

    init(console: Console, quarantine: String?) {
        self.console = console
        quarantinePath = quarantine
        state = Mutex(State(quarantine: quarantine.map { QuarantineFile(path: $0) }))
    }

    /// The gaps so far.
    var gaps: [Summary.Gap] { state.withLock { $0.gaps } }

    func note(_ event: SubscriptionEvent) {
        switch event {
        case .connecting: break
        case .connected: sayOnce("attached to Falco")
        case .waiting(let reason, _): sayOnce("\(reason); waiting for Falco")
        case .disconnected(let error):
            sayOnce(error.map { "lost Falco: \($0)" } ?? "Falco ended the subscription")
        case .gap(let start, let end, let reason):
            state.withLock { state in
                guard state.gaps.count < Self.keptGaps else { return }
                state.gaps.append(Summary.Gap(start: start, end: end, reason: reason.message))
            }
        case .undecodable(let bytes, let size, let error):
            keep(bytes, size: size, error: error)
        }
    }

    func reopen() {
        state.withLock { $0.quarantine?.reopen() }
    }

    /// The same thing said again and again (a Falco that stays away) is said once.
    private func sayOnce(_ text: String) {
        let isNew = state.withLock { state in
            defer { state.lastSaid = text }
            return state.lastSaid != text
        }
        if isNew { console.say(text) }
    }

    private func keep(_ bytes: [UInt8], size: Int, error: AlertError) {
        let fault: String? = state.withLock { state in
            guard quarantinePath != nil, !state.quarantineFailed else { return nil }
            do throws(OutputError) {
                try state.quarantine?.add(bytes, size: size, reason: error.description)
                return nil
            } catch {
                state.quarantineFailed = true
                return error.description
            }
        }
        let place = quarantinePath.map { "; kept in \($0)" } ?? ""
        sayOnce("a message of \(size) bytes is undecodable (\(error))" + place)
        if let fault { console.say(fault) }
    }
}
