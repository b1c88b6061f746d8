internal import Analysis
internal import FalcoAlerts
internal import Forwarding
internal import Knowledge
internal import Outputs
internal import Synchronization

/// The targets of one run: each alert goes to all of them.
final class ForwardGroup: Sendable {
    private let forwarders: [Forwarder]
    private let renderer: FalcoJSONRenderer
    private let flush: Duration?
    private let console: Console

    /// Opens the spools and begins to send what is in them.
    /// - Throws: `ForwardingError`.
    init(_ plan: ForwardPlan, _ knowledge: KnowledgeBase, _ console: Console) throws(ForwardingError) {
        renderer = FalcoJSONRenderer { FalcoJSONRenderer.FieldKind(knowledge.glossary.entry($0)?.kind) }
        flush = plan.flush
        self.console = console
        let options = try plan.completed()
        var forwarders: [Forwarder] = []
        for target in plan.targets {
            let log = ForwardLog(target, options, console)
            forwarders.append(try Forwarder(target, options) { log.note($0) })
        }
        for forwarder in forwarders { try forwarder.start() }
        self.forwarders = forwarders
    }

    /// Adds an alert: as it came if it came as JSON, else as Falco would have written it. When this returns it is on its
    /// way: in every spool.
    func add(_ alert: Alert) {
        let isSent: Bool? = alert.withOriginal { encoding, bytes in
            if encoding != .json { return false }
            for forwarder in forwarders { forwarder.add(bytes) }
            return true
        }
        if isSent == true { return }
        var bytes: [UInt8] = []
        renderer.alert(alert, into: &bytes)
        // The renderer ends a line.
        bytes.removeLast()
        bytes.withUnsafeBytes { bytes in
            for forwarder in forwarders { forwarder.add(bytes) }
        }
    }

    /// The run is to end: nothing waits for room in a spool any more.
    func abandon() {
        for forwarder in forwarders { forwarder.abandon() }
    }

    /// Sends what waits, as far as that goes, and says what stays.
    func finish() {
        for forwarder in forwarders { forwarder.beginToEnd(within: flush) }
        for forwarder in forwarders {
            if !forwarder.end(patience: .seconds(1)) {
                let waiting = forwarder.counts.waiting
                console.say("\(waiting) more alerts are being sent to \(forwarder.target.shown)")
                forwarder.end()
            }
            let waiting = forwarder.counts.waiting
            if waiting > 0 {
                console.say(
                    "\(waiting) alerts for \(forwarder.target.shown) stay in \(forwarder.spoolDirectory); the next run that "
                        + "forwards there sends them")
            }
        }
    }

    /// What became of the alerts.
    var accounts: [Accounting.Sink] {
        forwarders.map { forwarder in
            let counts = forwarder.counts
            let reasons = [
                counts.refused > 0 ? "\(counts.refused) refused, kept in \(forwarder.deadLetters)" : nil,
                counts.lost > 0 ? "\(counts.lost) lost from the spool" : nil,
            ].compactMap { $0 }
            return Accounting.Sink(
                name: "forward \(forwarder.target.shown)", delivered: counts.delivered,
                dropped: counts.refused + counts.lost, waiting: counts.waiting,
                reason: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
        }
    }

    /// Why alerts were lost; `nil` when none were.
    var failure: ForwardingError? { forwarders.lazy.compactMap(\.failure).first }
}

/// What happens at one target, said on the console; of what happens often, the first few.
private final class ForwardLog: Sendable {
    private static let said = 5

    private let name: String
    private let spool: String
    private let console: Console
    private let counts = Mutex<[String: Int]>([:])

    init(_ target: ForwardTarget, _ options: ForwardOptions, _ console: Console) {
        name = target.shown
        spool = "\(options.spool)/\(target.key)"
        self.console = console
    }

    func note(_ event: ForwardEvent) {
        switch event {
        case .waiting(let count): console.say("\(count) alerts of earlier runs wait for \(name)")
        case .cut(let bytes):
            console.say("\(bytes) bytes at the end of the spool in \(spool) were not whole and are cut off")
        case .damaged(let count):
            console.say("\(count) alerts in the spool in \(spool) are damaged or missing")
        case .forgotten:
            console.say("the spool in \(spool) does not tell what was sent; all of it is sent again")
        case .failing(let words): sometimes("failing", "\(name): \(words); alerts wait in the spool")
        case .recovered: sometimes("recovered", "\(name) takes alerts again")
        case .refused(let words, let isKept):
            let fate = isKept ? "kept in \(spool)/refused.jsonl" : "not kept: \(spool)/refused.jsonl is full"
            sometimes("refused", "\(name) will not have an alert: \(words); it is \(fate)")
        case .overflowed(let count):
            sometimes("overflowed", "the spool for \(name) is full: the oldest \(count) alerts are lost")
        case .tooLarge:
            sometimes(
                "too large", "an alert for \(name) is longer than the spool may be; see --forward-spool-size")
        case .full: sometimes("full", "the spool for \(name) is full; waiting until alerts are taken")
        case .unwritable(let error):
            sometimes(
                "unwritable",
                "\(error); alerts for \(name) wait until it can be written, and their inputs with them")
        case .lost(let error): sometimes("lost", "an alert for \(name) is lost: \(error)")
        }
    }

    private func sometimes(_ kind: String, _ text: String) {
        let count = counts.withLock { counts in
            counts[kind, default: 0] += 1
            return counts[kind, default: 0]
        }
        if count <= Self.said {
            console.say(count == Self.said ? "\(text) (said no more)" : text)
        }
    }
}
