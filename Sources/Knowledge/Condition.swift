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

    package func holds(_ facts: some Facts) -> Bool {
        let result =
            switch test {
            case .fact(let fact): facts.has(fact)
            case .has(let subject): subject.value(facts) != nil
            case .matches(let subject, let glob): subject.value(facts).map(glob.matches) ?? false
            case .among(let subject, let globs):
                subject.value(facts).map { value in globs.contains { $0.matches(value) } } ?? false
            }
        return result != negated
    }
}

extension Condition.Subject {
    func value(_ facts: some Facts) -> String? {
        switch self {
        case .field(let name): facts.value(of: name)
        case .word(let word): facts.value(of: word)
        }
    }
}

extension [Condition] {
    /// Whether all of them hold; an empty list always does.
    package func hold(_ facts: some Facts) -> Bool {
        allSatisfy { $0.holds(facts) }
    }
}
