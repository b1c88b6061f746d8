import FalcoRules

/// What an alert prints, for tests. `nil` is a field without a value; what is not there is not printed.
final class Event: FieldSource {
    private let values: [String: UnsafeMutableRawBufferPointer?]
    /// Names of fields that hold text in place of a missing value.
    private let texts: Set<String>

    init(_ fields: [String: String?], texts: Set<String> = []) {
        self.texts = texts
        values = fields.mapValues { value in
            value.map { text in
                let bytes = Array(text.utf8)
                let copy = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: max(1, bytes.count), alignment: 1)
                copy.copyBytes(from: bytes)
                return UnsafeMutableRawBufferPointer(rebasing: copy[..<bytes.count])
            }
        }
    }

    deinit {
        for case let value? in values.values { value.baseAddress?.deallocate() }
    }

    func value(of name: String) -> FieldValue {
        guard let value = values[name] else { return .unknown }
        guard let value else { return .missing }
        return texts.contains(name)
            ? .missingOr(UnsafeRawBufferPointer(value)) : .bytes(UnsafeRawBufferPointer(value))
    }
}

/// Fields as Falco types them: those of the system by the table, `list.*` lists of texts, `other.*` unknown.
func fieldType(_ name: String) -> FieldType? {
    if name.hasPrefix("list.") { return .list(of: .text) }
    if name.hasPrefix("other.") { return nil }
    return FieldType.ofSystemField(name) ?? .text
}

func evaluate(
    _ condition: String, _ fields: [String: String?], texts: Set<String> = [],
    macros: [String: String] = [:]
) throws -> Truth {
    var parsed: [String: RuleCondition] = [:]
    for (name, text) in macros { parsed[name] = try RuleConditionParser.parse(text) }
    let evaluator = try ConditionEvaluator(
        RuleConditionParser.parse(condition), macros: parsed, type: fieldType)
    return evaluator.evaluate(Event(fields, texts: texts))
}
