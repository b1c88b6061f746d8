/// The parts of an alert as ordinary values, for building one. To read alerts use ``Alert``.
public struct AlertValues: Sendable {
    /// When the event happened.
    public var time: Timestamp?
    /// How severe it is.
    public var priority: Priority
    /// The rule's name.
    public var rule: String
    /// The text line, or the whole alert as JSON.
    public var output: String
    /// The output fields. When a key comes twice, the last one counts.
    public var fields: [(key: String, value: String)]
    /// The host's name.
    public var hostname: String
    /// The rule's tags.
    public var tags: [String]
    /// The event source.
    public var source: String

    /// An alert's parts; what is left out is empty.
    public init(
        time: Timestamp? = nil, priority: Priority, rule: String, output: String = "",
        fields: [(key: String, value: String)] = [], hostname: String = "", tags: [String] = [],
        source: String = "syscall"
    ) {
        self.time = time
        self.priority = priority
        self.rule = rule
        self.output = output
        self.fields = fields
        self.hostname = hostname
        self.tags = tags
        self.source = source
    }

    /// The older enumeration that goes with `source`.
    var deprecatedSource: Int32 {
        switch source {
        case "syscall": 0
        case "k8s_audit": 1
        case "internal": 2
        default: 3
        }
    }
}
