/// One comparison of a condition, made ready.
struct ConditionTest: Sendable {
    /// A field with what is done to its value.
    struct Operand: Sendable {
        let read: FieldRead
        /// Of the value once it is transformed; `nil` for a field of unknown type.
        let type: FieldType?
        let original: FieldType?
        /// In the order in which they are applied.
        let transformers: [RuleCondition.Transformer]
    }

    /// The right side, parsed as the left side's type.
    enum Right: Sendable {
        case nothing
        case texts([[UInt8]])
        case numbers([DecimalNumber])
        case floats([Double])
        case flags([Bool])
        case addresses([NetworkAddress])
        case networks([NetworkAddress])
        case pattern(GlobPattern)
        case paths(PathPrefixes)
        case expression(RegularExpression)
        case field(Operand)
    }

    /// The field as a condition names it.
    let name: String
    let left: Operand
    let comparator: RuleCondition.Comparator
    let right: Right

    /// Falco's own room for a value that a condition names.
    package static let longestValue = 255

    init(
        _ comparison: RuleCondition.Comparison, _ type: (String) -> FieldType?
    ) throws(ConditionFault) {
        name = comparison.left.name
        left = try Self.operand(comparison.left, type)
        comparator = comparison.comparator
        guard let leftType = left.type else {
            right = .nothing
            return
        }
        guard leftType.takes(comparator) else {
            throw ConditionFault(
                message: "`\(comparison.left.field)` cannot be compared by `\(comparator.rawValue)`")
        }
        switch comparison.right {
        case nil: right = .nothing
        case .field(let other):
            guard comparator != .pmatch, comparator != .regex, leftType != .network else {
                throw ConditionFault(message: "`\(comparator.rawValue)` takes no other field")
            }
            let operand = try Self.operand(other, type)
            guard operand.type == nil || operand.type == leftType else {
                throw ConditionFault(
                    message: "`\(comparison.left.name)` and `\(other.name)` are of different types")
            }
            right = .field(operand)
        case .value(let value): right = try Self.right([value], leftType, comparator, name)
        case .values(let values): right = try Self.right(values, leftType, comparator, name)
        case .list(let list): throw ConditionFault(message: "there is no list `\(list)`")
        }
    }

    private static func operand(
        _ operand: RuleCondition.Operand, _ type: (String) -> FieldType?
    ) throws(ConditionFault) -> Operand {
        let original = type(operand.field)
        var current = original
        // The outermost comes first in the text and is applied last.
        let transformers = Array(operand.transformers.reversed())
        for transformer in transformers {
            guard let before = current else { break }
            switch (transformer, before) {
            case (.len, .list), (.len, .text), (.len, .buffer): current = .unsigned(bits: 64)
            case (.tolower, .text), (.toupper, .text), (.basename, .text), (.b64, .text): break
            case (.b64, .buffer): break
            default:
                throw ConditionFault(
                    message: "`\(transformer.rawValue)()` does not apply to `\(operand.name)`")
            }
        }
        return Operand(
            read: FieldRead(operand), type: current, original: original, transformers: transformers)
    }

    // MARK: The right side

    private static func right(
        _ values: [String], _ type: FieldType, _ comparator: RuleCondition.Comparator, _ name: String
    ) throws(ConditionFault) -> Right {
        for value in values where value.utf8.count > longestValue {
            throw ConditionFault(
                message: "a value for `\(name)` has \(value.utf8.count) bytes; Falco takes \(longestValue)")
        }
        switch type {
        case .list(let element): return try right(values, element, .isIn, name)
        case .text: return try text(values, comparator)
        case .buffer, .varying: return .nothing
        case .signed:
            return .numbers(
                try each(values) {
                    number($0)
                } otherwise: {
                    "`\($0)` is no number"
                })
        case .unsigned(let bits):
            return .numbers(
                try each(values) {
                    number($0).map { wrapped($0, bits) }
                } otherwise: {
                    "`\($0)` is no number"
                })
        case .port:
            return .numbers(
                try each(values) {
                    port($0)
                } otherwise: {
                    "`\($0)` is no port number; a service's name cannot be evaluated here"
                })
        case .float:
            return .floats(
                try each(values) {
                    Double($0)
                } otherwise: {
                    "`\($0)` is no number"
                })
        case .boolean:
            return .flags(
                try each(values) {
                    $0 == "true" ? true : $0 == "false" ? false : nil
                } otherwise: {
                    "`\($0)` is neither true nor false"
                })
        case .address:
            return .addresses(
                try each(values) { text in
                    Array(text.utf8).withUnsafeBytes { NetworkAddress(address: $0) }
                } otherwise: {
                    "`\($0)` is no address"
                })
        case .network:
            return .networks(
                try each(values) {
                    NetworkAddress(network: $0)
                } otherwise: {
                    "`\($0)` is no network such as 10.0.0.0/8"
                })
        }
    }

    private static func text(
        _ values: [String], _ comparator: RuleCondition.Comparator
    ) throws(ConditionFault) -> Right {
        switch comparator {
        case .glob: return .pattern(GlobPattern(values.first ?? ""))
        case .iglob: return .pattern(GlobPattern(values.first ?? "", ignoringCase: true))
        case .pmatch: return .paths(PathPrefixes(values))
        case .regex:
            do throws(RegularExpression.Fault) {
                return .expression(try RegularExpression(values.first ?? ""))
            } catch {
                throw ConditionFault(message: error.message)
            }
        default: return .texts(values.map { Array($0.utf8.prefix { $0 != 0 }) })
        }
    }

    private static func each<T>(
        _ values: [String], _ parse: (String) -> T?, otherwise message: (String) -> String
    ) throws(ConditionFault) -> [T] {
        var parsed: [T] = []
        for value in values {
            guard let one = parse(value) else { throw ConditionFault(message: message(value)) }
            parsed.append(one)
        }
        return parsed
    }

    private static func number(_ text: String) -> DecimalNumber? {
        Array(text.utf8).withUnsafeBytes { DecimalNumber($0) }
    }

    /// A negative number for a field without sign counts from the top, as `sscanf` reads it.
    private static func wrapped(_ number: DecimalNumber, _ bits: Int) -> DecimalNumber {
        guard number.isNegative else { return number }
        let mask: UInt64 = bits == 32 ? 0xFFFF_FFFF : .max
        return DecimalNumber(isNegative: false, magnitude: (0 &- number.magnitude) & mask)
    }

    private static func port(_ text: String) -> DecimalNumber? {
        if text.isEmpty { return DecimalNumber(isNegative: false, magnitude: 0) }
        guard text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let number = number(text) else {
            return nil
        }
        return DecimalNumber(isNegative: false, magnitude: number.magnitude & 0xFFFF)
    }
}
