internal import FalcoAlerts
internal import Knowledge

/// One thing that an alert must be, or must not be, to be selected.
package struct Criterion: Sendable, Hashable {
    /// What a criterion looks at. Raw values are the names of the flags.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The alert is at least that severe.
        case minimumPriority = "min-priority"
        /// The rule's name, as a glob; letters' case does not count.
        case rule
        case tag
        case source
        /// The container's id (12 digits or more) or its name.
        case container
        /// The Kubernetes namespace.
        case namespace
        /// An output field: `KEY=GLOB`. `KEY=` and `KEY=<NA>` select alerts in which the field says nothing.
        case field
    }

    enum Test: Sendable, Hashable {
        case minimum(Priority)
        case name(Glob)
        /// Two ways to write the same container: as given, and its first 12 digits.
        case container(Glob, Glob?)
        case field(String, Glob)
        case fieldSaysNothing(String)
    }

    package let kind: Kind
    package let isNegated: Bool
    let test: Test

    /// The longest text that is taken, in bytes.
    package static let longestText = 4096

    /// A criterion from what follows its flag.
    /// - Throws: `FilterError` that names what is wrong with the text.
    package init(_ kind: Kind, _ text: String, isNegated: Bool = false) throws(FilterError) {
        guard !text.isEmpty else {
            throw FilterError(code: .empty, message: "needs a value; an empty one selects nothing")
        }
        guard text.utf8.count <= Criterion.longestText else {
            throw FilterError(
                code: .tooLong,
                message: "takes at most \(Criterion.longestText) bytes, not \(text.utf8.count)")
        }
        self.kind = kind
        self.isNegated = isNegated
        switch kind {
        case .minimumPriority: test = .minimum(try Criterion.priority(text))
        case .rule: test = .name(Glob(String(decoding: text.utf8.map(Criterion.lowered), as: UTF8.self)))
        case .tag, .source, .namespace: test = .name(Glob(text))
        case .container:
            let isLongID = text.utf8.count > 12 && text.utf8.allSatisfy(Criterion.isHexadecimal)
            test = .container(Glob(text), isLongID ? Glob(String(text.prefix(12))) : nil)
        case .field: test = try Criterion.field(text)
        }
    }

    private static func priority(_ text: String) throws(FilterError) -> Priority {
        if let priority = Priority(spelling: text) { return priority }
        let names = Priority.known.map { $0.name.lowercased() }.joined(separator: ", ")
        throw FilterError(
            code: .unknownPriority, message: "'\(text)' is no priority of Falco's; those are \(names)")
    }

    private static func field(_ text: String) throws(FilterError) -> Test {
        // A key may hold `=` within brackets, as in `ka.uri.param[a=b]`.
        var depth = 0
        for index in text.utf8.indices {
            switch text.utf8[index] {
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "=") where depth <= 0:
                let key = String(text[..<index])
                let pattern = String(text[text.utf8.index(after: index)...])
                guard !key.isEmpty, !key.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
                    throw FilterError(
                        code: .badKey,
                        message: "'\(key)' is no field's name; write KEY=GLOB, for example proc.name=nc*")
                }
                if pattern.isEmpty || pattern == "<NA>" { return .fieldSaysNothing(key) }
                return .field(key, Glob(pattern))
            default: break
            }
        }
        throw FilterError(
            code: .noValue, message: "'\(text)' has no '='; write KEY=GLOB, for example proc.name=nc*")
    }

    /// An ASCII letter as its small one; any other byte as it is.
    static func lowered(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
