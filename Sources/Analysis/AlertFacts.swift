internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// One alert as the analysis understands it: its fields, the words that take more than one of them to say, and what
/// conditions ask about.
final class AlertFacts {
    let fields: AlertFields
    /// Whether the rule's name tells of writing.
    let watchesWriting: Bool
    let priority: Priority
    let timeText: String?
    let words: DerivedWords
    let traits: Traits

    init(_ alert: Alert, layout: FieldLayout, rule: PlanCache.RuleName) {
        fields = AlertFields(alert, layout: layout, rule: rule.text)
        watchesWriting = rule.watchesWriting
        priority = alert.priority
        timeText = fields.time?.rfc3339(digits: 3)
        words = DerivedWords(fields)
        traits = Traits(fields, words)
    }

    var alert: Alert { fields.alert }
    var layout: FieldLayout { fields.layout }
    /// See `AlertFields`.
    var values: [String?] { fields.values }
    var known: [String?] { fields.known }
    var rule: String { fields.rule }
    var source: String { fields.source }
    var time: Timestamp? { fields.time }
    var hostname: String { fields.hostname }

    func text(of key: String) -> String? { fields.text(of: key) }
    func text(of field: KnownField) -> String? { fields.text(of: field) }
    func value(of key: String) -> String? { fields.value(of: key) }
    func value(of field: KnownField) -> String? { fields.value(of: field) }
    func has(_ fact: Fact) -> Bool { traits.contains(fact) }

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
            let begins = prose.isEmpty || prose.raw.hasSuffix(". ")
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
}
