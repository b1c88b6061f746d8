package import Escaping

/// A playbook as reports are made from it: what `Playbook` says, in little memory and quick to read.
///
/// It lies in one piece of memory: rows of numbers, and behind them all texts, each once. A template is a run of
/// segments, a segment a place among the texts; what an item asks of an alert is a check, which many items share: a set
/// of facts and a run of tests.
package final class CompactPlaybook: @unchecked Sendable {
    /// How reports name it: its kind and its name or path.
    package let source: String
    /// Whether it comes from a file of the user's.
    package let isAdded: Bool

    /// What happened: the first sentence, and the rest.
    package let happened: Template?
    package let explanation: Template?
    package let abuse: Template?
    package let innocent: UnsafeBufferPointer<Cause>
    /// In the order of their phases.
    package let steps: UnsafeBufferPointer<Step>
    /// Where each phase's steps end.
    private let phaseEnds: SIMD4<UInt16>
    package let commands: UnsafeBufferPointer<Command>
    /// The steps' commands.
    package let stepCommands: UnsafeBufferPointer<Command>
    package let tuning: Tuning?
    /// All statements; what they are for is told by the section in which they stand.
    package let statements: UnsafeBufferPointer<Statement>
    package let impact, suspicious, reassuring, evidence: Range<Int>
    /// When an exception is never right.
    package let never: Range<Int>

    package let checks: UnsafeBufferPointer<Check>
    package let segments: UnsafeBufferPointer<Segment>
    package let tests: UnsafeBufferPointer<Test>
    package let patterns: UnsafeBufferPointer<Passage>
    /// Names of the fields that the playbook asks for; segments and tests number them.
    private let fields: UnsafeBufferPointer<Passage>
    // Strings, which plans of rules share.
    /// The techniques that it names itself.
    package let attack: [String]
    /// Names of related rules.
    package let related: [String]
    /// For further reading, by name.
    package let references: [String]
    /// The first byte of all texts; valid as long as the playbook, as the rows are.
    package let start: UnsafePointer<UInt8>
    /// Keeps rows and texts in memory; `nil` when they last as long as the program.
    private let keeper: TextBuffer?
    private let contexts: [ShellContext]

    /// - Parameters:
    ///   - playbook: of which no text is longer than `longestText`.
    ///   - lasts: whether its texts stay in memory as long as the program. Then reports need not count who holds them.
    package convenience init(_ playbook: Playbook, _ kind: PlaybookKind, lasts: Bool = false) {
        self.init(playbook, kind, lasts, CompactPlaybookMaker())
    }

    private init(_ playbook: Playbook, _ kind: PlaybookKind, _ lasts: Bool, _ maker: CompactPlaybookMaker) {
        isAdded = playbook.path != nil
        source = "\(kind.word): \(playbook.origin)"
        // Copies: what was gathered has room for more.
        attack = playbook.attack.map(\.self)
        related = playbook.related.map(\.self)
        references = playbook.references.map(\.self)
        let meaning = playbook.meaning?.sentences
        happened = meaning.map { maker.template($0.first) }
        explanation = meaning?.rest.map { maker.template($0) }
        abuse = playbook.abuse.map { maker.template($0) }
        impact = maker.section(playbook.impact)
        suspicious = maker.section(playbook.suspicious)
        reassuring = maker.section(playbook.reassuring)
        evidence = maker.section(playbook.evidence)
        never = maker.section(playbook.tuning?.never ?? [])
        let macro = playbook.tuning?.macro.map { maker.passage($0) }
        let advice = playbook.tuning?.advice.map { maker.template($0) }
        var pack = RowPack()
        let keys = pack.add(playbook.tuning?.keys.map { maker.number(of: $0) } ?? [])
        let context = pack.add(playbook.tuning?.context.map { maker.number(of: $0) } ?? [])
        let innocent = pack.add(playbook.innocent.map { maker.cause($0) })
        let phases = Playbook.Step.Phase.allCases.map { phase in
            playbook.steps.filter { $0.phase == phase }
        }
        let steps = pack.add(phases.joined().map { maker.step($0) })
        var ends = SIMD4<UInt16>()
        for (index, steps) in phases.enumerated() {
            ends[index] = (index > 0 ? ends[index - 1] : 0) + UInt16(steps.count)
        }
        phaseEnds = ends
        let commands = pack.add(playbook.commands.map { maker.command($0) })
        // Behind all that adds to them.
        let stepCommands = pack.add(maker.stepCommands)
        let statements = pack.add(maker.statements)
        let fields = pack.add(maker.fields.map { maker.passage($0) })
        let checks = pack.add(maker.checks)
        let segments = pack.add(maker.segments)
        let tests = pack.add(maker.tests)
        let patterns = pack.add(maker.patterns)
        let texts = pack.add(maker.bytes)
        contexts = maker.contexts.map(\.self)

        let buffer = pack.buffer()
        if playbook.tuning == nil {
            tuning = nil
        } else {
            tuning = Tuning(
                advice: advice, keys: keys.rows(in: buffer), context: context.rows(in: buffer), macro: macro)
        }
        self.innocent = innocent.rows(in: buffer)
        self.steps = steps.rows(in: buffer)
        self.commands = commands.rows(in: buffer)
        self.stepCommands = stepCommands.rows(in: buffer)
        self.statements = statements.rows(in: buffer)
        self.fields = fields.rows(in: buffer)
        self.checks = checks.rows(in: buffer)
        self.segments = segments.rows(in: buffer)
        self.tests = tests.rows(in: buffer)
        self.patterns = patterns.rows(in: buffer)
        start = UnsafePointer(buffer.start) + texts.offset
        keeper = lasts ? nil : buffer
        if lasts { buffer.lastForever() }
    }
}

extension CompactPlaybook {
    /// The words that lie there, not copied.
    package func text(_ passage: Passage) -> Text {
        Text(sharing: bytes(passage), of: keeper, isPlain: passage.isPlain)
    }

    package func string(_ passage: Passage) -> String { text(passage).string }

    /// The segment's words, or what stands for its value when that is missing.
    package func text(of segment: Segment) -> Text { text(segment.text) }

    package func add(textOf segment: Segment, to prose: inout Prose) {
        prose.append(bytes(segment.text), isPlain: segment.text.isPlain)
    }

    /// The same for words of a command in which a value stands in each place for one before: then they mean the same for
    /// what comes next as they did when they were read.
    /// - Returns: false when it was not found out what they mean; then nothing was added.
    package func add(wordsOf segment: Segment, to command: inout ShellCommand) -> Bool {
        guard case .words(let context) = segment.source, Int(context) < contexts.count else { return false }
        command.append(
            bytes(segment.text), isPlain: segment.text.isPlain, leadingTo: contexts[Int(context)])
        return true
    }

    private func bytes(_ passage: Passage) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: start + Int(passage.start), count: Int(passage.count))
    }

    /// The rule's own macro or list for tuning.
    package var macro: String? { (tuning?.macro).map(string) }

    /// The places of a phase's steps.
    package func steps(in phase: Int) -> Range<Int> {
        (phase == 0 ? 0 : Int(phaseEnds[phase - 1]))..<Int(phaseEnds[phase])
    }

    /// The names of the fields, by their numbers.
    package var fieldNames: [String] { fields.map(string) }
    package func name(ofField number: UInt16) -> String { string(fields[Int(number)]) }
}
