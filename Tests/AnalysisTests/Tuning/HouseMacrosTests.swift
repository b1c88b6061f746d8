import FalcoAlerts
import FalcoRules
import Testing

@testable import Analysis

/// Macros that rules ask before they speak: a site that fills one has its tuning there, and finds the next one there too.
@Suite struct HouseMacrosTests {
    private static let beat = NoiseStream.every(50, 20)
    private static let rule = "Read ssh information"
    private static let macro = "user_known_read_ssh_information_activities"

    private func collection(_ text: String) throws -> RuleCollection {
        var collection = RuleCollection()
        let file = try Array(text.utf8).withUnsafeBufferPointer { try RulesFileReader.read($0) }
        try collection.add(file, origin: "site.yaml")
        return collection
    }

    private func stream(_ rule: String = rule) -> NoiseStream {
        var stream = NoiseStream()
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        stream.add(at: Self.beat, rule: rule, ["fd.name": "/root/.ssh/known_hosts"])
        return stream
    }

    /// How many alerts the macro covers once the proposals are loaded behind the site's files.
    private func covered(
        _ report: TuningReport, _ rules: RuleCollection, _ stream: NoiseStream, by macro: String
    )
        throws -> Int
    {
        var rules = rules
        let file = try Array(#require(report.file).utf8).withUnsafeBufferPointer {
            try RulesFileReader.read($0)
        }
        try rules.add(file, origin: "falconer-tuning.yaml")
        let types = FieldTypes(glossary: AnalyzerTests.knowledge.glossary)
        let evaluator = try ConditionEvaluator(
            .macro(macro), macros: rules.macroConditions(), type: { types($0) })
        return try stream.alerts().count { evaluator.evaluate(AlertSource(alert: $0)) == .yes }
    }

    @Test func whatTheSiteFilledIsFilledFurther() throws {
        let rules = try collection("- macro: \(Self.macro)\n  condition: (proc.name = \"other thing\")\n")
        let stream = stream()
        let report = try stream.report(rules: rules)
        let proposal = try #require(report.first, "\(report.objections)")
        #expect(proposal.form == .macro)
        #expect(proposal.yaml.hasPrefix("- macro: \(Self.macro)\n  condition: 'or (proc."))
        #expect(proposal.replay.saved == 20)
        #expect(try covered(report, rules, stream, by: Self.macro) == 20)
        #expect(report.faults == [])
        // What the site had in it is in it still.
        let text = try #require(report.file)
        #expect(!text.contains("condition: replace"))
    }

    @Test func severalFindingsBecomeOneAddition() throws {
        let rules = try collection("- macro: \(Self.macro)\n  condition: (proc.name = other)\n")
        var stream = stream()
        stream.add(
            at: NoiseStream.every(60, 17, from: 5), rule: Self.rule,
            [
                "fd.name": "/root/.ssh/config", "proc.exepath": "/usr/sbin/syncd", "proc.name": "syncd",
                "proc.cmdline": "syncd 'it''s'",
            ])
        let report = try stream.report(rules: rules)
        #expect(report.proposals.map(\.form) == [.macro])
        #expect(report.first?.replay.saved == 37)
        #expect(try covered(report, rules, stream, by: Self.macro) == 37)
        #expect(report.faults == [])
    }

    @Test(arguments: ["never_true", "(never_true)", "(evt.num=0)", "user_nothing"])
    func anEmptyOneIsLeftAlone(_ condition: String) throws {
        let rules = try collection(
            """
            - {macro: never_true, condition: (evt.num=0)}
            - {macro: user_nothing, condition: (never_true)}
            - {macro: \(Self.macro), condition: "\(condition)"}
            """)
        #expect(try stream().report(rules: rules).first?.form == .exception)
    }

    @Test func oneThatAnotherRuleAsksIsLeftAlone() throws {
        let rules = try collection(
            """
            - {macro: \(Self.macro), condition: (proc.name = other)}
            - {rule: Mine, desc: d, condition: evt.type = open and not \(Self.macro), output: o, priority: INFO}
            """)
        #expect(try stream().report(rules: rules).first?.form == .exception)
        // Falco's own rules ask this one twice, though the files do not say so.
        let shared = try collection(
            "- {macro: user_known_read_sensitive_files_activities, condition: (proc.name = other)}")
        #expect(try stream(NoiseStream.rule).report(rules: shared).first?.form == .exception)
    }

    @Test func oneOfARuleOfTheSite() throws {
        let rules = try collection(
            """
            - {macro: user_known_keys_read, condition: (proc.name = other)}
            - {macro: inside, condition: (container.id != host)}
            - rule: Keys read
              desc: d
              condition: evt.type = openat and not inside and not user_known_keys_read
              output: o
              priority: WARNING
            """)
        let stream = stream("Keys read")
        let report = try stream.report(rules: rules)
        #expect(report.first?.form == .macro, "\(report.objections)")
        #expect(try covered(report, rules, stream, by: "user_known_keys_read") == 20)
    }

    @Test func whatItCoversIsNotProposedAgain() throws {
        let rules = try collection("- {macro: \(Self.macro), condition: (proc.exepath = /usr/sbin/checkd)}")
        let report = try stream().report(rules: rules)
        #expect(report.proposals.isEmpty)
        #expect(report.remarks.contains { $0.raw.contains("keeps quiet about 20 alerts") })
    }

    @Test func aRuleThatChangedSinceIsNotTunedAgain() throws {
        let rules = try collection(
            """
            - rule: \(Self.rule)
              desc: d
              condition: evt.type = openat and proc.name != checkd
              output: o
              priority: WARNING
            """)
        let report = try stream().report(rules: rules)
        #expect(report.proposals.isEmpty)
        #expect(report.remarks.contains { $0.raw.contains("keeps quiet about 20 alerts") })
    }
}
