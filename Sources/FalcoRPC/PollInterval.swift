/// How often a subscription asks Falco for what is in its queue. Falco sends alerts only when asked.
public struct PollInterval: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case adaptive
        case fixed(Duration)
    }
    let kind: Kind

    /// Every 12 ms while alerts flow, and less and less often, down to every 200 ms, when none have come for a second.
    public static let adaptive = PollInterval(kind: .adaptive)

    /// Always at the same interval, 1 ms to 1 hour. Alerts arrive up to that much later.
    public static func fixed(_ interval: Duration) -> PollInterval {
        PollInterval(kind: .fixed(min(max(interval, .milliseconds(1)), .seconds(3600))))
    }
}
