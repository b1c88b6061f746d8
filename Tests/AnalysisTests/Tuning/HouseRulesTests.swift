import FalcoAlerts
import FalcoRules
import Testing

@testable import Analysis

/// A site's own rules files: what they except is not proposed again, and what fits is used.
@Suite struct HouseRulesTests {
    private static let beat = NoiseStream.every(50, 20)

    private func collection(_ text: String) throws -> RuleCollection {
        var collection = RuleCollection()
        let file = try Array(text.utf8).withUnsafeBufferPointer { try RulesFileReader.read($0) }
        try collection.add(file, origin: "site.yaml")
        return collection
    }

    private static func rule(_ exceptions: String) -> String {
        """
        - list: trusted_readers
          items: [/usr/bin/other]
        - rule: \(NoiseStream.rule)
          desc: d
          condition: evt.type = openat
          output: o
          priority: WARNING
          exceptions:
        \(exceptions)
        """
    }

    private func stream(_ change: [String: String?] = [:]) -> NoiseStream {
        var stream = NoiseStream()
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        stream.add(at: Self.beat, change)
        return stream
    }

    /// The site's files and the proposals together, as Falco would load them.
    private func hidden(_ report: TuningReport, _ rules: RuleCollection, _ stream: NoiseStream) throws -> Int
    {
        let judge = try FileJudge(#require(report.file), over: rules)
        return try stream.alerts().count { judge.hides($0) == .yes }
    }

    @Test func aRowForAnExceptionOfTheSite() throws {
        let rules = try collection(
            Self.rule(
                """
                    - name: readers
                      fields: [proc.exepath, fd.name, container.id]
                      values: [[/usr/bin/other, /etc/shadow, host]]
                """))
        let stream = stream()
        let report = try stream.report(rules: rules)
        let proposal = try #require(report.first, "\(report.objections)")
        #expect(proposal.form == .row)
        #expect(!proposal.yaml.contains("fields:"))
        #expect(proposal.yaml.contains("- name: readers"))
        #expect(proposal.yaml.contains(#"- [/usr/sbin/checkd, /etc/shadow, '"host"']"#), "\(proposal.yaml)")
        #expect(try hidden(report, rules, stream) == 20)
        #expect(report.faults == [])
    }

    @Test func severalRowsForOneExceptionAreOneProposal() throws {
        let rules = try collection(
            Self.rule(
                """
                    - name: readers
                      fields: [proc.exepath, fd.name, container.id]
                      values: [[/usr/bin/other, /etc/shadow, host]]
                """))
        var stream = stream()
        stream.add(
            at: NoiseStream.every(60, 17, from: 5),
            ["proc.exepath": "/usr/sbin/syncd", "proc.name": "syncd", "proc.cmdline": "syncd --now"])
        let report = try stream.report(rules: rules)
        #expect(report.proposals.map(\.form) == [.row])
        #expect(report.first?.rows == 2)
        #expect(report.first?.replay.saved == 37)
        #expect(try hidden(report, rules, stream) == 37)
        #expect(report.faults == [])
    }

    @Test func notWhereItWouldHideMore() throws {
        let rules = try collection(
            Self.rule(
                """
                    - name: readers
                      fields: [proc.exepath, fd.name]
                      values: [[/usr/bin/other, /etc/shadow]]
                """))
        var stream = stream()
        // The site's exception does not look at who is behind it.
        stream.add(at: [333], ["proc.tty": "34816"])
        let report = try stream.report(rules: rules)
        #expect(report.first?.form == .exception)
        #expect(try hidden(report, rules, stream) == 20)
    }

    @Test func anItemForAListOfTheSite() throws {
        let rules = try collection(
            Self.rule(
                """
                    - name: readers
                      fields: [proc.exepath, fd.name]
                      comps: [in, =]
                      values: [[[trusted_readers], /etc/shadow]]
                """))
        let stream = stream()
        let report = try stream.report(rules: rules)
        let proposal = try #require(report.first, "\(report.objections)")
        #expect(proposal.form == .list)
        #expect(
            proposal.yaml
                == "- list: trusted_readers\n  items: [/usr/sbin/checkd]\n  override:\n    items: append\n")
        #expect(try hidden(report, rules, stream) == 20)
    }

    @Test func aListThatOthersUseIsLeftAlone() throws {
        let rules = try collection(
            Self.rule(
                """
                    - name: readers
                      fields: [proc.exepath, fd.name]
                      comps: [in, =]
                      values: [[[trusted_readers], /etc/shadow]]
                - macro: trusted
                  condition: proc.exepath in (trusted_readers)
                """))
        #expect(try stream().report(rules: rules).first?.form != .list)
    }

    @Test func whatIsExceptedIsNotProposedAgain() throws {
        let rules = try collection(
            Self.rule(
                """
                    - name: readers
                      fields: [proc.exepath, fd.name]
                      values: [[/usr/sbin/checkd, /etc/shadow]]
                    - name: never
                      fields: [proc.exepath, fd.name]
                      values: [[/usr/bin/gone, /etc/shadow]]
                    - name: unsaid
                      fields: [proc.exepath, proc.args]
                      values: [[/usr/sbin/checkd, --all]]
                    - name: elsewhere
                      fields: [proc.exepath, fd.name]
                      comps: [in, =]
                      values: [[some_list_of_another_file, /etc/shadow]]
                    - name: empty
                      fields: [proc.exepath]
                """))
        let report = try stream().report(rules: rules)
        #expect(report.proposals.isEmpty)
        let existing = Dictionary(uniqueKeysWithValues: report.existing.map { ($0.name, $0) })
        #expect(existing["readers"]?.matches == 20)
        #expect(existing["never"]?.matches == 0 && existing["never"]?.undecided == 0)
        #expect(existing["unsaid"]?.undecided == 20)
        #expect(existing["unsaid"]?.missing == ["proc.args"])
        #expect(existing["elsewhere"]?.fault?.contains("some_list_of_another_file") == true)
        #expect(existing["empty"]?.fault == "it has no values")
        #expect(existing.values.allSatisfy { $0.origin == "site.yaml" })
    }

    @Test func aNameThatIsTakenIsNotTakenAgain() throws {
        let first = try stream().report()
        var rules = try collection(
            """
            - rule: \(NoiseStream.rule)
              desc: d
              condition: evt.type = openat
              output: o
              priority: WARNING
            """)
        // The file of the last time is loaded, and what it excepts has changed since.
        let file = try #require(first.file).replacing("/usr/sbin/checkd", with: "/usr/sbin/oldd")
        try rules.add(
            Array(file.utf8).withUnsafeBufferPointer { try RulesFileReader.read($0) },
            origin: "falconer-tuning.yaml")
        let stream = stream()
        let second = try stream.report(rules: rules)
        #expect(second.proposals.count == 1)
        #expect(try hidden(second, rules, stream) == 20)
    }

    @Test func remarksOnRules() throws {
        let rules = try collection(
            "- {rule: Another, desc: d, condition: evt.num=0, output: o, priority: INFO}")
        let report = try stream().report(rules: rules)
        let remark = try #require(report.remarks.first { $0.raw.contains("None of the files given defines") })
        #expect(remark.raw.contains(NoiseStream.rule))
        let off = try collection(
            Self.rule("    []").replacing("exceptions:\n    []", with: "enabled: false"))
        #expect(
            try stream().report(rules: off).remarks.contains {
                $0.raw.contains("off: its alerts are from before")
            })
    }
}
