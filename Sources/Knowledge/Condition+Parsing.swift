extension Condition {
    /// What is wrong with a condition's text, in words.
    struct Fault: Error {
        let message: String
    }

    /// Parses one entry of `when`.
    /// - Parameter isKnown: says whether a name that is no derived word may be asked for.
    init(parsing text: String, isKnown: (String) -> Bool) throws(Fault) {
        var words = text.split(separator: " ")[...]
        let negated = words.first == "not"
        if negated { words = words.dropFirst() }
        guard let first = words.first else {
            throw Fault(message: "the condition is empty; \(Condition.forms)")
        }
        if words.count == 1 {
            self.init(.fact(try Condition.fact(String(first))), negated: negated)
        } else if first == "has" {
            guard words.count == 2, let name = words.last else {
                throw Fault(message: "after `has` comes one field and nothing else")
            }
            self.init(.has(try Condition.subject(String(name), isKnown: isKnown)), negated: negated)
        } else {
            let subject = try Condition.subject(String(first), isKnown: isKnown)
            let relation = words.dropFirst().first ?? ""
            let right = String(text[relation.endIndex...].drop { $0 == " " })
            guard !right.isEmpty else { throw Fault(message: "nothing comes after `\(relation)`") }
            switch relation {
            case "=": self.init(.matches(subject, Glob(right)), negated: negated)
            case "in":
                self.init(.among(subject, try Condition.values(right).map(Glob.init)), negated: negated)
            default: throw Fault(message: "`\(relation)` is neither `=` nor `in`; \(Condition.forms)")
            }
        }
    }

    static let forms =
        "a condition is a fact, `has FIELD`, `FIELD = GLOB` or `FIELD in a, b`, with `not` before it or not"

    private static func fact(_ name: String) throws(Fault) -> Fact {
        if let fact = Fact(rawValue: name) { return fact }
        let facts = Fact.allCases.map(\.rawValue)
        let hint = Nearest.name(to: name, among: facts).map { "; did you mean `\($0)`?" } ?? "."
        throw Fault(
            message: "`\(name)` is no fact\(hint) Facts: \(facts.joined(separator: ", ")). "
                + "A condition with a comma needs quotes inside `[ ]`")
    }

    private static func subject(_ name: String, isKnown: (String) -> Bool) throws(Fault) -> Subject {
        if let word = DerivedWord(rawValue: name) { return .word(word) }
        guard FieldName.isValid(name) else { throw Fault(message: "`\(name)` is no field name; \(forms)") }
        guard isKnown(name) else { throw Fault(message: DerivedWord.unknown(name)) }
        return .field(name)
    }

    private static func values(_ text: String) throws(Fault) -> [String] {
        var values: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let value = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            guard !value.isEmpty else {
                throw Fault(message: "there is an empty value in the list after `in`")
            }
            values.append(value)
        }
        return values
    }
}
