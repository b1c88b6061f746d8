import Analysis
import Escaping
import FalcoAlerts
import Knowledge
import TestSupport
import Testing

/// Whatever an alert says, it stands in a report only where it is marked as the alert's.
@Suite struct HostileReportTests {
    static let marker = "zqxmark"
    static let fields = [
        "evt.type", "evt.arg.flags", "evt.arg.path", "evt.res", "proc.name", "proc.exepath", "proc.cmdline",
        "proc.pname", "proc.aname[2]", "proc.aname[3]", "proc.pcmdline", "proc.cwd", "proc.tty", "proc.pid",
        "proc.ppid", "user.name", "user.uid", "user.loginuid", "user.loginname", "fd.name", "fd.type",
        "fd.rip",
        "fd.rport", "container.id", "container.name", "container.image.repository", "container.image.tag",
        "container.type", "container.start_ts", "k8s.pod.name", "k8s.ns.name", "proc.exe_ino.ctime",
        "thread.cap_effective", "evt.args", "ka.user.name", "ka.verb", "plugin.field",
    ]

    static let hostile =
        HostileValues.strings.filter { $0.utf8.count < 400 && $0 != "<NA>" && !$0.isEmpty }
        + ["\u{0}", "a\u{0}b", "\u{1B}[31m", "{proc.name}", "{{", "${HOME}", "%proc.name"]

    private func alert(_ value: String, rule: String) throws -> Alert {
        try AlertValues(
            time: Timestamp(seconds: 1_795_376_469), priority: .critical, rule: rule, output: value,
            fields: Self.fields.map { ($0, value) } + [(value, value)], hostname: value,
            tags: [value, "T1059", "mitre_\(value)"], source: "syscall"
        ).alert()
    }

    /// Checks that the marker is never in our words.
    private func check(_ report: Report, _ value: String) {
        for prose in report.proses {
            #expect(!prose.ours.contains(Self.marker), "\(value.debugDescription): \(prose.ours)")
        }
        for line in report.knowledge + report.references + report.relatedRules + report.details.map(\.title) {
            #expect(!line.contains(Self.marker), "\(line)")
        }
        for advice in report.configuration {
            guard let yaml = advice.yaml else { continue }
            // On one line, and never as anything but a part of a scalar.
            #expect(!yaml.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
            for line in yaml.split(separator: "\n") where line.contains(Self.marker) {
                let isScalar =
                    line.contains("rule: ") || line.hasPrefix("        - [")
                    || line.hasPrefix("  condition: '")
                #expect(isScalar, "\(line)")
            }
        }
        for command in report.commands {
            #expect(!command.shell.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
        }
    }

    @Test(arguments: ["Terminal shell in container", "Write below etc", "Nobody's rule"])
    func valuesAreNeverInOurWords(_ rule: String) throws {
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        for text in Self.hostile {
            for value in [text + Self.marker, Self.marker + text] {
                check(analyzer.report(for: try alert(value, rule: rule)), value)
            }
        }
    }

    @Test func rulesAreNeverInOurWords() throws {
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        for text in Self.hostile {
            let value = text + Self.marker
            check(analyzer.report(for: try alert("x", rule: value)), value)
            check(analyzer.report(for: try alert(value, rule: value)), value)
        }
    }

    @Test func bytesThatAreNoTextAreShownAndKept() throws {
        // "evt.arg.path" = "/tmp/\xFF\xFE", made by hand since a String cannot hold it.
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        for alert in try Fixtures.textOutputAlerts() where alert["proc.cmdline"]?.contains("\u{FFFD}") == true
        {
            let report = analyzer.report(for: alert)
            #expect(report.configuration.allSatisfy { $0.yaml?.contains("\u{FFFD}") != true })
            #expect(report.shells.allSatisfy { !$0.contains("\u{FFFD}") })
        }
    }

    @Test func aMebibyteDoesNotGrowTheReport() throws {
        let huge = HostileValues.huge
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        let report = analyzer.report(for: try alert(huge, rule: "Terminal shell in container"))
        for prose in report.proses { #expect(prose.raw.utf8.count < 32_000) }
        #expect(report.shells.allSatisfy { $0.utf8.count < 16_000 })
        #expect(report.configuration.allSatisfy { ($0.yaml?.utf8.count ?? 0) < 8_000 })
        #expect(report.quality.remarks.contains { $0.raw.contains("left out because") })
        let next = analyzer.report(for: try alert(huge, rule: huge))
        #expect(next.related.alerts.allSatisfy { $0.subject.utf8.count < 256 && $0.rule.utf8.count < 256 })
    }
}
