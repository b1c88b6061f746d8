import FalcoAlerts
import FalcoRules
import Testing

@testable import Analysis

/// What is reached on labelled alerts of a real Falco: eight attacks among benign noise.
@Suite struct TuningScenarioTests {
    static let files = ["alerts.jsonl", "alerts-lineage.jsonl"]

    private func reports(_ name: String) throws -> (TuningScenario, once: TuningReport, twice: TuningReport) {
        let scenario = try TuningScenario(name)
        var study = scenario.study()
        let once = study.report()
        study.beginTrial()
        for alert in scenario.alerts { study.tryChanges(on: alert) }
        return (scenario, once, study.report())
    }

    @Test(arguments: files) func fourFifthsOfTheNoiseGoAndNoAttackDoes(_ name: String) throws {
        let (scenario, _, report) = try reports(name)
        let judge = try FileJudge(#require(report.file))
        var (benign, attacks) = (0, 0)
        for (alert, attack) in zip(scenario.alerts, scenario.attacks) {
            // What cannot be decided counts as hidden where it must not be.
            let truth = judge.hides(alert)
            if attack == nil { if truth == .yes { benign += 1 } } else if truth != .no { attacks += 1 }
        }
        let noise = scenario.attacks.count { $0 == nil }
        #expect(attacks == 0)
        #expect(Double(benign) >= 0.8 * Double(noise), "\(benign) of \(noise)")
        #expect(benign == report.before - report.after)
        #expect(report.faults == [])
    }

    /// What was kept of the alerts says the same as each of them.
    @Test(arguments: files) func readingTwiceChangesNothing(_ name: String) throws {
        let (_, once, twice) = try reports(name)
        #expect(once.proposals.map(\.replay.saved) == twice.proposals.map(\.replay.saved))
        #expect(once.file == twice.file)
        #expect(once.after == twice.after)
    }

    @Test(arguments: files) func eachProposalHidesWhatItSays(_ name: String) throws {
        let (scenario, _, report) = try reports(name)
        for proposal in report.proposals {
            let judge = try FileJudge(proposal.yaml)
            let hidden = scenario.alerts.count { judge.hides($0) == .yes }
            #expect(hidden == proposal.replay.saved, "\(proposal.id)")
            #expect(TuningReport.faults(in: proposal.yaml) == [])
            let shown = proposal.replay.hidden.reduce(proposal.replay.hiddenOthers) { $0 + $1.alerts }
            #expect(shown == hidden)
            #expect(proposal.replay.attackLike == 0 && proposal.replay.undecided == 0)
        }
    }

    /// Reports on single alerts stand on a part of what proposals look at.
    @Test func reportsAndProposalsAgree() throws {
        let (scenario, _, report) = try reports("alerts.jsonl")
        let judge = try FileJudge(#require(report.file))
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        var compared = 0
        for alert in scenario.alerts {
            let advice = analyzer.report(for: alert).configuration.first { $0.kind == .tuning }
            guard judge.hides(alert) == .yes else { continue }
            let yaml = try #require(advice?.yaml, "\(advice?.note.raw ?? "")")
            #expect(try FileJudge(yaml).hides(alert) == .yes)
            let file = try Array(yaml.utf8).withUnsafeBufferPointer { try RulesFileReader.read($0) }
            let fields = try #require(file.rules.first?.exceptions.first?.fields)
            let proposal = try #require(
                report.proposals.first { $0.rule == alert.rule && Set(fields).isSubset(of: $0.fields) })
            #expect(!proposal.fields.isEmpty)
            compared += 1
        }
        #expect(compared > 300)
    }

    /// Twice the noise, time stretched, and names changed: the same verdict.
    @Test func itIsNotFittedToTheseAlerts() throws {
        let scenario = try TuningScenario("alerts-lineage.jsonl")
        let names = [
            "telegraf": "metricd", "node-agent": "hostwatch", "worker-01": "n-17", "cfgd": "puppetd",
            "registry.example.com": "r.example.test", "orders": "basket", "netdata": "perfd",
            "cni-sync": "netplug",
        ]
        for factor in [0.01, 1, 700] {
            var builder = try AlertBatchBuilder()
            let start = try #require(scenario.alerts.compactMap(\.time).min())
            for alert in scenario.alerts {
                func renamed(_ text: String) -> String {
                    names.reduce(text) { $0.replacing($1.key, with: $1.value) }
                }
                let offset = (alert.time?.seconds(since: start) ?? 0) * factor
                try builder.append(
                    AlertValues(
                        time: Timestamp(
                            seconds: start.seconds + Int64(offset),
                            nanoseconds: Int32((offset - offset.rounded(.down)) * 1e9)),
                        priority: alert.priority, rule: alert.rule,
                        fields: alert.fields.map { ($0.key, renamed($0.value)) },
                        hostname: renamed(alert.hostname),
                        tags: alert.tags, source: alert.source))
            }
            let batch = try builder.take()
            let alerts = try #require(batch)
            var survey = NoiseSurvey(knowledge: AnalyzerTests.knowledge)
            for alert in alerts { survey.take(alert) }
            let judge = try FileJudge(#require(survey.study().report().file))
            let hidden = zip(alerts, scenario.attacks).map { (judge.hides($0) != .no, $1 != nil) }
            #expect(hidden.count { $0.0 && $0.1 } == 0)
            #expect(hidden.count { $0.0 && !$0.1 } >= 371, "\(factor)")
        }
    }
}
