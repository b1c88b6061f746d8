internal import Escaping
internal import FalcoAlerts

/// Remembers when Falco said that it dropped system calls, to say so in reports of that time.
struct DropWatch: Sendable {
    /// Seconds before and after a drop in which events are likely to be missing from the picture.
    private static let reach: Double = 60
    /// Drops remembered.
    private static let capacity = 64

    private var drops: [(time: Timestamp, count: Int)] = []

    /// Takes note of what an alert says about drops.
    mutating func note(_ alert: Alert) {
        guard let report = SensorReport(alert), let count = report.drops, count > 0, let time = alert.time
        else {
            return
        }
        if drops.count >= Self.capacity { drops.removeFirst() }
        drops.append((time, count))
    }

    /// What to say of drops around `time`; `nil` when none were reported.
    func remark(around time: Timestamp?) -> Prose? {
        guard let time else { return nil }
        let near = drops.filter { abs($0.time.seconds(since: time)) <= Self.reach }
        let count = near.reduce(0) { $0 &+ $1.count }
        guard count > 0 else { return nil }
        return """
            Falco reported \(count) dropped system calls within a minute of this alert: events around it may be missing.
            """
    }
}
