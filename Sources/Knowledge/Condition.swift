/// One entry of a playbook's `when`, parsed.
///
/// Written as a fact's name (`container`, `root`, …), `has FIELD`, `FIELD = GLOB` or `FIELD in a, b, c*`; `not ` before
/// any of them negates it. A condition on a field that the alert lacks does not hold, so its negation does.
package struct Condition: Sendable, Hashable {
    package enum Subject: Sendable, Hashable {
        case field(String)
        case word(DerivedWord)
    }

    package enum Test: Sendable, Hashable {
        case fact(Fact)
        case has(Subject)
        case matches(Subject, Glob)
        case among(Subject, [Glob])
    }

    package let negated: Bool
    package let test: Test

    package init(_ test: Test, negated: Bool = false) {
        self.test = test
        self.negated = negated
    }
}
