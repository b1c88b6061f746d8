internal import Knowledge

/// The conditions of an item worked out for alerts of one layout.
struct Check: Sendable {
    /// What a condition asks for.
    enum Subject: Sendable, Hashable {
        case place(Int)
        case word(DerivedWord)

        func value(in facts: AlertFacts) -> String? {
            switch self {
            case .place(let place): facts.known[place]
            case .word(let word): facts.value(of: word)
            }
        }
    }

    private enum Test: Sendable {
        case has(Subject)
        case matches(Subject, Glob)
        case among(Subject, [Glob])
    }

    private var required = Traits.none
    private var forbidden = Traits.none
    private var tests: [(test: Test, wanted: Bool)] = []

    /// `nil` when they cannot all hold for such alerts.
    init?(_ conditions: [Condition], _ layout: FieldLayout) {
        for condition in conditions {
            let wanted = !condition.negated
            let test: Test?
            switch condition.test {
            case .fact(let fact):
                if wanted { required.insert(fact) } else { forbidden.insert(fact) }
                continue
            case .has(let subject): test = Check.subject(subject, layout).map { .has($0) }
            case .matches(let subject, let glob):
                test = Check.subject(subject, layout).map { .matches($0, glob) }
            case .among(let subject, let values):
                test = Check.subject(subject, layout).map { .among($0, values) }
            }
            // A test of a field that such alerts do not have never holds.
            if let test { tests.append((test, wanted)) } else if wanted { return nil }
        }
    }

    /// What its tests ask for.
    var subjects: [Subject] {
        tests.map { test, _ in
            switch test {
            case .has(let subject), .matches(let subject, _), .among(let subject, _): subject
            }
        }
    }

    private static func subject(_ subject: Condition.Subject, _ layout: FieldLayout) -> Subject? {
        switch subject {
        case .field(let key): layout.place(of: key).map { .place($0) }
        case .word(.pid): layout.place(of: .processID).map { .place($0) }
        case .word(let word): .word(word)
        }
    }

    /// Whether the traits let it hold. What is left is up to the values: see `holds`.
    func allows(_ traits: Traits) -> Bool {
        traits.isSuperset(of: required) && traits.isDisjoint(with: forbidden)
    }

    /// Whether it holds for an alert whose traits allow it.
    func holds(_ facts: AlertFacts) -> Bool {
        for (test, wanted) in tests where Check.holds(test, facts) != wanted { return false }
        return true
    }

    private static func holds(_ test: Test, _ facts: AlertFacts) -> Bool {
        switch test {
        case .has(let subject): subject.value(in: facts) != nil
        case .matches(let subject, let glob): subject.value(in: facts).map(glob.matches) ?? false
        case .among(let subject, let globs):
            subject.value(in: facts).map { value in globs.contains { $0.matches(value) } } ?? false
        }
    }
}
