import Analysis
import Escaping
import FalcoAlerts
import Knowledge
import TestSupport
import Testing

@Suite struct AnalyzerTests {
    static let knowledge = KnowledgeBase()

    private func captured() throws -> [Alert] {
        try Array(Fixtures.jsonOutputAlerts()) + Array(Fixtures.textOutputAlerts())
    }

    private func report(_ values: AlertValues, after earlier: [AlertValues] = []) throws -> Report {
        var analyzer = Analyzer(knowledge: Self.knowledge)
        for values in earlier { _ = analyzer.report(for: try values.alert()) }
        return analyzer.report(for: try values.alert())
    }

    @Test func theSameStreamGivesTheSameReports() throws {
        let alerts = try captured()
        var first = Analyzer(knowledge: KnowledgeBase())
        var second = Analyzer(knowledge: Self.knowledge)
        // One of them has seen other things before, which must not show but in counts and relations.
        for alert in alerts {
            #expect(first.report(for: alert).everything == second.report(for: alert).everything)
        }
    }

    @Test func whatIsKeptOfEarlierAlertsChangesNoWord() throws {
        var warm = Analyzer(knowledge: Self.knowledge)
        // Twice, so that every plan, meaning and command is there from before.
        for alert in try captured() { _ = warm.report(for: alert) }
        for alert in try captured() {
            var fresh = Analyzer(knowledge: Self.knowledge)
            let (a, b) = (fresh.report(for: alert), warm.report(for: alert))
            #expect("\(a.details) \(a.ancestry) \(a.impact)" == "\(b.details) \(b.ancestry) \(b.impact)")
            #expect("\(a.assessment) \(a.mitigation)" == "\(b.assessment) \(b.mitigation)")
            #expect("\(a.configuration) \(a.commands)" == "\(b.configuration) \(b.commands)")
        }
    }

    @Test func observingIsRememberingWithoutAReport() throws {
        let alerts = try captured()
        var reporting = Analyzer(knowledge: Self.knowledge)
        var observing = Analyzer(knowledge: Self.knowledge)
        for alert in alerts.dropLast() {
            #expect(reporting.report(for: alert).occurrence == observing.observe(alert))
        }
        let last = try #require(alerts.last)
        #expect(reporting.report(for: last).everything == observing.report(for: last).everything)
    }

    @Test func everyCapturedAlertGetsAFullReport() throws {
        let alerts = try captured()
        #expect(alerts.count == 269)
        var analyzer = Analyzer(knowledge: Self.knowledge)
        for alert in alerts {
            let report = analyzer.report(for: alert)
            let name = "\(report.rule) \(report.id)"
            #expect(!report.summary.isEmpty, "\(name)")
            #expect(report.details.flatMap(\.items).count == alert.fields.count, "\(name)")
            #expect(report.details.allSatisfy { !$0.items.isEmpty && !$0.title.isEmpty }, "\(name)")
            #expect(!report.attack.techniques.isEmpty || !report.attack.flags.isEmpty, "\(name)")
            #expect(!report.impact.isEmpty, "\(name)")
            #expect(!report.assessment.innocent.isEmpty, "\(name)")
            #expect(!report.mitigation.isEmpty, "\(name)")
            #expect(!report.configuration.isEmpty, "\(name)")
            #expect(!report.commands.isEmpty, "\(name)")
            #expect(!report.knowledge.isEmpty, "\(name)")
            #expect(report.text.utf8.count > 0, "\(name)")
            for prose in report.proses {
                #expect(
                    !prose.isEmpty || report.details.flatMap(\.items).contains { $0.meaning == prose },
                    "\(name)")
                // `{` in our words would be a place that was not filled.
                #expect(!prose.ours.contains("{") || prose.ours.contains("${"), "\(name): \(prose.ours)")
            }
            for shell in report.shells {
                // `-ctime -1` and its like mean the last day.
                let text = "\(shell) ".replacing(#/-[cm]time -1 /#, with: "")
                #expect(!text.contains("<NA>") && !text.contains(" -1 "), "\(shell)")
            }
            if alert.source == "syscall" {
                #expect(report.summary.ours.split(separator: ". ").count <= 3, "\(report.summary.raw)")
                #expect(!report.ancestry.isEmpty || alert["proc.name"] == nil, "\(name)")
            }
        }
    }

    @Test func missingFieldsAreSaidToBeMissing() throws {
        let report = try report(
            .sample(fields: [
                "proc.name": "x", "proc.cwd": "", "container.id": "host", "container.name": "<NA>",
                "proc.pid": "-1", "user.uid": "4294967295", "user.loginuid": "-1", "my.plugin": "<NA>",
            ]))
        for key in ["proc.cwd", "container.name", "my.plugin"] {
            let detail = try #require(report.detail(key))
            #expect(detail.value == nil)
            #expect(detail.meaning.raw.hasPrefix("Missing"))
        }
        for key in ["proc.pid", "user.uid", "user.loginuid"] {
            let detail = try #require(report.detail(key))
            #expect(detail.value != nil)
            #expect(!detail.meaning.isEmpty, "\(key)")
        }
    }

    @Test(arguments: ["-1", "0", "<NA>", "", "null"])
    func unknownProcessIDsReachNoCommand(_ pid: String) throws {
        let report = try report(
            .sample(
                rule: "Terminal shell in container",
                fields: [
                    "proc.pid": pid, "proc.ppid": pid, "proc.sid": pid, "proc.vpid": pid, "proc.name": "sh",
                    "container.id": "host", "user.uid": "-1", "user.loginuid": "4294967295",
                    "evt.type": "execve",
                ]))
        for shell in report.shells {
            for word in ["kill", "pstree", "/proc/-1", "/proc/0", "-p ", "4294967295", " -1 ", "null"] {
                #expect(!"\(shell) ".contains(word), "\(shell)")
            }
        }
    }

    @Test func aKnownProcessIDReachesThem() throws {
        let report = try report(
            .sample(
                fields: ["proc.pid": "4711", "proc.name": "sh", "container.id": "host", "evt.type": "execve"])
        )
        #expect(report.shells.contains { $0.contains("kill -STOP 4711") })
        #expect(!report.quality.remarks.contains { $0.raw.contains("no process id") })
    }

    @Test func unknownRulesRestOnTagsEventAndFields() throws {
        let report = try report(
            .sample(
                rule: "Nobody knows this one",
                fields: [
                    "evt.type": "connect", "fd.type": "ipv4", "fd.name": "10.0.0.5:43106->8.8.8.8:4444",
                    "proc.name": "x", "user.name": "www-data", "user.uid": "33", "container.id": "host",
                ], tags: ["T1041", "mitre_exfiltration"]))
        #expect(report.knowledge.contains("class: network"))
        #expect(report.attack.techniques.map(\.name) == ["Exfiltration Over C2 Channel"])
        #expect(report.attack.tactics.map(\.name) == ["Exfiltration"])
        #expect(report.quality.remarks.contains { $0.raw.contains("none of Falco's public ones") })
        #expect(report.summary.raw.contains("www-data"))
        #expect(!report.impact.isEmpty && !report.commands.isEmpty && !report.assessment.innocent.isEmpty)
    }

    @Test func tagsThatDisagreeWithAttackAreFlagged() throws {
        func flags(_ tags: String...) throws -> [String] {
            try report(.sample(tags: tags)).attack.flags.map(\.raw)
        }
        #expect(
            try flags("T1565", "mitre_discovery").contains {
                $0.contains("Discovery") && $0.contains("Impact")
            })
        #expect(try flags("T1565", "mitre_impact").isEmpty)
        #expect(try flags("T1059", "mitre_execution", "T1543").contains { $0.contains("T1543") })
        #expect(try flags("T9999").contains { $0.contains("T9999") })
        #expect(try flags("mitre_data_destruction").contains { $0.contains("no tactic") })
        #expect(try flags("container").contains { $0.contains("None of the tags") })
        #expect(try flags().contains { $0.contains("no tags") })
    }

    @Test func falcosOwnAlertsAreAboutItsHealth() throws {
        let drops = AlertValues.sample(
            rule: "Falco internal: syscall event drop", priority: .debug,
            fields: ["n_drops": "17", "n_evts": "3142"], source: "internal")
        let report = try report(drops)
        #expect(report.summary.raw.contains("lost 17 events"))
        #expect(report.knowledge.contains("class: internal"))
        #expect(report.configuration.contains { $0.yaml?.contains("buf_size_preset") == true })
        #expect(!report.commands.isEmpty)

        let near = try self.report(.sample(fields: ["proc.name": "x"]), after: [drops])
        #expect(near.quality.remarks.contains { $0.raw.contains("lost 17 events") })
        #expect(near.quality.confidence != .high)
        let far = try self.report(.sample(seconds: 1_795_380_000, fields: ["proc.name": "x"]), after: [drops])
        #expect(!far.quality.remarks.contains { $0.raw.contains("lost") })
        let elsewhere = try self.report(
            .sample(fields: ["proc.name": "x"], hostname: "other"), after: [drops])
        #expect(!elsewhere.quality.remarks.contains { $0.raw.contains("lost") })
    }

    @Test func cutAndRepairedValuesLowerTheConfidence() throws {
        let long = String(repeating: "x", count: 4095)
        let report = try report(.sample(fields: ["proc.name": "fifteen-bytes-x", "proc.cmdline": long]))
        #expect(report.quality.remarks.contains { $0.raw.contains("15 bytes") })
        #expect(report.quality.remarks.contains { $0.raw.contains("4096") })
        #expect(report.quality.confidence == .medium)

        let alert = try #require(
            try Fixtures.textOutputAlerts().first { $0["proc.cmdline"]?.contains("\u{FFFD}") == true })
        var analyzer = Analyzer(knowledge: Self.knowledge)
        let repaired = analyzer.report(for: alert)
        #expect(repaired.quality.remarks.contains { $0.raw.contains("proc.cmdline is no valid UTF-8") })
        #expect(repaired.detail("proc.cmdline")?.bytes?.contains("fffe") == true)
    }

    @Test func alertsOfOldFalcosAreTold() throws {
        var values = AlertValues.sample(fields: ["proc.name": "x"])
        values.source = ""
        #expect(try report(values).quality.remarks.contains { $0.raw.contains("older than 0.31") })
    }

    @Test func alertsWithoutAnythingStillGetAReport() throws {
        let report = try report(AlertValues(priority: .unknown(99), rule: "", source: ""))
        #expect(!report.summary.isEmpty)
        #expect(!report.impact.isEmpty)
        #expect(!report.mitigation.isEmpty)
        #expect(!report.configuration.isEmpty)
        #expect(report.details.isEmpty)
        #expect(report.quality.confidence == .low)
        #expect(report.time == nil)
    }

    @Test func aHundredThousandKindsStayWithinTheBounds() throws {
        var options = Analyzer.Options()
        options.rememberedAlerts = 100
        options.rememberedBonds = 100
        var analyzer = Analyzer(knowledge: Self.knowledge, options: options)
        var builder = try AlertBatchBuilder()
        for number in 0..<100_000 {
            try builder.append(
                AlertValues.sample(
                    rule: "rule \(number % 5000)",
                    fields: [
                        "container.id": "id\(number)", "proc.name": "p\(number)",
                        "proc.pid": "\(number + 10)",
                    ]))
            guard number % 2000 == 1999, let batch = try builder.take() else { continue }
            for alert in batch { #expect(analyzer.observe(alert).count == 1) }
        }
        #expect(analyzer.forgottenAlerts == 99_900)
        let last = try AlertValues.sample(
            rule: "rule 4999",
            fields: ["container.id": "id99999", "proc.name": "p99999", "proc.pid": "100009"]
        ).alert()
        let report = analyzer.report(for: last)
        #expect(report.occurrence.count == 2)
        #expect(report.related.alerts.count == 1)
    }
}
