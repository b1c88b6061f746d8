import Escaping
import Testing

@testable import Knowledge

/// The form that reports use says what the file says.
@Suite struct CompactPlaybookTests {
    static let knowledge = KnowledgeBase()

    static let files: [(EmbeddedFile, PlaybookKind)] = PlaybookKind.allCases.flatMap { kind in
        EmbeddedFile.all(startingWith: kind.directory).map { ($0, kind) }
    }

    /// A playbook read back from its compact form.
    struct Reading {
        let playbook: CompactPlaybook
        let fields: [String]

        init(_ playbook: CompactPlaybook) {
            self.playbook = playbook
            fields = playbook.fieldNames
        }

        func template(_ template: CompactPlaybook.Template) -> Template {
            Template(
                segments: playbook.segments[Int(template.first)...].prefix(Int(template.count)).map {
                    segment in
                    let words = playbook.text(of: segment).string
                    let fallback = segment.startHigh == CompactPlaybook.Segment.noText ? nil : words
                    return switch segment.source {
                    case .words: .words(words)
                    case .field(let number): .field(fields[Int(number)], fallback: fallback)
                    case .derived(let word): .derived(word, fallback: fallback)
                    }
                })
        }

        /// What the conditions ask for, in any order.
        func conditions(_ number: UInt16) -> Set<Condition> {
            let check = playbook.checks[Int(number)]
            var conditions: Set<Condition> = []
            for fact in Fact.allCases {
                if check.required.contains(fact) { conditions.insert(Condition(.fact(fact))) }
                if check.forbidden.contains(fact) { conditions.insert(Condition(.fact(fact), negated: true)) }
            }
            for test in playbook.tests[Int(check.first)...].prefix(Int(check.count)) {
                let subject: Condition.Subject =
                    switch test.subject {
                    case .field(let number): .field(fields[Int(number)])
                    case .derived(let word): .word(word)
                    }
                let globs = playbook.patterns[Int(test.first)...].prefix(Int(test.count)).map {
                    Glob(playbook.string($0))
                }
                let meaning: Condition.Test =
                    test.relation == .isKnown ? .has(subject) : .among(subject, globs)
                conditions.insert(Condition(meaning, negated: !test.isWanted))
            }
            return conditions
        }

        func statements(_ range: Range<Int>) -> [Template] {
            playbook.statements[range].map { template($0.text) }
        }
    }

    /// One value after `=` is a list of one.
    static func plain(_ conditions: [Condition]) -> Set<Condition> {
        Set(
            conditions.map { condition in
                guard case .matches(let subject, let glob) = condition.test else { return condition }
                return Condition(.among(subject, [glob]), negated: condition.negated)
            })
    }

    @Test(arguments: PlaybookKind.allCases) func saysAllThatTheFileSays(kind: PlaybookKind) throws {
        for (file, _) in Self.files.filter({ $0.1 == kind }) {
            let playbook = try PlaybookReader.read(
                file.bytes, file: file.name, kind: kind, glossary: Self.knowledge.glossary)
            let compact = CompactPlaybook(playbook, kind)
            let reading = Reading(compact)
            for (section, range) in [
                (playbook.impact, compact.impact), (playbook.suspicious, compact.suspicious),
                (playbook.reassuring, compact.reassuring), (playbook.evidence, compact.evidence),
                (playbook.tuning?.never ?? [], compact.never),
            ] {
                #expect(reading.statements(range) == section.map(\.text))
                #expect(
                    compact.statements[range].map { reading.conditions($0.check) }
                        == section.map { Self.plain($0.when) })
            }
            #expect(compact.innocent.map { reading.template($0.cause) } == playbook.innocent.map(\.cause))
            #expect(compact.innocent.map { reading.template($0.test) } == playbook.innocent.map(\.check))
            #expect(
                compact.innocent.map { reading.conditions($0.check) }
                    == playbook.innocent.map { Self.plain($0.when) })
            expectSame(Array(compact.commands), playbook.commands, reading)
            expectSame(playbook, reading)
            let meaning = [compact.happened, compact.explanation].compactMap(\.self).map(reading.template)
            #expect(text(meaning) == text([playbook.meaning].compactMap(\.self)))
            #expect(compact.abuse.map(reading.template) == playbook.abuse)
            #expect(compact.tuning?.advice.map(reading.template) == playbook.tuning?.advice)
            #expect(compact.tuning?.keys.map(compact.name) == playbook.tuning?.keys)
            #expect(compact.tuning?.context.map(compact.name) == playbook.tuning?.context)
            #expect(compact.macro == playbook.tuning?.macro)
        }
    }

    private func expectSame(_ playbook: Playbook, _ reading: Reading) {
        let compact = reading.playbook
        for (number, phase) in Playbook.Step.Phase.allCases.enumerated() {
            let steps = playbook.steps.filter { $0.phase == phase }
            let same = compact.steps[compact.steps(in: number)]
            #expect(same.map { reading.template($0.action) } == steps.map(\.action))
            #expect(same.map { reading.template($0.why) } == steps.map(\.why))
            #expect(same.map { $0.undo.map(reading.template) } == steps.map(\.undo))
            #expect(same.map { reading.conditions($0.check) } == steps.map { Self.plain($0.when) })
            #expect(same.map { $0.command == nil } == steps.map { $0.command == nil })
            expectSame(
                same.compactMap(\.command).map { compact.stepCommands[Int($0)] }, steps.compactMap(\.command),
                reading)
        }
    }

    private func expectSame(
        _ compact: [CompactPlaybook.Command], _ commands: [Playbook.Command], _ reading: Reading
    ) {
        #expect(compact.map { reading.template($0.run) } == commands.map(\.run))
        #expect(compact.map { $0.purpose.map(reading.template) } == commands.map(\.purpose))
        #expect(compact.map(\.place) == commands.map(\.place))
        #expect(compact.map(\.disruptive) == commands.map(\.disruptive))
        #expect(compact.map { $0.needs.map(reading.playbook.string) } == commands.map(\.needs))
        #expect(compact.map { reading.conditions($0.check) } == commands.map { Self.plain($0.when) })
    }

    /// All words and names, with single spaces between sentences.
    private func text(_ templates: [Template]) -> String {
        templates.map { template in
            template.segments.map { segment in
                switch segment {
                case .words(let words): words
                case .field(let name, let fallback): "{\(name)|\(fallback ?? "")}"
                case .derived(let word, let fallback): "{\(word.rawValue)|\(fallback ?? "")}"
                }
            }.joined()
        }.joined(separator: " ")
    }

    @Test func aReadPlaybookIsKept() {
        let rule = "Terminal shell in container"
        let first = Self.knowledge.compactPlaybook(forRule: rule)
        #expect(first != nil && first === Self.knowledge.compactPlaybook(forRule: rule))
        #expect(Self.knowledge.compactPlaybook(forRule: "no such rule") == nil)
        #expect(
            Self.knowledge.compactPlaybook(forTechnique: "T1059.001")
                === Self.knowledge.compactPlaybook(forTechnique: "T1059"))
    }

    @Test func textsAreBounded() {
        #expect(fault(ofText: CompactPlaybook.longestText) == nil)
        #expect(fault(ofText: CompactPlaybook.longestText + 1)?.contains("longer than 16 KiB") == true)
    }

    /// What is wrong with a playbook whose only text has that many bytes.
    private func fault(ofText count: Int) -> String? {
        let yaml = Array("evidence:\n  - text: \(String(repeating: "x", count: count))\n".utf8)
        do throws(PlaybookFaults) {
            _ = try yaml.withUnsafeBufferPointer { bytes throws(PlaybookFaults) in
                try PlaybookReader.read(
                    bytes, file: "x.yaml", kind: .context, glossary: Self.knowledge.glossary)
            }
            return nil
        } catch {
            return error.errors.map(\.message).joined(separator: "; ")
        }
    }
}
