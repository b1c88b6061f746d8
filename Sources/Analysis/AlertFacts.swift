internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// One alert as the analysis understands it: its fields as text, the words that take more than one field to say, and
/// what conditions ask about.
final class AlertFacts: Facts {
    let alert: Alert
    let layout: FieldLayout
    /// As they came; `nil` for fields that say nothing.
    let values: [String?]
    /// The same without what stands for *unknown*: what is no process id or no port, a user id of -1 or 4294967295, a
    /// number that is `null`.
    let known: [String?]
    let rule: String
    /// Whether the rule's name tells of writing.
    let watchesWriting: Bool
    let source: String
    let time: Timestamp?
    let priority: Priority
    let hostname: String
    private(set) lazy var timeText: String? = time?.rfc3339(digits: 3)
    private(set) lazy var words = DerivedWords(self)
    private(set) lazy var traits = Traits(self)

    init(_ alert: Alert, layout: FieldLayout, rule: PlanCache.RuleName) {
        self.alert = alert
        self.layout = layout
        self.rule = rule.text
        watchesWriting = rule.watchesWriting
        let values: [String?] = alert.withView { view in
            view.fields.map { field in
                let value = Stretch(field.value, of: view)
                return value.saysNothing ? nil : value.string
            }
        }
        var known = values
        for place in layout.numbers {
            if let value = values[place], AlertFacts.isUnknown(value, layout.kinds[place]) {
                known[place] = nil
            }
        }
        self.values = values
        self.known = known
        source = alert.source
        time = alert.time
        priority = alert.priority
        hostname = alert.hostname
    }

    /// The field's text as it came, whatever it says; `nil` for none, `<NA>` and the empty one.
    func text(of key: String) -> String? {
        layout.place(of: key).flatMap { values[$0] }
    }

    func text(of field: KnownField) -> String? { layout.place(of: field).flatMap { values[$0] } }

    func value(of key: String) -> String? { layout.place(of: key).flatMap { known[$0] } }

    func value(of field: KnownField) -> String? { layout.place(of: field).flatMap { known[$0] } }

    static func isUnknown(_ value: String, _ kind: FieldLayout.Kind) -> Bool {
        switch kind {
        case .text, .container: false
        // It ends up in `kill` and in paths below /proc: only what is one counts.
        case .process: !ValueShape.isProcessID(value)
        case .port: !ValueShape.isPort(value)
        case .identity: value == "null" || value == "-1" || value == "4294967295"
        case .number: value == "null"
        }
    }

    /// Whether the value's bytes are not valid UTF-8, so that the text differs from them.
    func isRepaired(at place: Int) -> Bool {
        // What stands for such bytes begins with this one; most text is without it.
        guard let value = values[place], value.holds(byte: 0xEF) else { return false }
        return alert.fields[place].withValueBytes { !$0.elementsEqual(value.utf8) }
    }

    /// The longest stretch of a value's bytes that is shown in hexadecimal.
    private static let longestBytes = 4096

    /// The value's bytes in hexadecimal when they are not the text that is shown.
    func strayBytes(at place: Int) -> String? {
        guard isRepaired(at: place) else { return nil }
        return alert.fields[place].withValueBytes { bytes in
            let digits = Array("0123456789abcdef".utf8)
            let shown = bytes.prefix(AlertFacts.longestBytes)
            var text: [UInt8] = []
            text.reserveCapacity(shown.count * 2)
            for byte in shown {
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
            return String(decoding: text, as: UTF8.self) + (shown.count < bytes.count ? "…" : "")
        }
    }

    func value(of word: DerivedWord) -> String? {
        switch word {
        case .process: words.process
        case .container: words.container
        case .image: words.image
        case .user: words.user
        case .place, .where: words.place?.raw
        case .host: words.host
        case .file: words.file
        case .peer: words.peer?.text
        case .rule: rule.isEmpty ? nil : rule
        case .priority: priority.name
        case .time: timeText
        case .pid: value(of: .processID)
        }
    }

    /// Adds a word to a sentence; false when the alert does not say it.
    func add(_ word: DerivedWord, to prose: inout Prose) -> Bool {
        switch word {
        case .place:
            guard let place = words.place else { return false }
            prose.append(place)
        case .where:
            guard let place = words.place else { return false }
            let begins = prose.raw.isEmpty || prose.raw.hasSuffix(". ")
            if words.isAudit || has(.container) || hostname.isEmpty {
                prose.append(begins ? "In " : "in ")
            } else {
                prose.append(begins ? "On " : "on ")
            }
            prose.append(place)
        case .user where words.userNumber != nil:
            prose.append("uid ")
            prose.append(value: Excerpt.of(words.userNumber ?? ""))
        default:
            guard let value = value(of: word) else { return false }
            prose.append(value: Excerpt.of(value))
        }
        return true
    }

    /// The alert's time in nanoseconds since 1970, as Falco writes `evt.time`.
    var nanoseconds: String? {
        guard let time, time.seconds >= 0 else { return nil }
        let digits = String(time.nanoseconds)
        return String(time.seconds) + String(repeating: "0", count: 9 - digits.utf8.count) + digits
    }

    func has(_ fact: Fact) -> Bool { traits.contains(fact) }
}
