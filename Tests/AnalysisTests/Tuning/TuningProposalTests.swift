import FalcoAlerts
import FalcoRules
import TestSupport
import Testing

@testable import Analysis

/// What proposals look like, and that they hide what they say.
@Suite struct TuningProposalTests {
    private static let beat = NoiseStream.every(50, 20)

    private func noise(_ body: (inout NoiseStream) -> Void) -> NoiseStream {
        var stream = NoiseStream()
        stream.add(at: [0, 1000], rule: "Site rule: other", ["proc.cmdline": "other"])
        body(&stream)
        return stream
    }

    /// Tries the file on every alert by itself.
    private func check(_ report: TuningReport, _ stream: NoiseStream) throws {
        #expect(report.faults == [])
        guard let file = report.file else { return }
        let judge = try FileJudge(file)
        let hidden = try stream.alerts().count { judge.hides($0) == .yes }
        #expect(hidden == report.before - report.after)
    }

    @Test func filesBecomeAList() throws {
        let stream = noise { stream in
            for file in ["/etc/shadow", "/etc/sudoers", "/etc/pam.conf"] {
                stream.add(at: Self.beat, ["fd.name": file])
            }
        }
        let report = try stream.report()
        #expect(report.proposals.count == 1)
        #expect(
            report.first?.yaml.contains(#"comps: ["=", "=", "in", "#) == true, "\(report.first?.yaml ?? "")")
        #expect(report.first?.yaml.contains("[/etc/pam.conf, /etc/shadow, /etc/sudoers]") == true)
        try check(report, stream)
    }

    @Test func aDirectoryThatTheCommandNamesStandsForItsFiles() throws {
        let files = ["/etc/shadow", "/etc/sudoers", "/etc/pam.conf", "/etc/pam.d/su"]
        func report(_ command: String) throws -> TuningReport {
            let stream = noise { stream in
                for file in files { stream.add(at: Self.beat, ["fd.name": file, "proc.cmdline": command]) }
            }
            let report = try stream.report()
            try check(report, stream)
            return report
        }
        var yaml = try report("checkd --dir /etc/").first?.yaml ?? ""
        #expect(yaml.contains(#""pmatch""#) && yaml.contains("[/etc]"), "\(yaml)")
        // Not where the command names none of them, nor the root, nor a part of a name.
        for command in ["checkd --all", "checkd /", "checkd /et", "checkd /e*"] {
            yaml = try report(command).first?.yaml ?? ""
            #expect(!yaml.contains("pmatch"), "\(yaml)")
        }
    }

    @Test func programsOfOneImageBecomeRows() throws {
        let stream = noise { stream in
            for program in ["a", "b", "c"] {
                stream.add(
                    at: Self.beat, rule: "Site rule: runs",
                    [
                        "fd.name": nil, "evt.type": "execve", "evt.arg.flags": nil,
                        "container.id": "aaaaaaaaaaaa",
                        "container.image.repository": "registry.example.test/x",
                        "proc.exepath": "/usr/bin/\(program)d", "proc.name": "\(program)d",
                        "proc.cmdline": "\(program)d --all",
                    ])
            }
        }
        let report = try stream.report()
        #expect(report.proposals.count == 1, "\(report.objections)")
        #expect(report.first?.rows == 3)
        #expect(report.first?.replay.saved == 60)
        try check(report, stream)
    }

    @Test func commandsOfOneProgramBecomeOneRow() throws {
        let stream = noise { stream in
            for command in ["checkd --all", "checkd --some"] {
                stream.add(at: Self.beat, ["proc.cmdline": command])
            }
        }
        let report = try stream.report()
        #expect(report.proposals.count == 1)
        #expect(report.first?.rows == 1)
        try check(report, stream)
    }

    @Test func anotherCommandEachTime() throws {
        func report(_ program: String) throws -> (TuningReport, NoiseStream) {
            let stream = noise { stream in
                for (run, time) in NoiseStream.every(20, 50).enumerated() {
                    stream.add(
                        at: [time],
                        [
                            "proc.exepath": "/usr/bin/\(program)", "proc.name": program,
                            "proc.cmdline": "\(program) --run \(run)",
                        ])
                }
            }
            return (try stream.report(), stream)
        }
        let (own, stream) = try report("checkd")
        #expect(own.proposals.count == 1, "\(own.objections)")
        #expect(!(own.first?.fields.contains("proc.cmdline") ?? true))
        #expect(
            own.first?.risk.reasons.contains { $0.raw.contains("does not look at the command line") } == true)
        try check(own, stream)
        for tool in ["curl", "grep", "bash", "kubectl", "python3"] {
            let (report, _) = try report(tool)
            #expect(report.proposals.isEmpty, "\(tool)")
        }
    }

    @Test func whatAnExceptionCannotCarryGoesIntoACondition() throws {
        let stream = noise { $0.add(at: Self.beat, ["fd.name": #"/srv/it's a "b"c"#]) }
        let report = try stream.report()
        #expect(report.proposals.map(\.form) == [.condition], "\(report.objections)")
        #expect(report.first?.note.raw.contains("outside parentheses") == true)
        try check(report, stream)
    }

    @Test(arguments: [
        "/srv/x\n- rule: y", "/srv/x\u{202E}", "/srv/" + String(repeating: "x", count: 300), "/srv/a\\",
    ])
    func whatCannotBeWrittenIsRefused(_ file: String) throws {
        let report = try noise { $0.add(at: Self.beat, ["fd.name": file]) }.report()
        #expect(report.proposals.isEmpty)
        #expect(report.objections.contains("cannot be written"), "\(report.objections)")
    }

    /// Values that look like lists, quotes and YAML make no other exception.
    @Test func hostileValuesStayValues() throws {
        let values =
            HostileValues.strings + [
                "(a, b)", "a, b", "[a, b]", "a) or (evt.num>0", "\" or evt.num>0 or \"", "shell_binaries",
                "x shell_binaries", "]\n  - [", "'", "''", "\"", "#", "a # b", "{{x}}", "- x", "@x", "!x",
                "&x", "*x",
            ]
        let keys = ["proc.cmdline", "fd.name", "proc.pname", "proc.exepath", "container.image.repository"]
        for (place, value) in values.enumerated() {
            // Each value in one field, those made for Falco's language in all.
            for key in place < HostileValues.strings.count ? [keys[place % keys.count]] : keys {
                let stream = noise {
                    var change: [String: String?] = [key: value]
                    if key == "container.image.repository" { change["container.id"] = "aaaaaaaaaaaa" }
                    $0.add(at: Self.beat, change)
                    // Neighbours that nothing may hide.
                    $0.add(at: [401], [key: "neighbour", "proc.tty": "34816"])
                }
                let report = try stream.report()
                try check(report, stream)
                if let file = report.file {
                    let judge = try FileJudge(file)
                    for alert in try stream.alerts() where alert[key] == "neighbour" {
                        #expect(judge.hides(alert) == .no, "\(key) \(value)")
                    }
                }
            }
        }
    }

    /// Alerts that name fields as no Falco does: nothing of that gets into a rules file.
    @Test(arguments: [
        "evt.arg.x]\n- rule: Evil\n  enabled: false\n#", "evt.arg.a, fd.name", "proc.aname[2] or evt.num>0",
        "proc.aname[\"]",
        "proc.aname[7", "ka.x]", "evt.arg.\u{202E}", "evt.arg. ", "evt.arg.'", "evt.arg.#",
    ])
    func hostileFieldNamesStayOut(_ key: String) throws {
        let stream = noise { stream in
            stream.add(at: Self.beat, [key: "ours"])
            // It alone would tell an attack apart.
            stream.add(at: [401], [key: "theirs"])
        }
        let survey = try stream.survey { $0[key] == "theirs" ? 1 : 0 }
        let incident = TuningReport.Incident(id: "x", title: "t", needsAttention: true, alerts: 1)
        let report = survey.study(incidents: IncidentMap([1: incident])).report()
        #expect(report.proposals.isEmpty)
        #expect(
            report.objections.contains("nothing that the alerts print tells them apart"),
            "\(report.objections)")
        let calm = survey.study().report()
        #expect(calm.first?.replay.saved == 21, "\(calm.objections)")
        #expect(calm.faults == [])
        #expect(calm.file?.contains(key) == false)
    }

    @Test func ruleNamesStayNames() throws {
        for value in HostileValues.strings where !value.isEmpty {
            let stream = noise { $0.add(at: Self.beat, rule: value) }
            let report = try stream.report()
            #expect(report.faults == [])
        }
    }

    @Test func whatSavesLittleIsNotProposed() throws {
        let stream = noise { stream in
            stream.add(at: Self.beat)
            stream.add(
                at: NoiseStream.every(1, 1000), ["proc.exepath": "/usr/bin/otherd", "proc.cmdline": "otherd"])
        }
        var options = TuningStudy.Options()
        options.leastShare = 0.1
        #expect(try stream.survey().study(options: options).report().proposals.count == 1)
    }

    @Test func theBestComesFirst() throws {
        let stream = noise { stream in
            stream.add(at: Self.beat)
            stream.add(
                at: NoiseStream.every(10, 100), rule: "Unexpected UDP Traffic", priority: .notice,
                ["fd.name": nil])
        }
        let report = try stream.report()
        #expect(report.proposals.map(\.id) == ["T1", "T2"])
        #expect(report.first?.replay.saved == 100)
        #expect(report.after == report.before - 120)
    }

    @Test func serviceAccountsAreProgramsAndPeopleAreNot() throws {
        let record: [String: String] = [
            "ka.user.name": "system:serviceaccount:ops:sync", "ka.verb": "get",
            "ka.target.resource": "secrets",
            "ka.target.namespace": "shop", "ka.target.name": "token", "ka.response.code": "200",
        ]
        func report(_ user: String) throws -> TuningReport {
            var stream = NoiseStream()
            stream.add(
                at: Self.beat, rule: "K8s Secret Get Successfully", priority: .notice, source: "k8s_audit",
                base: record,
                ["ka.user.name": user])
            return try stream.report()
        }
        #expect(try report("system:serviceaccount:ops:sync").proposals.count == 1)
        let person = try report("alice")
        #expect(person.proposals.isEmpty)
        #expect(
            person.objections.contains("not an account that only programs use")
                || person.objections.contains("of an attack"), "\(person.objections)")
    }

    @Test func falcosOwnMessagesStay() throws {
        var stream = NoiseStream()
        stream.add(
            at: Self.beat, rule: "Falco internal: metrics snapshot", priority: .informational,
            source: "internal",
            base: ["falco.version": "0.43.1"])
        #expect(try stream.report().proposals.isEmpty)
    }

    /// The same alerts give the same file, to the byte.
    @Test func itIsTheSameEachTime() throws {
        let stream = noise { stream in
            for index in 0..<40 {
                stream.add(
                    at: Self.beat, ["proc.cmdline": "checkd \(index % 7)", "fd.name": "/etc/\(index)"])
            }
        }
        let (first, second) = (try stream.report(), try stream.report())
        #expect(first.file != nil)
        #expect(first.file == second.file)
        #expect(first.objections == second.objections)
    }
}
