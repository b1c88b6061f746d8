@testable import Knowledge

/// What conditions are tested against, for tests that look at playbooks without an alert.
protocol Facts {
    func has(_ fact: Fact) -> Bool
    /// A field's value; `nil` when the alert has no such field or the field says nothing.
    func value(of field: String) -> String?
    func value(of word: DerivedWord) -> String?
}

extension [Condition] {
    /// Whether all of them hold, as `playbook-format.md` says; an empty list always does.
    func hold(_ facts: some Facts) -> Bool { allSatisfy { $0.holds(facts) } }
}

extension Condition {
    fileprivate func holds(_ facts: some Facts) -> Bool {
        func value(_ subject: Subject) -> String? {
            switch subject {
            case .field(let name): facts.value(of: name)
            case .word(let word): facts.value(of: word)
            }
        }
        let result =
            switch test {
            case .fact(let fact): facts.has(fact)
            case .has(let subject): value(subject) != nil
            case .matches(let subject, let glob): value(subject).map(glob.matches) ?? false
            case .among(let subject, let globs):
                value(subject).map { value in globs.contains { $0.matches(value) } } ?? false
            }
        return result != negated
    }
}
