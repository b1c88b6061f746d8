import FalcoAlerts

extension AlertValues {
    /// An alert of a container's process, told apart by what is passed.
    static func sample(
        rule: String = "Sample rule", priority: Priority = .warning, seconds: Int64? = 1_795_376_469,
        fields: KeyValuePairs<String, String> = [:], tags: [String] = [], source: String = "syscall",
        hostname: String = "vm"
    ) -> AlertValues {
        AlertValues(
            time: seconds.map { Timestamp(seconds: $0, nanoseconds: 0) }, priority: priority, rule: rule,
            output: "text", fields: fields.map { ($0.key, $0.value) }, hostname: hostname, tags: tags,
            source: source)
    }
}
