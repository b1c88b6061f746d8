package import FalcoAlerts

/// What Falco's metrics endpoint tells, in Prometheus' text format.
package struct FalcoMetrics: Sendable, Hashable {
    /// The most rules that are counted one by one.
    static let mostRules = 10_000

    /// How often each rule matched since Falco started.
    package private(set) var matches: [String: UInt64] = [:]
    /// System calls that the kernel's buffer dropped since Falco started.
    package private(set) var kernelDrops: UInt64?
    /// Alerts that Falco's own queue dropped since Falco started.
    package private(set) var queueDrops: UInt64?
    package private(set) var version: FalcoVersion?
    /// When Falco started or last reloaded; counters begin anew then.
    package private(set) var started: [String: UInt64] = [:]

    /// Nothing yet.
    package init() {}

    /// Reads a page. Lines of no interest and lines that are not understood are passed over; `nil` when no line is
    /// Falco's.
    package init?(parsing page: [UInt8]) {
        var isFalcos = false
        for line in page.split(separator: UInt8(ascii: "\n")) where line.starts(with: "falco".utf8) {
            guard let sample = MetricsSample(parsing: line) else { continue }
            isFalcos = true
            take(sample)
        }
        if !isFalcos { return nil }
    }

    private mutating func take(_ sample: MetricsSample) {
        // Falco before 0.39 and others that pass its counters on leave out the first word.
        let name = sample.name.hasPrefix("falcosecurity_") ? sample.name.dropFirst(14) : sample.name[...]
        switch name {
        case "falco_rules_matches_total":
            guard let rule = sample.labels["rule_name"] ?? sample.labels["rule"],
                matches[rule] != nil || matches.count < Self.mostRules
            else { return }
            matches[rule, default: 0] &+= sample.count
        case "scap_n_drops_total": kernelDrops = (kernelDrops ?? 0) &+ sample.count
        case "falco_outputs_queue_num_drops_total": queueDrops = (queueDrops ?? 0) &+ sample.count
        case "falco_version_info":
            version = sample.labels["version"].flatMap { FalcoVersion(parsing: $0) }
        case "falco_start_timestamp_nanoseconds", "falco_reload_timestamp_nanoseconds":
            started[String(name)] = sample.count
        default: break
        }
    }
}
