internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// The fields of an alert with what their values mean, grouped and ordered as the glossary has them. Fields that the
/// glossary does not know come last.
enum Details {
    static func of(_ facts: AlertFacts, glossary: FieldGlossary) -> [Report.DetailGroup] {
        var rows = facts.fields.map { field in
            let entry = glossary.entry(field.key)
            return Row(field: field, group: entry?.group ?? otherGroup, order: entry?.order ?? .max)
        }
        rows.sort { ($0.order, $0.field.key) < ($1.order, $1.field.key) }
        let lookUp = facts.glossaryValue
        var groups: [Report.DetailGroup] = []
        for row in rows {
            let detail = detail(row.field, glossary: glossary, lookUp)
            if groups.last?.title == row.group {
                groups[groups.count - 1].items.append(detail)
            } else if let index = groups.firstIndex(where: { $0.title == row.group }) {
                groups[index].items.append(detail)
            } else {
                groups.append(.init(title: row.group, items: [detail]))
            }
        }
        return groups
    }

    private static let otherGroup = "Other"

    private struct Row {
        let field: AlertFacts.Field
        let group: String
        let order: Int
    }

    private static func detail(
        _ field: AlertFacts.Field, glossary: FieldGlossary, _ lookUp: (String) -> String?
    ) -> Report.Detail {
        guard let value = field.value else {
            return Report.Detail(
                key: field.key, value: nil, meaning: glossary.reasonMissing(field.key, all: lookUp))
        }
        return Report.Detail(
            key: field.key, value: value, bytes: field.bytes,
            meaning: glossary.meaning(of: field.key, value: value, all: lookUp))
    }
}

extension AlertFacts {
    /// A field's value for the glossary, which also wants the event's time where the rule does not print it.
    fileprivate func glossaryValue(_ key: String) -> String? {
        if let value = value(of: key) { return value }
        // Beyond the year 2255 nanoseconds need more than 63 bits.
        guard key == "evt.time", let time, abs(time.seconds) < 9_000_000_000 else { return nil }
        return String(time.seconds * 1_000_000_000 + Int64(time.nanoseconds))
    }
}
