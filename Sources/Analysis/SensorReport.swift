package import FalcoAlerts

/// What an alert of source `internal` says about Falco's own health.
package struct SensorReport: Sendable {
    /// What Falco speaks of.
    package enum Subject: Sendable {
        /// System calls were dropped in the last second.
        case drops
        /// A snapshot of Falco's metrics.
        case metrics
        case other
    }

    package let subject: Subject
    /// System calls dropped: in the last second, or since the snapshot before. `nil` when the alert does not say.
    package let drops: Int?
    /// System calls seen in that time.
    package let events: Int?
    /// Alerts that Falco's own output queue dropped, since Falco started.
    package let queueDrops: Int?

    /// `nil` when the alert is not Falco's own.
    package init?(_ alert: Alert) {
        guard alert.withSourceBytes({ $0.elementsEqual("internal".utf8) }) else { return nil }
        func number(_ key: StaticString) -> Int? {
            alert.withValueBytes(of: key) { Int(String(decoding: $0.prefix(20), as: UTF8.self)) } ?? nil
        }
        /// The difference of a running total to the snapshot before.
        func growth(_ now: StaticString, _ before: StaticString) -> Int? {
            guard let total = number(now) else { return nil }
            return max(0, total.subtractingReportingOverflow(number(before) ?? 0).partialValue)
        }
        queueDrops = number("falco.outputs_queue_num_drops")
        if let dropped = number("n_drops") {
            subject = .drops
            drops = max(0, dropped)
            events = number("n_evts")
        } else if alert.withRuleBytes({ $0.elementsEqual("Falco internal: metrics snapshot".utf8) }) {
            subject = .metrics
            drops = growth("scap.n_drops", "scap.n_drops_prev")
            events = growth("scap.n_evts", "scap.n_evts_prev")
        } else {
            subject = .other
            drops = nil
            events = nil
        }
    }
}
