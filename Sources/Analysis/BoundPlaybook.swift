internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// A playbook, and where alerts of one layout have the fields that it asks for.
final class BoundPlaybook {
    let playbook: CompactPlaybook
    /// By the numbers of the playbook's fields; -1 for those that such alerts do not have.
    private let places: [Int32]
    /// Where they have their process id, or -1.
    private let processID: Int32

    init(_ playbook: CompactPlaybook, _ layout: FieldLayout) {
        self.playbook = playbook
        places = playbook.fieldNames.map { layout.place(of: $0).map(Int32.init) ?? -1 }
        processID = layout.place(of: .processID).map(Int32.init) ?? -1
    }

    /// Roughly what it takes in memory, in bytes. The playbook belongs to the knowledge.
    var size: Int { 96 + places.count * MemoryLayout<Int32>.size }

    /// The place of the field of that number; `nil` when such alerts do not have it.
    func place(of field: UInt16) -> Int? {
        let place = places[Int(field)]
        return place < 0 ? nil : Int(place)
    }

    // MARK: Conditions

    /// Whether items with the check of that number are to be shown for the alert.
    @inline(__always)
    func holds(_ number: UInt16, _ facts: AlertFacts) -> Bool {
        let check = playbook.checks[Int(number)]
        guard check.allows(facts.traits.facts) else { return false }
        return check.count == 0 || passes(check.tests, facts)
    }

    private func passes(_ tests: Range<Int>, _ facts: AlertFacts) -> Bool {
        for index in tests where holds(playbook.tests[index], facts) != playbook.tests[index].isWanted {
            return false
        }
        return true
    }

    private func holds(_ test: CompactPlaybook.Test, _ facts: AlertFacts) -> Bool {
        let value: String? =
            switch test.subject {
            case .field(let number): place(of: number).flatMap { facts.known[$0] }
            case .derived(let word): facts.value(of: word)
            }
        guard let value else { return false }
        switch test.relation {
        case .isKnown: return true
        case .isAmong: return holds(test, value)
        }
    }

    /// Whether the value is one of those that the test names.
    private func holds(_ test: CompactPlaybook.Test, _ value: String) -> Bool {
        let start = playbook.start
        var value = value
        return value.withUTF8 { value in
            for index in test.patterns {
                let pattern = playbook.patterns[index]
                let bytes = UnsafeBufferPointer(start: start + Int(pattern.start), count: Int(pattern.count))
                if BoundPlaybook.mayMatch(bytes, value), Glob.matches(pattern: bytes, value) { return true }
            }
            return false
        }
    }

    /// Whether the pattern's first byte lets it match; most patterns are done with that.
    @inline(__always)
    private static func mayMatch(
        _ pattern: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard let first = pattern.first, first != UInt8(ascii: "*"), first != UInt8(ascii: "?") else {
            return true
        }
        return value.first == first
    }

    // MARK: Texts

    /// What stands in a text where the alert has its say.
    enum Source {
        case words
        /// The field at that place.
        case place(Int)
        case word(DerivedWord)
        /// A field that such alerts do not have.
        case nowhere
    }

    func source(of segment: CompactPlaybook.Segment) -> Source {
        let place: Int32
        switch segment.source {
        case .words: return .words
        case .field(let number): place = places[Int(number)]
        case .derived(.pid): place = processID
        case .derived(let word): return .word(word)
        }
        return place < 0 ? .nowhere : .place(Int(place))
    }

    private func source(of subject: CompactPlaybook.Test.Subject) -> Source {
        let place: Int32
        switch subject {
        case .field(let number): place = places[Int(number)]
        case .derived(.pid): place = processID
        case .derived(let word): return .word(word)
        }
        return place < 0 ? .nowhere : .place(Int(place))
    }

    /// Whether such alerts have all fields without which there is no text.
    func mayFill(_ template: CompactPlaybook.Template) -> Bool {
        for index in template.segments where playbook.segments[index].isNeeded {
            if case .nowhere = source(of: playbook.segments[index]) { return false }
        }
        return true
    }

    /// How many of those statements hold and can be filled.
    func count(_ statements: Range<Int>, _ facts: AlertFacts) -> Int {
        statements.count { index in
            holds(playbook.statements[index].check, facts) && isFilled(playbook.statements[index].text, facts)
        }
    }

    /// What decides whether those statements are shown: values that their conditions ask for, and such without which
    /// there is no text. Statements that alerts of the layout can never show ask for nothing.
    func subjects(_ statements: Range<Int>) -> [Source] {
        statements.flatMap { index in
            let statement = playbook.statements[index]
            let tests = playbook.checks[Int(statement.check)].tests.map {
                (playbook.tests[$0], source(of: playbook.tests[$0].subject))
            }
            let isImpossible = tests.contains { test, source in
                if test.isWanted, case .nowhere = source { true } else { false }
            }
            guard !isImpossible, mayFill(statement.text) else { return [] as [Source] }
            let needed = statement.text.segments.filter { playbook.segments[$0].isNeeded }
            return tests.map(\.1) + needed.map { source(of: playbook.segments[$0]) }
        }
    }

    /// Whether the alert has every value without which there is no text.
    private func isFilled(_ template: CompactPlaybook.Template, _ facts: AlertFacts) -> Bool {
        template.segments.allSatisfy { index in
            guard playbook.segments[index].isNeeded else { return true }
            return switch source(of: playbook.segments[index]) {
            case .words: true
            case .place(let place): facts.known[place] != nil
            case .word(let word): facts.value(of: word) != nil
            case .nowhere: false
            }
        }
    }

    /// The text with the alert's values in it, marked as such; `nil` when it needs one that the alert does not have.
    func fill(_ template: CompactPlaybook.Template, _ facts: AlertFacts) -> Prose? {
        let segments = template.segments
        if segments.count == 1, case .words = playbook.segments[segments.lowerBound].source {
            return Prose(playbook.text(of: playbook.segments[segments.lowerBound]))
        }
        guard mayFill(template) else { return nil }
        var prose = Prose()
        prose.reserve(bytes: Int(template.length) + 32 * segments.count, values: segments.count)
        for index in segments where !add(playbook.segments[index], to: &prose, facts) { return nil }
        return prose
    }

    /// - Returns: false when a value is missing that is needed.
    private func add(_ segment: CompactPlaybook.Segment, to prose: inout Prose, _ facts: AlertFacts) -> Bool {
        switch source(of: segment) {
        case .words:
            playbook.add(textOf: segment, to: &prose)
            return true
        case .place(let place):
            if let value = facts.known[place] {
                prose.append(value: Excerpt.of(value))
                return true
            }
        case .word(let word):
            if facts.add(word, to: &prose) { return true }
        case .nowhere: break
        }
        if segment.isNeeded { return false }
        playbook.add(textOf: segment, to: &prose)
        return true
    }
}
