extension AlertValues {
    /// The parts of an alert. What in it is not UTF-8 becomes U+FFFD.
    package init(_ alert: Alert) {
        self.init(
            time: alert.time, priority: alert.priority, rule: alert.rule, output: alert.output,
            fields: alert.fields.map { ($0.key, $0.value) }, hostname: alert.hostname, tags: alert.tags,
            source: alert.source)
    }
}
