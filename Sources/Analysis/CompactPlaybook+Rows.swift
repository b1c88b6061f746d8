internal import Knowledge

// Here, not in `Knowledge`: they are asked a thousand times a report, and no code of another module is inlined.

extension CompactPlaybook.Template {
    /// The places of its segments.
    var segments: Range<Int> { Int(first)..<Int(first) + Int(count) }
}

extension CompactPlaybook.Segment {
    /// Whether there is no text at all without the value.
    var isNeeded: Bool { startHigh == Self.noText }
}

extension CompactPlaybook.Check {
    /// The places of its tests.
    var tests: Range<Int> { Int(first)..<Int(first) + Int(count) }

    /// Whether the facts let it hold.
    func allows(_ facts: FactSet) -> Bool {
        required.bits & ~facts.bits == 0 && forbidden.bits & facts.bits == 0
    }
}

extension CompactPlaybook.Test {
    /// The places of its patterns.
    var patterns: Range<Int> { Int(first)..<Int(first) + Int(count) }
}
