import Analysis
import Escaping
import FalcoAlerts
import Foundation
import Knowledge
import Outputs
import TestSupport
import Testing

/// Real alerts with hostile values in every field, through the whole analysis and every renderer.
@Suite struct HostileAlertTests {
    private static let knowledge = KnowledgeBase()
    private static let rules = [
        "Drop and execute new binary in container", "Terminal shell in container",
        "Read sensitive file untrusted",
        "Redirect STDOUT/STDIN to Network Connection in Container", "Fileless execution via memfd_create",
    ]

    /// What would run if anything of a value ran, with the shell's own means alone.
    private static let attacks = [
        "$(: >CANARY)", "`: >CANARY`", "; : >CANARY", "| : >CANARY", "& : >CANARY &", "\n: >CANARY\n: ",
        "' ; : >CANARY ; '",
        "\" ; : >CANARY ; \"", "'$(: >CANARY)'", ") ; : >CANARY ; (", "} ; : >CANARY ; {",
        "x\u{1B}' ; : >CANARY ; '", "x\u{202E}$(: >CANARY)",
        "\\'; : >CANARY; \\'", "-x$(: >CANARY)", ">CANARY", "<>CANARY", "x >CANARY", "${x:=$(: >CANARY)}",
        "$'\\n: >CANARY'", "!x; : >CANARY",
        "# \n: >CANARY",
    ]

    /// The captured alerts of those rules, all values but the given ones replaced by `value`.
    private func alerts(_ value: String, keeping kept: Set<String> = []) throws -> [Alert] {
        var seen: Set<String> = []
        var alerts: [Alert] = []
        for alert in try Fixtures.jsonOutputAlerts()
        where Self.rules.contains(alert.rule) && seen.insert(alert.rule).inserted {
            alerts.append(
                try Samples.alert(
                    AlertValues(
                        time: alert.time, priority: alert.priority, rule: alert.rule, output: value,
                        fields: alert.fields.map { ($0.key, kept.contains($0.key) ? $0.value : value) } + [
                            (value, value)
                        ], hostname: value,
                        tags: alert.tags + [value], source: alert.source)))
        }
        #expect(alerts.count >= 4)
        return alerts
    }

    private func reports(_ value: String) throws -> [Report] {
        var analyzer = Analyzer(knowledge: Self.knowledge)
        // Once with nothing but the value, once with a container and process ids that let commands be built.
        let identity: Set = ["container.id", "proc.pid", "k8s.ns.name", "evt.type"]
        return try (alerts(value) + alerts(value, keeping: identity)).map { analyzer.report(for: $0) }
    }

    @Test(arguments: ["dash", "bash"])
    func commandsRunNothingOfTheAlert(shell: String) async throws {
        let directory = try TemporaryDirectory()
        // No program is found, and what could do harm by itself does nothing.
        var script = "PATH=/nonexistent\nkill() { :; }\nexec 2>/dev/null\n"
        var commands: Set<String> = []
        for value in Self.attacks {
            for report in try reports(value) {
                commands.formUnion(
                    report.commands.map(\.shell.text)
                        + report.mitigation.compactMap { $0.command?.shell.text })
            }
        }
        #expect(commands.count > 200)
        for command in commands.sorted() { script += "( \(command)\n) </dev/null\n" }
        script += "printf done\n"
        let run = try await Tool.run(shell, ["-s"], input: Array(script.utf8), directory: directory.url)
        #expect(run.text.hasSuffix("done"))
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.url.path)
        #expect(!files.contains { $0.contains("CANARY") }, "\(files)")
    }

    @Test func nothingActsAnywhere() throws {
        let values = HostileValues.strings.filter { $0.utf8.count < 100 }.enumerated().filter {
            $0.offset % 15 == 0
        }.map(\.element)
        for value in values {
            for report in try reports(value) {
                var terminal: [UInt8] = []
                TerminalRenderer(width: 100).full(report, into: &terminal)
                let shown = String(validating: terminal, as: UTF8.self)
                let acts = shown?.unicodeScalars.contains { scalar in
                    scalar != "\n"
                        && (scalar.properties.generalCategory == .control
                            || scalar.properties.generalCategory == .format)
                }
                #expect(acts == false, "\(value.debugDescription)")
                var json: [UInt8] = []
                JSONRenderer().report(report, into: &json)
                #expect(json.dropLast().allSatisfy { $0 >= 0x20 && $0 != 0x7F })
                #expect(throws: Never.self) { try JSONValue(parsing: json) }
            }
        }
    }

    /// What real alerts give is valid for the schema that is promised.
    @Test func realReportsAreValid() throws {
        let schema = try Schema(named: "report")
        var analyzer = Analyzer(knowledge: Self.knowledge)
        for alert in try Fixtures.textOutputAlerts() {
            var json: [UInt8] = []
            JSONRenderer().report(analyzer.report(for: alert), into: &json)
            let faults = try schema.faults(in: json)
            #expect(faults.isEmpty, "\(alert.rule): \(faults.prefix(3))")
        }
    }

    /// Long values in every field make no report of many mebibytes.
    @Test func longValuesStayBounded() throws {
        var analyzer = Analyzer(knowledge: Self.knowledge)
        let long = String(repeating: "\u{1B}[2J`|<b>$(x)\u{202E}é\n", count: 4000)
        for alert in try alerts(long, keeping: ["evt.type", "container.id"]) {
            let report = analyzer.report(for: alert)
            var out: [UInt8] = []
            TerminalRenderer().full(report, into: &out)
            #expect(out.count < 200_000, "\(alert.rule): \(out.count)")
            out.removeAll()
            MarkdownRenderer().report(report, into: &out)
            #expect(out.count < 1_000_000, "\(alert.rule): \(out.count)")
        }
    }
}
