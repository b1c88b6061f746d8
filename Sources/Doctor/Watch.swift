/// What came while Falco's alerts were subscribed to, or the file was read that it writes them to.
package struct Watch: Sendable {
    /// How long it went on.
    package var seconds: Double
    /// The file; `nil` for a subscription.
    package var file: String?
    /// Alerts received; in a subscription, Falco has given them away.
    package var alerts = 0
    package var undecodable = 0
    /// The shortest time from an alert's event to its receipt, in seconds; negative when the clocks differ.
    package var shortestLag: Double?
    /// The same for alerts that came later than a second after the start, so that they had not waited in Falco's queue.
    package var shortestLiveLag: Double?
    /// System calls dropped, as Falco's own alerts said; `nil` when none spoke of it.
    package var kernelDrops: Int?
    /// Alerts received of each rule since the first metrics were asked for.
    package var received: [String: UInt64] = [:]

    package init(seconds: Double = 0) {
        self.seconds = seconds
    }
}

/// Falco's counters at the beginning and at the end of the wait.
package struct MetricsPair: Sendable {
    package var before: FalcoMetrics
    package var after: FalcoMetrics

    package init(before: FalcoMetrics, after: FalcoMetrics) {
        self.before = before
        self.after = after
    }

    /// Whether Falco started anew in between, so that the counters cannot be compared.
    package var isBroken: Bool {
        before.started != after.started
            || before.matches.contains { after.matches[$0.key, default: 0] < $0.value }
    }
}

/// One rule's alerts between two looks at Falco's counters.
package struct RuleLoss: Sendable, Hashable {
    package var rule: String
    package var matched: UInt64
    package var received: UInt64
    /// Matched and not received. What was received may have matched earlier, so this is the least that is missing.
    package var lost: UInt64 { matched > received ? matched - received : 0 }

    package init(rule: String, matched: UInt64, received: UInt64) {
        self.rule = rule
        self.matched = matched
        self.received = received
    }

    /// The rules that matched in between, those with the greatest loss first.
    package static func all(_ metrics: MetricsPair, _ watch: Watch) -> [RuleLoss] {
        metrics.after.matches.compactMap { rule, count -> RuleLoss? in
            let before = metrics.before.matches[rule] ?? 0
            guard count > before else { return nil }
            return RuleLoss(rule: rule, matched: count - before, received: watch.received[rule] ?? 0)
        }.sorted { ($1.lost, $1.matched, $0.rule) < ($0.lost, $0.matched, $1.rule) }
    }
}
