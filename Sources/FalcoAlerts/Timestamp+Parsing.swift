internal import CFalco

extension Timestamp {
    /// The moment that a text of RFC 3339 says, such as `2026-11-22T19:41:09.5Z`; `nil` when it says none.
    package init?(rfc3339 text: String) {
        var seconds: Int64 = 0
        var nanoseconds: Int32 = 0
        guard falco_parse_time(Array(text.utf8), text.utf8.count, &seconds, &nanoseconds) else { return nil }
        self.init(seconds: seconds, nanoseconds: nanoseconds)
    }
}
