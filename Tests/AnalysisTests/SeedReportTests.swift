import Analysis
import Escaping
import FalcoAlerts
import Knowledge
import TestSupport
import Testing

/// Row by row, what the report about the seed's alert must hold.
@Suite struct SeedReportTests {
    let report: Report

    init() throws {
        var analyzer = Analyzer(knowledge: KnowledgeBase())
        // Somebody had a shell in the same container shortly before.
        _ = analyzer.report(
            for: try AlertValues(
                time: Timestamp(seconds: 1_795_378_700, nanoseconds: 1), priority: .notice,
                rule: "Terminal shell in container",
                fields: [
                    ("container.id", "c61b4b13ae44"), ("proc.cmdline", "sh -i"), ("proc.name", "sh"),
                    ("user.name", "root"),
                ], hostname: "mini-debian-lab", tags: ["T1059"]
            ).alert())
        report = analyzer.report(for: try SeedAlert.values.alert())
    }

    @Test func titleFacts() {
        #expect(report.rule == "Drop and execute new binary in container")
        #expect(report.priority == .critical)
        #expect(report.time?.rfc3339() == "2026-11-22T20:19:12.782659043Z")
        #expect(report.hostname == "mini-debian-lab")
        #expect(report.source == "syscall")
        #expect(report.id.description.utf8.count == 16)
    }

    @Test func summarySaysWhatWhoWhereAndWhy() {
        let summary = report.summary.raw
        for word in [
            "falco-event-gen", SeedAlert.path, "root", "peaceful_mestorf", "docker.io/library/nginx:1.27.3",
            "mini-debian-lab", "Critical", "image",
        ] {
            #expect(summary.contains(word), "\(word)")
        }
        let sentences = report.summary.ours.split(separator: ". ").count
        #expect(sentences == 3)
        #expect(report.explanation?.raw.contains("EXE_UPPER_LAYER") == true)
    }

    @Test func repeatsAreCounted() throws {
        var analyzer = Analyzer(knowledge: KnowledgeBase())
        let first = analyzer.report(for: try SeedAlert.values.alert())
        #expect(!first.summary.raw.contains("times"))
        var later = SeedAlert.values
        later.time = Timestamp(seconds: 1_795_378_800)
        let second = analyzer.report(for: try later.alert())
        #expect(second.occurrence == Report.Occurrence(count: 2, first: SeedAlert.values.time))
        #expect(second.summary.raw.contains("2 times since 2026-11-22T20:19:12.782Z"))
        #expect(second.id != first.id)
        #expect(second.fingerprint == first.fingerprint)
    }

    @Test func everyFieldIsExplained() throws {
        let keys = Set(report.details.flatMap(\.items).map(\.key))
        #expect(keys == Set(SeedAlert.values.fields.map(\.key)))
        let flags = try #require(report.detail("evt.arg.flags")).meaning.raw
        #expect(flags.contains("upper layer"))
        #expect(try #require(report.detail("user.loginuid")).meaning.raw.contains("No login"))
        #expect(try #require(report.detail("proc.tty")).meaning.raw.contains("No terminal"))
        #expect(!(try #require(report.detail("proc.exe_ino.ctime")).meaning.isEmpty))
        for key in ["proc.cwd", "k8s.pod.name", "k8s.ns.name"] {
            let detail = try #require(report.detail(key))
            #expect(detail.value == nil)
            #expect(detail.meaning.raw.hasPrefix("Missing"))
            #expect(detail.meaning.raw.count > 20)
        }
        #expect(report.details.map(\.title).prefix(2) == ["Event", "Process"])
    }

    @Test func ancestryIsDrawnOldestFirst() {
        #expect(report.ancestry.map(\.name) == ["containerd-shim", "sh", "falco-event-gen"])
        #expect(report.ancestry.map(\.level) == [2, 1, 0])
        #expect(report.ancestry.last?.executable == SeedAlert.path)
    }

    @Test func attackIsMappedFromTags() {
        #expect(report.attack.tactics.map(\.id) == ["TA0003"])
        #expect(report.attack.techniques.isEmpty)
        #expect(report.attack.flags.contains { $0.raw.contains("no technique") })
    }

    @Test func impactIsAboutThisAlert() {
        #expect(report.impact.count >= 3)
        #expect(report.impact.contains { $0.raw.contains(SeedAlert.path) })
        #expect(report.impact.contains { $0.raw.contains("root") })
        #expect(report.abuse != nil)
    }

    @Test func innocentCausesComeWithChecksOnItsValues() {
        #expect(report.assessment.innocent.count >= 3)
        #expect(report.assessment.innocent.allSatisfy { !$0.check.isEmpty })
        #expect(report.assessment.innocent.contains { $0.check.raw.contains(SeedAlert.path) })
        #expect(report.assessment.innocent.contains { $0.check.raw.contains("docker.io/library/nginx") })
    }

    @Test func mitigationIsOrderedAndFitsTheRuntime() {
        let order = Report.MitigationStep.Phase.allCases
        let phases = report.mitigation.map { order.firstIndex(of: $0.phase) ?? -1 }
        #expect(phases == phases.sorted())
        #expect(Set(phases) == [0, 1, 2, 3])
        #expect(report.mitigation.allSatisfy { !$0.why.isEmpty })
        #expect(report.mitigation.allSatisfy { $0.command?.disruptive != true || $0.undo != nil })
        #expect(report.shells.contains { $0.hasPrefix("docker pause") })
        #expect(!report.shells.contains { $0.contains("kubectl") || $0.contains("crictl") })
        #expect(!report.proses.contains { $0.raw.contains("falco.conf") })
        #expect(!report.evidence.isEmpty)
    }

    @Test func configurationIsSyntaxThatFalcoTakes() throws {
        let context = try #require(report.configuration.first { $0.kind == .context })
        let yaml = try #require(context.yaml)
        #expect(
            yaml.contains(
                "append_output:\n  - match:\n      rule: \"Drop and execute new binary in container\""))
        #expect(yaml.contains("      - proc.pid\n"))
        #expect(!yaml.contains("      - container.id\n"))
        #expect(context.leastVersion == "0.39")
        #expect(context.file == "/etc/falco/config.d/falconer-context.yaml")
        let tuning = try #require(report.configuration.first { $0.kind == .tuning })
        #expect(tuning.file == "/etc/falco/rules.d/falconer-tuning.yaml")
        #expect(tuning.yaml != nil || tuning.note.raw.hasPrefix("None is given because"))
    }

    @Test func commandsReadFromTheContainerAndAreQuoted() {
        #expect(report.commands.contains { $0.shell.text.contains("docker inspect") })
        #expect(!report.commands.contains { $0.shell.text.hasPrefix("strings /bin") })
        #expect(report.commands.allSatisfy { !$0.purpose.isEmpty })
        let disruptive = report.commands.map(\.disruptive)
        #expect(disruptive == disruptive.sorted { !$0 && $1 })
        #expect(disruptive.contains(true))
        #expect(Set(report.commands.map(\.shell)).count == report.commands.count)
    }

    @Test func relatedActivityShowsTheShellBefore() {
        #expect(report.related.alerts.map(\.rule) == ["Terminal shell in container"])
        #expect(report.related.alerts.first?.shares == ["container"])
        #expect(report.related.alerts.first?.subject == "sh -i")
    }

    @Test func qualityNamesWhatIsWeak() {
        let remarks = report.quality.remarks.map(\.raw)
        #expect(remarks.contains { $0.contains("proc.name") && $0.contains("15 bytes") })
        #expect(remarks.contains { $0.contains("Docker is assumed") })
        #expect(remarks.contains { $0.contains("process id") })
        #expect(report.quality.confidence == .medium)
    }
}
