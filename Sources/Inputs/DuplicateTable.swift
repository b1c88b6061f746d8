internal import FalcoAlerts

/// Recognises an alert that several sources bring. Of each alert as many are new as the source that brought it most
/// often has brought: the same source may well bring two that say the same, because two things happened.
///
/// It remembers the last 65,536 different alerts, in some 6 MB, and only once there is more than one source.
struct DuplicateTable {
    /// How many different alerts are remembered.
    static let capacity = 1 << 16

    private let sources: Int
    /// How often each source has brought an alert.
    private var seen: [AlertDigest: [UInt16]] = [:]
    /// The alerts that are remembered, as they came; a ring once it is full.
    private var order: [AlertDigest] = []
    private var oldest = 0

    init(sources: Int) {
        self.sources = sources
    }

    /// Whether no other source has brought this alert as often.
    mutating func isNew(_ id: AlertDigest, from source: Int) -> Bool {
        guard var counts = seen[id] else {
            remember(id, from: source)
            return true
        }
        let before = counts.max() ?? 0
        if counts[source] < UInt16.max { counts[source] += 1 }
        seen[id] = counts
        return counts[source] > before || counts[source] == UInt16.max
    }

    private mutating func remember(_ id: AlertDigest, from source: Int) {
        if order.count < Self.capacity {
            order.append(id)
        } else {
            seen[order[oldest]] = nil
            order[oldest] = id
            oldest = (oldest + 1) % Self.capacity
        }
        var counts = [UInt16](repeating: 0, count: sources)
        counts[source] = 1
        seen[id] = counts
    }
}
