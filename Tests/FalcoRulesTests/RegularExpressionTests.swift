import FalcoRules
import Testing

/// Falco's `regex`: RE2 in POSIX mode, over the whole value.
@Suite struct RegularExpressionTests {
    static let matching: [(String, String)] = [
        ("abc", "abc"), ("a.c", "axc"), ("a*", ""), ("a*", "aaa"), ("a+b?", "aa"), ("(ab|cd)+", "abcdab"),
        ("[a-c]{2,3}", "abc"), ("[^/]+", "bin"), ("/usr/(s?bin|lib)/.*", "/usr/sbin/x"), ("x{3}", "xxx"),
        ("x{2,}", "xxxx"), ("[[:digit:]]+", "0123"), ("[[:^digit:]]+", "abc"), ("\\.x\\*", ".x*"),
        ("^a$", "a"),
        ("a|", ""), ("", ""), ("é.", "éx"), ("[]a]+", "]a"), ("a\\x41", "aA"), ("\\t", "\t"), ("a{x", "a{x"),
        ("^a\n^b$", "a\nb"), ("[\\]]", "]"), ("((a))", "a"), ("[[:word:]]+", "a_1"), ("a**", "aa"),
    ]

    @Test(arguments: matching) func matches(_ pattern: String, _ value: String) throws {
        let condition = RuleCondition.comparison(
            .init(left: .init(field: "proc.name"), comparator: .regex, right: .value(pattern)))
        let evaluator = try ConditionEvaluator(condition, type: fieldType)
        #expect(evaluator.evaluate(Event(["proc.name": value])) == .yes)
    }

    static let other: [(String, String)] = [
        ("abc", "xabc"), ("abc", "abcx"), ("a.c", "a\nc"), ("[a-c]{2}", "abc"), ("x{3}", "xx"), ("a|b", "ab"),
        ("[^a]", "a"), ("^b", "ab"), ("(ab)+", "aba"),
    ]

    @Test(arguments: other) func doesNotMatch(_ pattern: String, _ value: String) throws {
        let condition = RuleCondition.comparison(
            .init(left: .init(field: "proc.name"), comparator: .regex, right: .value(pattern)))
        let evaluator = try ConditionEvaluator(condition, type: fieldType)
        #expect(evaluator.evaluate(Event(["proc.name": value])) == .no)
    }

    @Test(arguments: ["a(", "a)", "*a", "[a", "\\d", "\\", "(?i)a", "a{1001}", "[b-a]", "[[:nope:]]", "\\xZ"])
    func whatRE2RefusesIsRefused(_ pattern: String) {
        let condition = RuleCondition.comparison(
            .init(left: .init(field: "proc.name"), comparator: .regex, right: .value(pattern)))
        #expect(throws: ConditionFault.self) { try ConditionEvaluator(condition, type: fieldType) }
    }
}
