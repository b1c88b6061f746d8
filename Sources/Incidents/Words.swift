internal import Escaping
internal import FalcoAlerts

/// Words that several tellings share.
enum Words {
    /// `14 days`, `3 hours`, `29 seconds`: rounded down to one unit.
    static func span(_ seconds: Double) -> String {
        func of(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
        switch seconds {
        case ..<0.001: return "less than a millisecond"
        case ..<1: return of(Int(seconds * 1000), "millisecond")
        case ..<120: return of(Int(seconds), "second")
        case ..<7200: return of(Int(seconds / 60), "minute")
        case ..<172_800: return of(Int(seconds / 3600), "hour")
        default: return of(Int(seconds / 86_400), "day")
        }
    }

    static func count(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

    /// `image db:15`, `container ab12`, `host worker-01`: where what happens is usual or not.
    static func kindOfPlace(_ alert: Alert) -> Prose {
        if let image = alert["container.image.repository"] {
            let tag = alert["container.image.tag"].map { ":\($0)" } ?? ""
            return "image \(value: Excerpts.of(image + tag, longest: 128))"
        }
        if let id = alert["container.id"], id != "host" {
            return "container \(value: Excerpts.of(id, longest: 64))"
        }
        return "host \(value: Excerpts.of(alert.hostname, longest: 128))"
    }

    /// `20:19:09.532 UTC`.
    static func clock(_ time: Timestamp) -> String {
        "\(time.rfc3339(digits: 3).dropFirst(11).dropLast()) UTC"
    }
}

extension Timestamp {
    /// From nanoseconds since 1970.
    init(nanoseconds total: Int64) {
        let (seconds, rest) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        self.init(seconds: seconds, nanoseconds: Int32(rest))
    }
}
