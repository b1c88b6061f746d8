import FalcoAlerts
import Testing

@testable import Analysis

/// What is taken for a machine's routine, and what is not.
@Suite struct RoutineTests {
    private func report(_ times: [Double], _ change: [String: String?] = [:]) throws -> TuningReport {
        var stream = NoiseStream()
        stream.add(at: times, change)
        // Something else at both ends, so that the history has a beginning and an end.
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        return try stream.report()
    }

    static let beat = NoiseStream.every(50, 20)

    @Test func aBeatIsRoutine() throws {
        let report = try report(Self.beat)
        #expect(report.proposals.count == 1)
        #expect(report.faults == [])
        let proposal = try #require(report.proposals.first)
        #expect(proposal.replay.saved == 20)
        #expect(proposal.replay.after == 0)
        #expect(
            proposal.fields == [
                "proc.exepath", "proc.pname", "fd.name", "proc.cmdline", "proc.tty", "user.loginuid",
                "proc.aname[2]", "container.id",
            ])
        #expect(proposal.reasons.contains { $0.raw.contains("about every 5") })
    }

    @Test(arguments: [0.001, 60, 5000]) func itIsTheSameHoweverFastTimeRuns(_ factor: Double) throws {
        var stream = NoiseStream()
        stream.add(at: Self.beat.map { $0 * factor })
        stream.add(at: [0, 1000 * factor], rule: "Site rule: other", ["proc.cmdline": "other"])
        #expect(try stream.report().proposals.count == 1)
    }

    @Test func burstsAreRuns() throws {
        let runs = NoiseStream.every(50, 20).flatMap { [$0, $0 + 0.1, $0 + 0.2] }
        #expect(try report(runs).proposals.count == 1)
    }

    @Test func chanceIsNoRoutine() throws {
        let report = try report([3, 5, 400, 401, 420, 777, 990])
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("keep no beat"), "\(report.objections)")
    }

    @Test func whatComesAllTheTimeIsRoutineWithoutABeat() throws {
        var state: UInt64 = 3
        let times = (0..<60).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 33) / Double(1 << 31) * 1000
        }
        #expect(try report(times.sorted()).proposals.count == 1)
    }

    @Test func rareIsNoRoutine() throws {
        let report = try report([100, 900])
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("did not come often enough"))
    }

    @Test func newIsNoRoutine() throws {
        let report = try report(NoiseStream.every(5, 60, from: 600))
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("what is new is no routine yet"))
    }

    @Test func aPersonIsNoRoutine() throws {
        var report = try report(Self.beat, ["proc.tty": "34816"])
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("what a person types"))
        report = try self.report(Self.beat, ["user.loginuid": "1000"])
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("A login session is behind it"))
    }

    @Test func signsOfAnAttackAreNoRoutine() throws {
        for change: [String: String?] in [
            ["proc.exepath": "/tmp/.x/checkd"], ["proc.exepath": "/dev/shm/checkd"],
        ] {
            let report = try report(Self.beat, change)
            #expect(report.proposals.isEmpty)
            #expect(
                report.objections.contains("of an attack") || report.objections.contains("any user may put"))
        }
    }

    @Test func eachOfManyMachinesHasItsOwnBeat() throws {
        var stream = NoiseStream()
        for host in 0..<12 {
            stream.add(at: NoiseStream.every(100, 10, from: Double(host * host) * 0.7), host: "host-\(host)")
        }
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        let report = try stream.report()
        #expect(report.proposals.count == 1)
        #expect(report.rules[0].hosts == 12)
        #expect(report.first?.reasons.contains { $0.raw.contains("12 hosts") } == true)
    }

    /// A job of a cluster runs in a new container each time.
    @Test func aNewContainerEachTimeIsStillTheSameJob() throws {
        var stream = NoiseStream()
        for (run, time) in Self.beat.enumerated() {
            stream.add(
                at: [time], rule: "Site rule: runs",
                [
                    "fd.name": nil, "evt.type": "execve", "evt.arg.flags": nil,
                    "container.id": "aaaaaaaa\(1000 + run)", "container.name": "job-\(run)",
                    "k8s.pod.name": "job-\(run)", "container.image.repository": "registry.example.test/job",
                ])
        }
        let report = try stream.report()
        #expect(report.proposals.count == 1, "\(report.objections)")
        #expect(report.first?.replay.saved == 20)
        #expect(report.first?.fields.last == "container.image.repository")
        #expect(report.first?.fields.contains("container.id") == false)
        #expect(report.rules[0].containers == 20)
        #expect(report.faults == [])
    }

    /// The alerts of a stream with other times for some, in years after the others' beginning.
    private func report(_ stream: NoiseStream, strays: [Int: Double]) throws -> TuningReport {
        var survey = NoiseSurvey(knowledge: AnalyzerTests.knowledge)
        for (place, var values) in stream.sorted.enumerated() {
            let seconds = strays[place].map { Int64($0 * 365 * 86_400) } ?? values.time?.seconds ?? 0
            values.time = Timestamp(
                seconds: 50 * 365 * 86_400 + seconds, nanoseconds: values.time?.nanoseconds ?? 0)
            survey.take(try values.alert())
        }
        return survey.study().report()
    }

    /// A job's own alerts may come from a clock that is not set yet, or broken.
    @Test(arguments: [
        [0: -50.0], [1: -50], [0: 80], [0: 80, 1: 80], [10: -50], [10: 80], [20: 80],
        [3: -50, 10: 80, 12: -49],
    ])
    func wrongClocksOfItsOwnChangeNothing(strays: [Int: Double]) throws {
        var stream = NoiseStream()
        stream.add(at: NoiseStream.every(25, 40))
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        let report = try report(stream, strays: strays)
        let proposal = try #require(report.first, "\(report.objections)")
        #expect(proposal.replay.saved == 40)
        let reasons = proposal.reasons.map(\.raw)
        #expect(reasons.contains { $0.contains("about every 25 s") }, "\(reasons)")
        #expect(reasons.contains { $0.contains("went on through 100 %") }, "\(reasons)")
    }

    /// Nor do they make a habit of what is new.
    @Test(arguments: [-50.0, 80]) func aWrongClockMakesNoHabit(years: Double) throws {
        var stream = NoiseStream()
        stream.add(at: NoiseStream.every(5, 60, from: 600))
        stream.add(at: NoiseStream.every(50, 21), rule: "Site rule: other", ["proc.cmdline": "other"])
        let report = try report(stream, strays: [40: years])
        #expect(!report.proposals.contains { $0.rule == NoiseStream.rule })
        #expect(report.objections.contains("what is new is no routine yet"), "\(report.objections)")
    }

    @Test func withoutTimesNothingIsRoutine() throws {
        var survey = NoiseSurvey(knowledge: AnalyzerTests.knowledge)
        var stream = NoiseStream()
        stream.add(at: Self.beat)
        for var values in stream.values {
            values.time = nil
            survey.take(try values.alert())
        }
        let report = survey.study().report()
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("say no time"))
    }

    @Test func nothingComesOfNothing() throws {
        let report = try NoiseStream().report()
        #expect(report.before == 0)
        #expect(report.file == nil)
        #expect(report.proposals.isEmpty && report.rules.isEmpty && report.activities.isEmpty)
    }
}
