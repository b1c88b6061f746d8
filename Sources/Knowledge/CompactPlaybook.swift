package import Escaping

/// A playbook as reports are made from it: what `Playbook` says, in little memory and quick to read.
///
/// All texts lie one after the other in one buffer, each once. All else is rows of numbers: a template is a run of
/// segments, a segment a place in the buffer; what an item asks of an alert is a set of facts and a run of tests.
package final class CompactPlaybook: @unchecked Sendable {
    /// How reports name it: its kind and its name or path.
    package let source: String
    /// Whether it comes from a file of the user's.
    package let isAdded: Bool

    /// What happened: the first sentence, and the rest.
    package let happened: Template?
    package let explanation: Template?
    package let abuse: Template?
    package let innocent: [Cause]
    /// In the order of their phases.
    package let steps: [Step]
    /// Where each phase's steps end.
    private let phaseEnds: SIMD4<UInt16>
    package let commands: [Command]
    /// The steps' commands.
    package let stepCommands: [Command]
    package let tuning: Tuning?
    /// All statements; what they are for is told by the section in which they stand.
    package let statements: [Statement]
    package let impact, suspicious, reassuring, evidence: Range<Int>
    /// When an exception is never right.
    package let never: Range<Int>

    package let segments: [Segment]
    package let tests: [Test]
    package let patterns: [Passage]
    /// Names of the fields that the playbook asks for; segments and tests number them.
    private let fields: [Passage]
    /// The techniques that it names itself.
    package let attack: [String]
    package let related: [String]
    package let references: [String]
    private let buffer: TextBuffer
    private let contexts: [ShellContext]

    /// - Parameter playbook: of which no text is longer than `longestText`.
    package convenience init(_ playbook: Playbook, _ kind: PlaybookKind) {
        self.init(playbook, kind, CompactPlaybookMaker())
    }

    private init(_ playbook: Playbook, _ kind: PlaybookKind, _ maker: CompactPlaybookMaker) {
        source = "\(kind.word): \(playbook.origin)"
        isAdded = playbook.path != nil
        // Copies, here and below: what was gathered has room for more.
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
        innocent = playbook.innocent.map { maker.cause($0) }
        let phases = Playbook.Step.Phase.allCases.map { phase in
            playbook.steps.filter { $0.phase == phase }
        }
        steps = Array(phases.joined()).map { maker.step($0) }
        var ends = SIMD4<UInt16>()
        for (index, steps) in phases.enumerated() {
            ends[index] = (index > 0 ? ends[index - 1] : 0) + UInt16(steps.count)
        }
        phaseEnds = ends
        commands = playbook.commands.map { maker.command($0) }
        tuning = playbook.tuning.map { maker.tuning($0) }
        fields = maker.fields.map { maker.passage($0) }
        statements = maker.statements.map(\.self)
        stepCommands = maker.stepCommands.map(\.self)
        segments = maker.segments.map(\.self)
        tests = maker.tests.map(\.self)
        patterns = maker.patterns.map(\.self)
        contexts = maker.contexts.map(\.self)
        buffer = maker.buffer()
    }
}

extension CompactPlaybook {
    /// The longest text that a playbook may hold, in bytes.
    package static let longestText = 16 * 1024

    /// Some of the buffer.
    package struct Passage: Sendable {
        package let start: UInt32
        package let count: UInt16
        /// Whether JSON takes it as it is.
        package let isPlain: Bool
    }

    package struct Template: Sendable {
        /// Of its segments among the playbook's.
        package let first: UInt32
        package let count: UInt16
        /// How long the words in it are together, at most 65,535.
        package let length: UInt16
    }

    package struct Segment: Sendable {
        package enum Source: Sendable {
            case words
            /// The value of the field of that number.
            case field(UInt16)
            case derived(DerivedWord)
        }
        package let source: Source
        /// Whether there is no text at all without the value.
        package let isNeeded: Bool
        /// Words of ours, or what stands for a value that is missing.
        package let text: Passage
        /// Of words in a command: the number of what they mean for what comes next.
        let context: UInt8
    }

    /// What must hold for an item to be shown.
    package struct Check: Sendable {
        package let required: FactSet
        package let forbidden: FactSet
        /// Of its tests among the playbook's.
        package let first: UInt32
        package let count: UInt32
    }

    package struct Test: Sendable {
        package enum Subject: Sendable {
            /// The field of that number.
            case field(UInt16)
            case derived(DerivedWord)
        }
        package enum Relation: Sendable { case isKnown, isAmong }
        package let subject: Subject
        package let relation: Relation
        /// Among the playbook's patterns, of those that the value may fit.
        package let first: UInt32
        package let count: UInt16
        /// Whether it must hold, or must not.
        package let isWanted: Bool
    }

    package struct Statement: Sendable {
        package let check: Check
        package let text: Template
    }

    package struct Cause: Sendable {
        package let check: Check
        package let cause: Template
        package let test: Template
    }

    package struct Step: Sendable {
        package let check: Check
        package let action: Template
        package let why: Template
        package let undo: Template?
        /// Among the steps' commands.
        package let command: UInt16?
    }

    package struct Command: Sendable {
        package let check: Check
        package let purpose: Template?
        package let run: Template
        package let place: Playbook.Command.Place
        package let disruptive: Bool
        package let needs: Passage?
    }

    package struct Tuning: Sendable {
        package let advice: Template?
        /// Numbers of fields.
        package let keys: [UInt16]
        package let context: [UInt16]
        let macro: Passage?
    }
}

extension CompactPlaybook {
    /// The first byte of all texts; valid as long as the playbook.
    package var start: UnsafePointer<UInt8> { UnsafePointer(buffer.start) }

    /// The words that lie there, not copied.
    package func text(_ passage: Passage) -> Text {
        Text(
            of: buffer, first: Int(passage.start), count: Int(passage.count), isPlain: passage.isPlain)
    }

    package func string(_ passage: Passage) -> String { text(passage).string }

    /// Adds the words that lie there.
    package func add(_ passage: Passage, to prose: inout Prose) {
        prose.append(bytes(passage), isPlain: passage.isPlain)
    }

    /// The same for a command in which a value stands in each place for one before: then the words mean the same for
    /// what comes next as they did when they were read.
    /// - Returns: false when it was not found out what they mean; then nothing was added.
    package func add(_ segment: Segment, to command: inout ShellCommand) -> Bool {
        guard Int(segment.context) < contexts.count else { return false }
        command.append(
            bytes(segment.text), isPlain: segment.text.isPlain, leadingTo: contexts[Int(segment.context)])
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
