internal import FalcoAlerts

/// An alert kept, until room is needed.
final class KeptAlert {
    fileprivate(set) var alert: Alert?
    fileprivate let bytes: Int
    /// Whether values were cut or left out.
    let isAbridged: Bool
    /// Whether it belongs to a case that needs attention.
    var isGuarded = false
    /// Whether the keeper counts it: not once its case is over.
    fileprivate var isCounted = true

    fileprivate init(_ alert: Alert, bytes: Int, isAbridged: Bool) {
        self.alert = alert
        self.bytes = bytes
        self.isAbridged = isAbridged
    }
}

/// Keeps alerts, for telling incidents, within a budget of bytes. Long ones are kept abridged.
struct AlertKeeper {
    /// Alerts kept of one case.
    private static let mostOfCase = 64
    /// What an alert in a batch of its own takes besides its text.
    private static let overhead = 512

    private let budget: Int
    private(set) var used = 0
    /// Its case's parts own an alert; it goes with them.
    private struct Entry {
        weak var kept: KeptAlert?
    }

    private var queue: [Entry] = []
    private var head = 0
    /// Alerts that were given up for want of room.
    private(set) var givenUp = 0

    init(budget: Int) {
        self.budget = budget
    }

    /// A copy that outlives the alert's batch; `nil` when there is no room for it.
    mutating func keep(_ alert: Alert, of content: Case) -> KeptAlert? {
        guard budget > 0, content.parts.count < Self.mostOfCase else { return nil }
        let isAbridged = alert.textBytes > Alert.longestAbridged
        guard let copy = try? isAbridged ? alert.abridged() : alert.textAlone() else { return nil }
        let kept = KeptAlert(
            copy, bytes: copy.batch.byteCount + Self.overhead, isAbridged: isAbridged)
        kept.isGuarded = content.isHot
        used += kept.bytes
        queue.append(Entry(kept: kept))
        while used > budget, head < queue.count { giveUpOldest() }
        return kept
    }

    /// No longer counts an alert whose case is over: it goes when the case has been told.
    mutating func release(_ kept: KeptAlert) {
        guard kept.isCounted else { return }
        kept.isCounted = false
        used -= kept.bytes
    }

    /// Gives up the alert kept for longest; one of a case that needs attention gets a second turn.
    private mutating func giveUpOldest() {
        for _ in 0..<16 {
            guard let kept = queue[head].kept, kept.isGuarded, kept.isCounted, head + 1 < queue.count else {
                break
            }
            queue.append(queue[head])
            head += 1
        }
        if let kept = queue[head].kept, kept.isCounted {
            release(kept)
            kept.alert = nil
            givenUp += 1
        }
        head += 1
        if head > 4096, head * 2 > queue.count {
            queue.removeFirst(head)
            head = 0
        }
    }
}
