import FalcoAlerts
import Testing

@testable import Analysis

/// Floods of distinct values: what is kept stays within bounds, what is lost is counted and never taken for granted.
@Suite struct TuningFloodTests {
    private static var small: NoiseTable.Limits {
        var limits = NoiseTable.Limits()
        limits.shapes = 200
        limits.shapesOfRule = 64
        limits.values = (values: 600, bytes: 20_000)
        return limits
    }

    private static let beat = NoiseStream.every(50, 20)

    private func table(_ stream: NoiseStream, _ limits: NoiseTable.Limits) throws -> NoiseTable {
        var table = NoiseTable(knowledge: AnalyzerTests.knowledge, limits: limits)
        for alert in try stream.alerts() {
            table.take(alert)
            #expect(table.shapes.count <= limits.shapes)
            #expect(table.pool.count <= limits.values.values)
        }
        return table
    }

    /// Each alert counts once, whatever became of it.
    private func check(_ table: NoiseTable, _ alerts: Int) {
        #expect(table.total == alerts)
        #expect(table.rules.reduce(table.unnamed) { $0 + $1.count } == alerts)
        for (place, rule) in table.rules.enumerated() {
            let kept = table.shapes.filter { Int($0.rule) == place }.reduce(0) { $0 + $1.count }
            #expect(kept + rule.unkept == rule.count)
            #expect(table.shapes.count { Int($0.rule) == place } == rule.shapes)
        }
        for shape in table.shapes { #expect(table.activities[Int(shape.activity)].rule == shape.rule) }
    }

    @Test func aFieldWithManyValuesTellsNothingApartAnyMore() throws {
        var stream = NoiseStream()
        for index in 0..<1000 { stream.add(at: [Double(index)], ["fd.name": "/srv/\(index)"]) }
        let table = try table(stream, Self.small)
        check(table, 1000)
        #expect(table.rules[0].collapsed == ["fd.name"])
        #expect(table.rules[0].unkept == 0)
        let report = TuningStudy(table, options: .init(), rules: nil, incidents: IncidentMap()).report()
        #expect(report.history.collapsed.map(\.fields) == [["fd.name"]])
        #expect(report.proposals.allSatisfy { !$0.fields.contains("fd.name") })
    }

    /// What has come often already goes on being told apart, and its exception is as narrow as before.
    @Test func theUsualSurvivesAFlood() throws {
        func stream(_ flood: (Int) -> [String: String?]) -> NoiseStream {
            var stream = NoiseStream()
            stream.add(at: NoiseStream.every(20, 100))
            for index in 0..<1000 { stream.add(at: [500 + Double(index)], flood(index)) }
            return stream
        }
        func report(_ stream: NoiseStream, twice: Bool) throws -> TuningReport {
            let table = try table(stream, Self.small)
            check(table, 1100)
            var study = TuningStudy(table, options: .init(), rules: nil, incidents: IncidentMap())
            if twice {
                study.beginTrial()
                for alert in try stream.alerts() { study.tryChanges(on: alert) }
            }
            return study.report()
        }
        let others = stream {
            ["proc.cmdline": "checkd \($0)", "fd.name": "/srv/\($0)", "proc.tty": "34816"]
        }
        let proven = try report(others, twice: true)
        let proposal = try #require(proven.first, "\(proven.objections)")
        #expect(proven.proposals.count == 1)
        #expect(proposal.fields.contains("proc.cmdline") && proposal.fields.contains("fd.name"))
        #expect(proposal.replay.saved == 100)
        #expect(proposal.replay.hidden.allSatisfy { $0.isMeant })
        let words = try #require(proven.history.collapsed.first)
        #expect(!words.fields.isEmpty)
        // The flood differs in the terminal, which tells that it is not meant, also from what was kept.
        let single = try report(others, twice: false)
        #expect(single.first?.replay.saved == 100, "\(single.objections) \(single.history)")
        // It differs in nothing else: what was kept does not tell, each alert does.
        let alike = stream { ["proc.cmdline": "checkd \($0)"] }
        let kept = try report(alike, twice: false)
        #expect(kept.proposals.allSatisfy { !$0.fields.contains("proc.cmdline") })
        #expect(try report(alike, twice: true).proposals.contains { $0.fields.contains("proc.cmdline") })
    }

    @Test func everyFieldMayBeFlooded() throws {
        var stream = NoiseStream()
        let keys = NoiseStream.job.keys.sorted().filter { $0 != "container.id" }
        for (place, key) in keys.enumerated() {
            for index in 0..<150 { stream.add(at: [Double(place * 150 + index)], [key: "\(key)-\(index)"]) }
        }
        let table = try table(stream, Self.small)
        check(table, keys.count * 150)
    }

    @Test func oneRuleDoesNotCrowdOutTheOthers() throws {
        var stream = NoiseStream()
        stream.add(at: Self.beat, rule: "Site rule: quiet", ["proc.cmdline": "checkd --quiet"])
        for index in 0..<2000 {
            stream.add(
                at: [Double(index) / 2],
                [
                    "fd.name": "/srv/\(index)", "proc.cmdline": "x \(index)", "proc.exepath": "/opt/\(index)",
                    "proc.name": "n\(index)", "proc.pname": "p\(index)",
                ])
        }
        let table = try table(stream, Self.small)
        check(table, 2020)
        let report = TuningStudy(table, options: .init(), rules: nil, incidents: IncidentMap()).report()
        #expect(report.proposals.map(\.rule) == ["Site rule: quiet"], "\(report.objections)")
        #expect(report.proposals.first?.replay.saved == 20)
    }

    @Test func manyRulesAreCounted() throws {
        var limits = Self.small
        limits.rules = 16
        var stream = NoiseStream()
        for index in 0..<100 { stream.add(at: [Double(index)], rule: "Rule \(index)") }
        let table = try table(stream, limits)
        check(table, 100)
        #expect(table.unnamed == 84)
        #expect(
            TuningStudy(table, options: .init(), rules: nil, incidents: IncidentMap()).report().otherRules
                .alerts == 84)
    }

    @Test func valuesOfAMebibyteAreNotKept() throws {
        let long = String(repeating: "x", count: 1 << 20)
        var stream = NoiseStream()
        stream.add(at: Self.beat, ["proc.cmdline": long])
        stream.add(at: Self.beat, ["proc.cmdline": long + "y"])
        var table = NoiseTable(knowledge: AnalyzerTests.knowledge, limits: Self.small)
        for alert in try stream.alerts() { table.take(alert) }
        check(table, 40)
        #expect(table.shapes.count == 2)
    }

    @Test func veryManyFieldsAreNotKept() throws {
        var stream = NoiseStream()
        var base = NoiseStream.job
        for index in 0..<200 { base["x.f\(index)"] = "y" }
        stream.add(at: Self.beat, base: base)
        let table = try table(stream, Self.small)
        #expect(table.rules[0].unkept == 20)
        #expect(
            TuningStudy(table, options: .init(), rules: nil, incidents: IncidentMap()).report().proposals
                .isEmpty)
    }

    /// An intruder's alert that was not kept is found when the file is read a second time; from a pipe nothing is
    /// proposed for its rule.
    @Test func whatIsNotKeptIsNotTakenForGranted() throws {
        var stream = NoiseStream()
        stream.add(at: Self.beat)
        // So many fields that nothing of it is kept; the exception for the beat would hide it.
        var base = NoiseStream.job
        for index in 0..<200 { base["x.f\(index)"] = "y" }
        stream.add(at: [501], base: base)
        var survey = NoiseSurvey(knowledge: AnalyzerTests.knowledge, limits: Self.small)
        let alerts = try stream.alerts()
        for alert in alerts { survey.take(alert) }
        var study = survey.study()
        let once = study.report()
        #expect(once.proposals.isEmpty)
        #expect(once.objections.contains("it cannot be proved"), "\(once.objections)")

        study.beginTrial()
        for alert in alerts { study.tryChanges(on: alert) }
        let twice = study.report()
        #expect(twice.history.isReadTwice)
        #expect(twice.proposals.first?.replay.saved == 21)

        // The same, but it belongs to an incident that needs attention.
        let incident = TuningReport.Incident(id: "x", title: "an intruder", needsAttention: true, alerts: 1)
        study = survey.study(incidents: IncidentMap([5: incident]))
        study.beginTrial()
        for alert in alerts { study.tryChanges(on: alert, group: alert.fields.count > 100 ? 5 : 0) }
        let withheld = study.report()
        #expect(withheld.proposals.isEmpty)
        #expect(withheld.objections.contains("an intruder"))
    }

    @Test func timesFromAnyCenturyAreTakenOver() throws {
        var survey = NoiseSurvey(knowledge: AnalyzerTests.knowledge)
        var stream = NoiseStream()
        stream.add(at: Self.beat)
        for (place, var values) in stream.values.enumerated() {
            let seconds: [Int64] = [.min, .max, -1, 0, 1, 7_258_118_399, 7_258_118_400, 5]
            values.time = Timestamp(seconds: seconds[place % seconds.count], nanoseconds: 999_999_999)
            survey.take(try values.alert())
        }
        #expect(survey.study().report().before == 20)
    }
}
