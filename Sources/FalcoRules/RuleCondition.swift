/// A condition in Falco's filter language, parsed: what a rule or macro tests.
package indirect enum RuleCondition: Sendable, Hashable {
    case or([RuleCondition])
    case and([RuleCondition])
    case not(RuleCondition)
    /// The name of a macro.
    case macro(String)
    case comparison(Comparison)

    /// A test of one field.
    package struct Comparison: Sendable, Hashable {
        package var left: Operand
        package var comparator: Comparator
        /// `nil` for `exists`.
        package var right: Right?

        package init(left: Operand, comparator: Comparator, right: Right?) {
            self.left = left
            self.comparator = comparator
            self.right = right
        }
    }

    /// A field, perhaps with an argument, perhaps changed before it is compared.
    package struct Operand: Sendable, Hashable {
        /// For example `proc.aname`.
        package var field: String
        /// For example `2` in `proc.aname[2]`.
        package var argument: String?
        /// The outermost first.
        package var transformers: [Transformer] = []

        package init(field: String, argument: String? = nil, transformers: [Transformer] = []) {
            self.field = field
            self.argument = argument
            self.transformers = transformers
        }

        /// The field as Falco prints it, without transformers.
        package var name: String { argument.map { "\(field)[\($0)]" } ?? field }
    }

    /// What a field is compared with.
    package enum Right: Sendable, Hashable {
        case value(String)
        case values([String])
        /// The name of a list, where a list of values is wanted.
        case list(String)
        /// Another field: `val(proc.name)`, or a transformed one.
        case field(Operand)
    }
}

extension RuleCondition {
    /// How two values are compared, as conditions and the `comps` of exceptions spell it.
    package enum Comparator: String, Sendable, Hashable, CaseIterable {
        case exists
        case lessOrEqual = "<="
        case less = "<"
        case greaterOrEqual = ">="
        case greater = ">"
        case same = "=="
        case equal = "="
        case unequal = "!="
        case glob, iglob, contains, icontains, bcontains, startswith, bstartswith, endswith, regex
        case intersects
        case isIn = "in"
        case pmatch

        /// Whether a list stands on the right.
        package var takesList: Bool { self == .isIn || self == .intersects || self == .pmatch }

        /// Whether it compares numbers only.
        package var takesNumber: Bool {
            switch self {
            case .less, .lessOrEqual, .greater, .greaterOrEqual: true
            default: false
            }
        }
    }

    /// What changes a field's value before it is compared.
    package enum Transformer: String, Sendable, Hashable, CaseIterable {
        case tolower, toupper, b64, basename, len
    }
}

extension RuleCondition {
    /// The fields it asks for, each once, in order.
    package var fields: [Operand] {
        var found: [Operand] = []
        visit { condition in
            guard case .comparison(let comparison) = condition else { return }
            var operands = [comparison.left]
            if case .field(let other) = comparison.right { operands.append(other) }
            for operand in operands where !found.contains(operand) { found.append(operand) }
        }
        return found
    }

    /// The macros it names, each once, in order.
    package var macros: [String] {
        var found: [String] = []
        visit { condition in
            if case .macro(let name) = condition, !found.contains(name) { found.append(name) }
        }
        return found
    }

    /// Calls `body` for the condition and each one in it.
    package func visit(_ body: (RuleCondition) -> Void) {
        body(self)
        switch self {
        case .or(let parts), .and(let parts): for part in parts { part.visit(body) }
        case .not(let part): part.visit(body)
        case .macro, .comparison: break
        }
    }
}
