internal import FalcoAlerts

/// When Falco said lately that it had lost events.
struct SensorHistory: Sendable {
    private struct Loss: Sendable {
        let hostname: String
        let time: Timestamp
        let drops: Int
    }

    /// How many losses are kept, and for how long one weakens what comes near it, in seconds.
    private static let kept = 64
    static let reach: Double = 60

    private var losses: [Loss] = []

    mutating func remember(_ report: SensorReport, hostname: String, time: Timestamp?) {
        guard let time, let drops = report.drops, drops > 0 else { return }
        if losses.count == SensorHistory.kept { losses.removeFirst() }
        losses.append(Loss(hostname: Excerpt.of(hostname, longest: 256), time: time, drops: drops))
    }

    /// Events that this host's Falco lost within a minute of that time, as far as it has said so.
    func drops(near time: Timestamp?, hostname: String) -> Int {
        guard let time, !losses.isEmpty else { return 0 }
        let host = Excerpt.of(hostname, longest: 256)
        return losses.reduce(0) { sum, loss in
            let isNear = abs(loss.time.seconds(since: time)) <= SensorHistory.reach
            return isNear && loss.hostname == host ? sum &+ loss.drops : sum
        }
    }
}
