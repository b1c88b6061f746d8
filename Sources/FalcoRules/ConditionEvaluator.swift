/// A condition made ready to be evaluated over many alerts as libsinsp evaluates it over events.
///
/// What an alert does not print is unknown, and so is all that depends on it: see ``Truth``.
package struct ConditionEvaluator: Sendable {
    indirect enum Node: Sendable {
        case or([Node])
        case and([Node])
        case not(Node)
        case test(ConditionTest)
    }

    private let root: Node

    /// - Parameters:
    ///   - macros: those that the condition may name, with lists resolved.
    ///   - type: what Falco compares a field as; the name comes without its argument. `nil` for a field of unknown type:
    ///     whether it exists can be told, nothing else.
    /// - Throws: the first thing that Falco would not compile.
    package init(
        _ condition: RuleCondition, macros: [String: RuleCondition] = [:],
        type: @escaping (String) -> FieldType?
    ) throws(ConditionFault) {
        root = try Self.compile(condition, macros, type, depth: 0)
    }

    private static func compile(
        _ condition: RuleCondition, _ macros: [String: RuleCondition], _ type: (String) -> FieldType?,
        depth: Int
    ) throws(ConditionFault) -> Node {
        guard depth < 200 else { throw ConditionFault(message: "macros name each other in a circle") }
        func all(_ parts: [RuleCondition]) throws(ConditionFault) -> [Node] {
            var nodes: [Node] = []
            for part in parts { nodes.append(try compile(part, macros, type, depth: depth + 1)) }
            return nodes
        }
        switch condition {
        case .or(let parts): return .or(try all(parts))
        case .and(let parts): return .and(try all(parts))
        case .not(let part): return .not(try compile(part, macros, type, depth: depth + 1))
        case .macro(let name):
            guard let macro = macros[name] else {
                throw ConditionFault(message: "there is no macro `\(name)`")
            }
            return try compile(macro, macros, type, depth: depth + 1)
        case .comparison(let comparison): return .test(try ConditionTest(comparison, type))
        }
    }

    /// Whether the condition holds for an alert.
    package func evaluate(_ source: some FieldSource) -> Truth { Self.evaluate(root, source) }

    private static func evaluate(_ node: Node, _ source: some FieldSource) -> Truth {
        switch node {
        case .or(let nodes):
            var truth = Truth.no
            for node in nodes {
                truth = truth || evaluate(node, source)
                if truth == .yes { break }
            }
            return truth
        case .and(let nodes):
            var truth = Truth.yes
            for node in nodes {
                truth = truth && evaluate(node, source)
                if truth == .no { break }
            }
            return truth
        case .not(let node): return !evaluate(node, source)
        case .test(let test): return test.evaluate(source)
        }
    }

    /// The fields that keep the condition from being decided for an alert, each once, in order.
    package func undecided(_ source: some FieldSource) -> [String] {
        var names: [String] = []
        func visit(_ node: Node) {
            guard Self.evaluate(node, source) == .unknown else { return }
            switch node {
            case .or(let nodes), .and(let nodes): for node in nodes { visit(node) }
            case .not(let node): visit(node)
            case .test(let test): if !names.contains(test.name) { names.append(test.name) }
            }
        }
        visit(root)
        return names
    }
}
