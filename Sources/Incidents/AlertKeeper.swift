internal import FalcoAlerts

/// Keeps alerts whole, for telling incidents, within a budget of bytes.
struct AlertKeeper {
    private struct Kept {
        weak var content: Case?
        let part: UInt32
        let bytes: Int
    }

    /// Alerts kept of one case, and the longest one kept, in bytes.
    private static let mostOfCase = 64
    private static let longest = 16 << 10
    /// What an alert in a batch of its own takes besides its text.
    private static let overhead = 512

    private let budget: Int
    private var used = 0
    private var queue: [Kept] = []
    private var head = 0
    /// Alerts that were given up for want of room.
    private(set) var givenUp = 0

    init(budget: Int) {
        self.budget = budget
    }

    /// A copy that outlives the alert's batch; `nil` when there is no room for it.
    mutating func keep(_ alert: Alert, of content: Case, serial: UInt32) -> Alert? {
        guard content.parts.count < Self.mostOfCase else { return nil }
        guard let copy = try? alert.detached(), copy.batch.byteCount <= Self.longest else { return nil }
        let bytes = copy.batch.byteCount + Self.overhead
        used += bytes
        queue.append(Kept(content: content, part: serial, bytes: bytes))
        while used > budget, head < queue.count { giveUpOldest() }
        return copy
    }

    /// Gives up the alert kept for longest; one of a case that needs attention gets a second turn.
    private mutating func giveUpOldest() {
        for _ in 0..<16 {
            guard let content = queue[head].content, content.isHot, head + 1 < queue.count else { break }
            queue.append(queue[head])
            head += 1
        }
        let oldest = queue[head]
        head += 1
        used -= oldest.bytes
        if let content = oldest.content,
            let index = content.parts.firstIndex(where: { $0.serial == oldest.part })
        {
            content.parts[index].kept = nil
            givenUp += 1
        }
        if head > 4096, head * 2 > queue.count {
            queue.removeFirst(head)
            head = 0
        }
    }
}
