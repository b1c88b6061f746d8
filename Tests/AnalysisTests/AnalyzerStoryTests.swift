import Escaping
import FalcoAlerts
import Foundation
import Knowledge
import TestSupport
import Testing

@testable import Analysis

/// Reports about a recorded story and about the event generator's alert.
struct AnalyzerStoryTests {
    private let knowledge = KnowledgeBase()

    private func reports(_ batch: AlertBatch) -> [Report] {
        var analyzer = Analyzer(knowledge: knowledge)
        return batch.map { analyzer.report(for: $0) }
    }

    @Test func everyCapturedAlertGetsEverySection() throws {
        for batch in [try Fixtures.jsonOutputAlerts(), try Fixtures.textOutputAlerts()] {
            for report in reports(batch) {
                #expect(!report.summary.isEmpty)
                #expect(!report.text.isEmpty)
                #expect(report.details.flatMap(\.items).count == report.alert.fields.count)
                #expect(!report.impact.isEmpty, "\(report.rule)")
                #expect(!report.mitigation.isEmpty, "\(report.rule)")
                #expect(!report.commands.isEmpty, "\(report.rule)")
                #expect(!report.knowledge.isEmpty)
                if report.source == "syscall" {
                    #expect(!report.assessment.innocent.isEmpty, "\(report.rule)")
                    #expect(!report.configuration.isEmpty, "\(report.rule)")
                    #expect(report.ancestry.isEmpty == (report.alert["proc.name"] == nil), "\(report.rule)")
                }
            }
        }
    }

    @Test func noPlaceIsLeftUnfilled() throws {
        for report in reports(try Fixtures.jsonOutputAlerts()) {
            let prose =
                [report.summary] + report.impact + report.assessment.suspicious + report.assessment.reassuring
                + report.mitigation.flatMap { [$0.action, $0.why] } + report.commands.map(\.purpose)
            for text in prose {
                let words = text.pieces.filter { !$0.isValue }.map(\.text).joined()
                #expect(!words.contains("{") && !words.contains("<NA>"), "\(report.rule): \(words)")
            }
        }
    }

    @Test func theSameStreamGivesTheSameReports() throws {
        let batch = try Fixtures.textOutputAlerts()
        let (first, second) = (reports(batch), reports(batch))
        for (a, b) in zip(first, second) {
            #expect(a.summary == b.summary && a.impact == b.impact)
            #expect(a.commands.map(\.purpose) == b.commands.map(\.purpose))
            #expect(a.commands.map(\.shell) == b.commands.map(\.shell))
            #expect(a.configuration.map(\.yaml) == b.configuration.map(\.yaml))
            #expect(a.related.alerts.map(\.id) == b.related.alerts.map(\.id))
        }
    }

    /// The document that the report format grew from, row by row.
    @Test func theEventGeneratorsAlertIsExplainedInFull() throws {
        let report = try #require(
            reports(try alert(eventGenerator)).first)
        #expect(report.priority == .critical && report.time != nil && report.hostname == "mini-debian-lab")
        #expect(report.id.description.count == 16)
        #expect(report.summary.raw.contains("peaceful_mestorf"))
        #expect(report.summary.raw.contains("Critical"))
        #expect(report.details.flatMap(\.items).count == eventGenerator.fields.count)
        let flags = report.details.flatMap(\.items).first { $0.key == "evt.arg.flags" }
        #expect(flags?.meaning.raw.contains("upper layer") == true)
        #expect(report.ancestry.map(\.name) == ["bash", "event-generator", "falco-event-gen"])
        #expect(report.attack.tactics.map(\.name) == ["Persistence"])
        #expect(report.impact.contains { $0.raw.contains("root") })
        #expect(report.assessment.innocent.count >= 3)
        #expect(Set(report.mitigation.map(\.phase)).count == 4)
        #expect(
            report.mitigation.allSatisfy {
                !$0.why.isEmpty && ($0.command?.disruptive != true || $0.undo != nil)
            })
        #expect(
            report.configuration.contains { $0.yaml?.contains("override:\n    exceptions: append") == true })
        #expect(report.configuration.allSatisfy { $0.yaml?.contains("falco.conf\n") != true })
        #expect(report.commands.contains { $0.shell.text.hasPrefix("docker diff -- c61b4b13ae44") })
        let firstDisruptive = report.commands.firstIndex { $0.disruptive } ?? report.commands.endIndex
        #expect(!report.commands[firstDisruptive...].contains { !$0.disruptive }, "read-only ones come first")
        #expect(!report.commands.contains { $0.shell.text.hasPrefix("strings /bin/") })
        #expect(!report.quality.remarks.isEmpty)
    }

    @Test func relatedAlertsAreFound() throws {
        let batch = try Fixtures.batch(Fixtures.messages("web-shell-to-miner.b64"))
        let all = reports(batch)
        let last = try #require(all.last { $0.rule == "Drop and execute new binary in container" })
        #expect(last.related.alerts.count + last.related.omitted >= 15)
        #expect(last.related.alerts.allSatisfy { $0.shares.contains("container") })
        #expect(
            last.related.alerts.allSatisfy {
                ($0.time ?? .init(seconds: 0)) <= (last.time ?? .init(seconds: 0))
            })
        #expect(all.first?.related.alerts.isEmpty == true)
    }

    @Test func anExceptionIsRefusedWhereItWouldHideAnAttack() throws {
        for report in reports(try Fixtures.batch(Fixtures.messages("web-shell-to-miner.b64"))) {
            let tuning = try #require(report.configuration.first { $0.kind == .tuning })
            if report.assessment.suspicious.count > report.assessment.reassuring.count {
                #expect(tuning.yaml == nil, "\(report.rule)")
            } else if let yaml = tuning.yaml {
                #expect(!yaml.contains("fields: [proc.name]"))
                #expect(yaml.components(separatedBy: "\"=\"").count >= 3, "two attributes at least")
            }
        }
    }

    @Test func unknownProcessIdsNeverReachACommand() throws {
        var values = eventGenerator
        values.fields += [("proc.pid", "-1"), ("proc.ppid", "-1"), ("proc.sid", "0")]
        for report in reports(try alert(values)) {
            let commands = report.commands + report.mitigation.compactMap(\.command)
            #expect(
                !commands.contains {
                    $0.shell.text.contains("kill -STOP -1") || $0.shell.text.hasSuffix(" -1")
                })
        }
    }

    @Test func anUnknownRuleIsStillWorthReading() throws {
        var values = eventGenerator
        values.rule = "A rule of our own"
        values.tags = ["T1059.004", "mitre_discovery", "T9999"]
        let report = try #require(reports(try alert(values)).first)
        #expect(report.attack.techniques.map(\.id) == ["T1059.004"])
        #expect(report.attack.flags.count == 2, "an unknown technique, and a tactic that is not its own")
        #expect(!report.impact.isEmpty && !report.assessment.innocent.isEmpty && report.mitigation.count >= 4)
    }

    private func alert(_ values: AlertValues) throws -> AlertBatch {
        var builder = try AlertBatchBuilder()
        try builder.append(values)
        return try #require(try builder.take())
    }

    /// The fields are those that the rule prints.
    private let eventGenerator = AlertValues(
        time: Timestamp(seconds: 1_795_376_469, nanoseconds: 322_503_878), priority: .critical,
        rule: "Drop and execute new binary in container",
        output:
            "19:41:09.322503878: Critical Executing binary not part of base image | process=falco-event-gen",
        fields: [
            ("container.id", "c61b4b13ae44"), ("container.image.repository", "falcosecurity/event-generator"),
            ("container.image.tag", "latest"), ("container.name", "peaceful_mestorf"),
            ("container.start_ts", "1795376000000000000"), ("evt.arg.flags", "EXE_WRITABLE|EXE_UPPER_LAYER"),
            ("evt.type", "execve"), ("k8s.ns.name", "<NA>"), ("k8s.pod.name", "<NA>"),
            ("proc.aname[2]", "bash"),
            ("proc.cmdline", "falco-event-generator-syscall-DropAndExecuteNewBinaryInContainer-xDySUo"),
            ("proc.exepath", "/bin/falco-event-generator-syscall-DropAndExecuteNewBinaryInContainer-xDySUo"),
            ("proc.name", "falco-event-gen"), ("proc.pname", "event-generator"), ("proc.tty", "0"),
            ("user.loginuid", "-1"), ("user.name", "root"), ("user.uid", "0"),
        ], hostname: "mini-debian-lab",
        tags: ["PCI_DSS_11.5.1", "TA0003", "container", "maturity_stable", "mitre_persistence", "process"])
}
