/// Reads conditions as libsinsp does, so that what is accepted here is accepted there.
///
/// The language has no reserved words beyond `and`, `or` and `not`. Binary operators are read greedily and words need
/// not end where they do in other languages: Falco reads `a.b=c` and `not(a.b exists)`.
package struct RuleConditionParser {
    /// Parentheses and negations may be nested this deep.
    package static let depthLimit = 100

    private let text: [UInt8]
    private var position = 0
    private var depth = 0

    /// Parses a whole condition.
    package static func parse(_ text: String) throws(RuleConditionError) -> RuleCondition {
        var parser = RuleConditionParser(text: Array(text.utf8))
        let condition = try parser.readOr()
        guard parser.isAtEnd else { throw parser.fault("expected `and`, `or` or the end") }
        return condition
    }

    private init(text: [UInt8]) {
        self.text = text
    }

    // MARK: Grammar

    private mutating func readOr() throws(RuleConditionError) -> RuleCondition {
        try enter()
        defer { depth -= 1 }
        skipBlanks()
        var parts = [try readAnd()]
        skipBlanks()
        while take("or") {
            parts.append(
                try readTail(of: "or") { (parser) throws(RuleConditionError) in try parser.readAnd() })
            skipBlanks()
        }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func readAnd() throws(RuleConditionError) -> RuleCondition {
        var parts = [try readNot()]
        skipBlanks()
        while take("and") {
            parts.append(
                try readTail(of: "and") { (parser) throws(RuleConditionError) in try parser.readNot() })
            skipBlanks()
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    /// What follows `and` or `or`: a space, or a parenthesis at once.
    private mutating func readTail(
        of word: String, _ read: (inout RuleConditionParser) throws(RuleConditionError) -> RuleCondition
    ) throws(RuleConditionError) -> RuleCondition {
        if skipBlanks() { return try read(&self) }
        guard take("(") else { throw fault("expected a space or `(` after `\(word)`") }
        return try readRestOfGroup()
    }

    private mutating func readNot() throws(RuleConditionError) -> RuleCondition {
        skipBlanks()
        var isNegated = false
        while takeNot() { isNegated.toggle() }
        let condition: RuleCondition
        if take("not(") {
            isNegated.toggle()
            condition = try readRestOfGroup()
        } else {
            condition = try readCheck()
        }
        return isNegated ? .not(condition) : condition
    }

    /// `not` and the space behind it.
    private mutating func takeNot() -> Bool {
        let start = position
        if take("not"), skipBlanks() { return true }
        position = start
        return false
    }

    private mutating func readRestOfGroup() throws(RuleConditionError) -> RuleCondition {
        let condition = try readOr()
        skipBlanks()
        guard take(")") else { throw fault("expected `)`") }
        return condition
    }

    private mutating func readCheck() throws(RuleConditionError) -> RuleCondition {
        skipBlanks()
        if take("(") { return try readRestOfGroup() }
        if let field = takeFieldName() {
            return .comparison(try readComparison(of: try readRestOfField(field)))
        }
        if let operand = try readTransformed() { return .comparison(try readComparison(of: operand)) }
        if let name = takeIdentifier() { return .macro(name) }
        throw fault("expected a field, the name of a macro, or `(`")
    }

    private mutating func readRestOfField(_ field: String) throws(RuleConditionError) -> RuleCondition.Operand
    {
        guard take("[") else { return RuleCondition.Operand(field: field) }
        guard let argument = try takeQuoted() ?? takeWord(where: Self.isArgument) else {
            throw fault("expected the argument of `\(field)`")
        }
        guard take("]") else { throw fault("expected `]`") }
        return RuleCondition.Operand(field: field, argument: argument)
    }

    /// `tolower(proc.name)`; `nil` when no transformer stands here.
    private mutating func readTransformed() throws(RuleConditionError) -> RuleCondition.Operand? {
        guard let transformer = RuleCondition.Transformer.allCases.first(where: { take("\($0.rawValue)(") })
        else { return nil }
        try enter()
        defer { depth -= 1 }
        skipBlanks()
        var operand: RuleCondition.Operand
        if let inner = try readTransformed() {
            operand = inner
        } else if let field = takeFieldName() {
            operand = try readRestOfField(field)
        } else {
            throw fault("expected a field in `\(transformer.rawValue)()`")
        }
        skipBlanks()
        guard take(")") else { throw fault("expected `)` behind the field of `\(transformer.rawValue)`") }
        operand.transformers.insert(transformer, at: 0)
        return operand
    }

    private mutating func readComparison(
        of left: RuleCondition.Operand
    ) throws(RuleConditionError) -> RuleCondition.Comparison {
        skipBlanks()
        guard let comparator = takeComparator() else {
            let known = RuleCondition.Comparator.allCases.map(\.rawValue).joined(separator: " ")
            throw fault("expected an operator, one of \(known)")
        }
        guard comparator != .exists else {
            return RuleCondition.Comparison(left: left, comparator: .exists, right: nil)
        }
        skipBlanks()
        let right: RuleCondition.Right
        if let field = try readOtherField() {
            right = .field(field)
        } else if comparator.takesList {
            right = try readList(for: comparator)
        } else if let value = comparator.takesNumber ? takeNumber() : try readValue() {
            right = .value(value)
        } else {
            throw fault(
                "expected a \(comparator.takesNumber ? "number" : "value") after `\(comparator.rawValue)`")
        }
        return RuleCondition.Comparison(left: left, comparator: comparator, right: right)
    }

    private mutating func readOtherField() throws(RuleConditionError) -> RuleCondition.Operand? {
        guard take("val(") else { return try readTransformed() }
        skipBlanks()
        guard let field = takeFieldName() else { throw fault("expected a field in `val()`") }
        let operand = try readRestOfField(field)
        skipBlanks()
        guard take(")") else { throw fault("expected `)` behind the field of `val`") }
        return operand
    }

    private mutating func readList(
        for comparator: RuleCondition.Comparator
    ) throws(RuleConditionError) -> RuleCondition.Right {
        guard take("(") else {
            guard let name = takeIdentifier() else {
                throw fault(
                    "expected a list in parentheses, or the name of one, after `\(comparator.rawValue)`")
            }
            return .list(name)
        }
        var values: [String] = []
        skipBlanks()
        if let first = try readValue() {
            values.append(first)
            skipBlanks()
            while take(",") {
                skipBlanks()
                guard let value = try readValue() else { throw fault("expected a value after the comma") }
                values.append(value)
                skipBlanks()
            }
        }
        guard take(")") else { throw fault("expected `,` or `)` in a list") }
        return .values(values)
    }

    private mutating func readValue() throws(RuleConditionError) -> String? {
        try takeQuoted() ?? takeWord(where: Self.isValue)
    }

    private mutating func enter() throws(RuleConditionError) {
        depth += 1
        guard depth < Self.depthLimit else {
            throw fault("it is nested deeper than \(Self.depthLimit) levels")
        }
    }
}

// MARK: Words

extension RuleConditionParser {
    private var isAtEnd: Bool { position == text.count }

    private func fault(_ message: String) -> RuleConditionError {
        let before = text[..<position]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return RuleConditionError(message: message, line: line, column: position - start + 1)
    }

    @discardableResult
    private mutating func skipBlanks() -> Bool {
        let start = position
        while position < text.count, Self.isBlank(text[position]) { position += 1 }
        return position > start
    }

    /// Goes behind `word` when it stands here.
    private mutating func take(_ word: String) -> Bool {
        guard text[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func takeWord(where isPart: (UInt8) -> Bool) -> String? {
        let start = position
        while position < text.count, isPart(text[position]) { position += 1 }
        return position > start ? String(decoding: text[start..<position], as: UTF8.self) : nil
    }

    private mutating func takeIdentifier() -> String? {
        guard position < text.count, Self.isLetter(text[position]) else { return nil }
        return takeWord(where: Self.isIdentifier)
    }

    /// Identifiers joined by dots, two at least.
    private mutating func takeFieldName() -> String? {
        let start = position
        guard takeIdentifier() != nil else { return nil }
        var end = position
        var parts = 1
        while position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            guard takeIdentifier() != nil else { break }
            end = position
            parts += 1
        }
        guard parts > 1 else {
            position = start
            return nil
        }
        position = end
        return String(decoding: text[start..<end], as: UTF8.self)
    }

    private mutating func takeComparator() -> RuleCondition.Comparator? {
        for comparator in RuleCondition.Comparator.allCases {
            // Falco wants a space behind these words; `in`, `pmatch` and `intersects` may be followed by `(`.
            let isWord = comparator.rawValue.utf8.first.map(Self.isLetter) ?? false
            let needsSpace = isWord && !comparator.takesList && comparator != .exists
            if take(needsSpace ? "\(comparator.rawValue) " : comparator.rawValue) { return comparator }
        }
        return nil
    }

    private mutating func takeNumber() -> String? {
        let start = position
        if take("0x") || take("0X"), takeWord(where: Self.isAlphanumeric) != nil {
            return String(decoding: text[start..<position], as: UTF8.self)
        }
        position = start
        if !take("+") { _ = take("-") }
        guard takeWord(where: Self.isDigit) != nil else {
            position = start
            return nil
        }
        if take(".") { _ = takeWord(where: Self.isDigit) }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    /// A string in quotes, without them and with its escapes resolved; `nil` when none stands here.
    private mutating func takeQuoted() throws(RuleConditionError) -> String? {
        guard position < text.count,
            text[position] == UInt8(ascii: "\"") || text[position] == UInt8(ascii: "'")
        else { return nil }
        let quote = text[position]
        let start = position
        var value: [UInt8] = []
        position += 1
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == quote { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                value.append(try takeEscaped(in: quote))
            } else {
                value.append(byte)
            }
        }
        position = start
        throw fault("a quote is never closed")
    }

    private mutating func takeEscaped(in quote: UInt8) throws(RuleConditionError) -> UInt8 {
        guard position < text.count else { throw fault("a quote is never closed") }
        let byte = text[position]
        position += 1
        switch byte {
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        // Falco reads an escaped space as a backslash, to go on taking rules that were written so by mistake.
        case UInt8(ascii: " "), UInt8(ascii: "\\"): return UInt8(ascii: "\\")
        case UInt8(ascii: "/"): return UInt8(ascii: "/")
        case quote: return quote
        default:
            position -= 1
            throw fault("`\\` escapes only the quote, \\, /, b, f, n, r and t")
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x08...0x0A).contains(byte) || byte == 0x0D
    }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
    private static func isIdentifier(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "_")
    }
    private static func isValue(_ byte: UInt8) -> Bool {
        !isBlank(byte) && !"()\"'=,\u{0B}\u{0C}".utf8.contains(byte)
    }
    private static func isArgument(_ byte: UInt8) -> Bool {
        !isBlank(byte) && !"[]\"'\u{0B}\u{0C}".utf8.contains(byte)
    }
}
