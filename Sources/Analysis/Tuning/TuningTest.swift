internal import Escaping
internal import FalcoRules

/// What one field must be for an exception to hold.
struct TuningTest: Sendable, Hashable {
    let field: String
    /// `=`, `in` or `pmatch`.
    var comparator: RuleCondition.Comparator
    /// As the alerts print them; one for `=`.
    var values: [String]
    /// Whether the field holds a list, of which all elements must be among the values.
    var isList = false

    /// Whether an exception can carry the values: see `Escaping.falcoValue`.
    var isWritable: Bool { values.allSatisfy { Escaping.falcoValue($0) != nil } }
    /// Whether a condition can.
    var isWritableInCondition: Bool { values.allSatisfy { Escaping.falcoString($0) != nil } }

    var condition: RuleCondition {
        let operand: RuleCondition.Operand
        if let bracket = field.utf8.firstIndex(of: UInt8(ascii: "[")), field.utf8.last == UInt8(ascii: "]") {
            let argument = field[field.utf8.index(after: bracket)...].dropLast()
            operand = RuleCondition.Operand(field: String(field[..<bracket]), argument: String(argument))
        } else {
            operand = RuleCondition.Operand(field: field)
        }
        return .comparison(
            RuleCondition.Comparison(
                left: operand, comparator: comparator,
                right: comparator.takesList ? .values(values) : .value(values[0])))
    }

    /// The condition's text.
    func written() -> String? {
        let written = values.compactMap(Escaping.falcoString)
        guard written.count == values.count, let first = written.first else { return nil }
        return comparator.takesList
            ? "\(field) \(comparator.rawValue) (\(written.joined(separator: ", ")))"
            : "\(field) \(comparator.rawValue) \(first)"
    }
}

/// One combination of values that an exception holds for.
struct TuningRow: Sendable, Hashable {
    var tests: [TuningTest]

    var fields: [String] { tests.map(\.field) }
    var isWritable: Bool { tests.allSatisfy(\.isWritable) }
    var condition: RuleCondition { .and(tests.map(\.condition)) }

    func test(of field: String) -> TuningTest? { tests.first { $0.field == field } }
}

extension [TuningRow] {
    /// Rows of the same fields as one table: fields that are compared with lists in one row are so in all, and rows that
    /// differ in one field alone become one.
    func joined() -> [TuningRow] {
        guard let first else { return [] }
        var rows = self
        for place in first.tests.indices {
            // Single values are written as lists of one where another row has more.
            let isList = rows.contains { $0.tests[place].comparator == .isIn }
            if isList { for row in rows.indices { rows[row].tests[place].comparator = .isIn } }
        }
        for place in first.tests.indices
        where first.tests[place].comparator != .pmatch && !first.tests[place].isList {
            rows = rows.joined(at: place)
        }
        // Joining may have made lists where there were none.
        for place in first.tests.indices where rows.contains(where: { $0.tests[place].comparator == .isIn }) {
            for row in rows.indices { rows[row].tests[place].comparator = .isIn }
        }
        return rows
    }

    private func joined(at place: Int) -> [TuningRow] {
        var joined: [TuningRow] = []
        var places: [[TuningTest]: Int] = [:]
        for row in self {
            var others = row.tests
            others.remove(at: place)
            // An exception's condition has to stay readable.
            if let known = places[others], joined[known].tests[place].values.count < TuningDraft.mostValues {
                joined[known].tests[place].comparator = .isIn
                for value in row.tests[place].values where !joined[known].tests[place].values.contains(value)
                {
                    joined[known].tests[place].values.append(value)
                }
            } else {
                places[others] = joined.count
                joined.append(row)
            }
        }
        return joined
    }
}
