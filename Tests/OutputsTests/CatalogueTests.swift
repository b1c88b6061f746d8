import Analysis
import FalcoAlerts
import FalcoRules
import Knowledge
import Outputs
import TestSupport
import Testing
import YAML

/// Every rule of Falco's public rule sets and plugins, as a report in every form.
@Suite struct CatalogueTests {
    static let knowledge = CatalogueAlerts.knowledge
    static let syscall = knowledge.rules.all.filter { $0.source == "syscall" }
    static let plugins = knowledge.rules.all.filter { $0.source != "syscall" }

    @Test func theCatalogueIsWhole() {
        #expect(Self.syscall.count == 97)
        #expect(Self.plugins.count == 145)
    }

    @Test func rulesOfSystemCallsHavePlaybooksOfTheirOwn() {
        for rule in Self.syscall {
            #expect(Self.knowledge.playbook(forRule: rule.name)?.rules == [rule.name], "\(rule.name)")
        }
    }

    @Test func rulesOfPluginsHaveAPlaybookOrShareOneWithFew() {
        for rule in Self.plugins {
            let playbook = Self.knowledge.playbook(forRule: rule.name)
            #expect((1...6).contains(playbook?.rules.count ?? 0), "\(rule.name)")
        }
    }

    @Test(arguments: knowledge.rules.all)
    func everySectionSaysSomething(_ rule: CatalogueRule) throws {
        var analyzer = Analyzer(knowledge: Self.knowledge)
        let report = analyzer.report(for: try CatalogueAlerts.any(rule))
        #expect(report.summary.raw.utf8.count > 80)
        #expect(!report.details.isEmpty)
        // Rules that match every event stand for no technique.
        if !rule.name.hasPrefix("All ") {
            #expect(!report.attack.techniques.isEmpty || !report.attack.tactics.isEmpty)
        }
        #expect(report.abuse != nil)
        #expect(!report.impact.isEmpty)
        #expect(!report.assessment.innocent.isEmpty)
        #expect(!report.evidence.isEmpty)
        let phases = Set(report.mitigation.map(\.phase))
        #expect(phases.count >= 3 && report.mitigation.count >= 4, "\(phases)")
        #expect(!report.commands.isEmpty)
        #expect(!report.configuration.isEmpty)
        #expect(!report.references.isEmpty)
        let disruptive = report.commands.map(\.disruptive)
        #expect(disruptive == disruptive.sorted { !$0 && $1 }, "read-only commands come first")
        #expect(report.mitigation.allSatisfy { $0.command?.disruptive != true || $0.undo != nil })
    }

    static let validator = RulesValidator { knowledge.glossary.entry($0) != nil }

    /// Rules files by Falco's own language; settings by their shape and by the fields that Falco has.
    @Test(arguments: knowledge.rules.all)
    func falcoTakesWhatIsAdvised(_ rule: CatalogueRule) throws {
        var analyzer = Analyzer(knowledge: Self.knowledge)
        for alert in [try CatalogueAlerts.any(rule), try CatalogueAlerts.made(rule)] {
            for advice in analyzer.report(for: alert).configuration {
                guard let yaml = advice.yaml else { continue }
                let bytes = Array(yaml.utf8)
                if advice.file.contains("rules.d") {
                    let faults = bytes.withUnsafeBufferPointer { Self.validator.faults(in: $0) }
                    #expect(faults.isEmpty, "\(faults): \(yaml)")
                    continue
                }
                let node = try bytes.withUnsafeBufferPointer { try YAMLReader.read($0) }
                guard advice.kind == .context else { continue }
                guard case .list(let entries) = try #require(node["append_output"]).content,
                    case .list(let fields) = try #require(entries.first?["extra_fields"]).content
                else {
                    Issue.record("\(yaml)")
                    continue
                }
                #expect(entries.first?["match"]?["rule"]?.scalar == rule.name)
                for field in fields {
                    #expect(Self.knowledge.glossary.entry(try #require(field.scalar)) != nil, "\(yaml)")
                }
            }
        }
    }

    @Test(arguments: knowledge.rules.all)
    func everyFormIsWhole(_ rule: CatalogueRule) throws {
        var analyzer = Analyzer(knowledge: Self.knowledge)
        let report = analyzer.report(for: try CatalogueAlerts.any(rule))
        var forms: [(name: String, text: [UInt8])] = [
            ("markdown", []), ("json", []), ("terminal", []), ("short", []),
        ]
        MarkdownRenderer().report(report, into: &forms[0].text)
        JSONRenderer().report(report, into: &forms[1].text)
        let terminal = TerminalRenderer(width: 100, colors: .none)
        terminal.full(report, into: &forms[2].text)
        terminal.short(report, into: &forms[3].text)
        for (name, bytes) in forms {
            let text = String(decoding: bytes, as: UTF8.self)
            for rest in [
                "{proc.", "{fd.", "{ka.", "{ct.", "{place", "{user", "Optional(", "nil)", "TODO",
            ] {
                #expect(!text.contains(rest), "\(name) holds \(rest)")
            }
            #expect(
                (name == "short" ? 500...12_000 : 3_000...60_000).contains(text.utf8.count),
                "\(name): \(text.utf8.count)")
        }
        #expect(try Schema(named: "report").faults(in: forms[1].text).isEmpty)
    }

    @Test(arguments: knowledge.rules.all)
    func everyRuleIsExplainedWithoutAnAlert(_ rule: CatalogueRule) throws {
        let explanation = try #require(Explanation(rule: rule.name, knowledge: Self.knowledge))
        #expect(explanation.coverage == (rule.source == "syscall" ? .own : explanation.coverage))
        #expect(explanation.coverage != .composed)
        var text: [UInt8] = []
        MarkdownRenderer().explanation(explanation, into: &text)
        #expect(text.count > 3000)
    }

    /// A rule that nobody has written about still gets something worth reading.
    @Test(arguments: ["", "T1059.004", "mitre_exfiltration", "T9999", "no tag of anyone's"])
    func unknownRulesGetAComposedReport(_ tag: String) throws {
        let model = try #require(Self.knowledge.rules.rule(named: "Terminal shell in container"))
        let alert = try CatalogueAlerts.made(model)
        let values = AlertValues(
            time: alert.time, priority: .warning, rule: "A rule of this site",
            fields: alert.fields.map { ($0.key, $0.value) }, hostname: "node1", tags: tag.isEmpty ? [] : [tag]
        )
        var analyzer = Analyzer(knowledge: Self.knowledge)
        let report = analyzer.report(for: try values.alert())
        #expect(!report.impact.isEmpty && !report.commands.isEmpty && report.mitigation.count >= 4)
        #expect(report.assessment.innocent.count >= 1)
        #expect(report.quality.remarks.contains { $0.raw.contains("none of Falco's public ones") })
    }
}
