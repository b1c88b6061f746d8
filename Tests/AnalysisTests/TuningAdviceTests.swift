import Analysis
import FalcoAlerts
import FalcoRules
import Knowledge
import TestSupport
import Testing

@Suite struct TuningAdviceTests {
    /// An alert that nothing speaks against.
    static let benign: KeyValuePairs<String, String> = [
        "container.id": "aaaaaaaaaaaa", "container.name": "backup",
        "container.image.repository": "registry.example.test/tools/backup", "proc.exepath": "/usr/bin/reader",
        "proc.pexepath": "/usr/bin/cron", "fd.name": "/etc/shadow", "fd.type": "file", "evt.type": "openat",
        "evt.arg.flags": "O_RDONLY", "user.name": "backup", "user.uid": "34", "proc.name": "reader",
    ]

    private func advices(
        rule: String = "Site rule: reads", priority: Priority = .warning,
        _ change: [String: String?] = [:]
    ) throws -> [Report.ConfigurationAdvice] {
        var fields: [(key: String, value: String)] = []
        for (key, value) in Self.benign {
            if let changed = change[key] {
                if let changed { fields.append((key, changed)) }
            } else {
                fields.append((key, value))
            }
        }
        for (key, value) in change.sorted(by: { $0.key < $1.key })
        where !Self.benign.contains(where: { $0.key == key }) {
            if let value { fields.append((key, value)) }
        }
        let alert = try AlertValues(
            time: Timestamp(seconds: 1), priority: priority, rule: rule, fields: fields, hostname: "vm"
        ).alert()
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        return analyzer.report(for: alert).configuration
    }

    private func tuning(
        rule: String = "Site rule: reads", priority: Priority = .warning, _ change: [String: String?] = [:]
    ) throws -> Report.ConfigurationAdvice {
        try #require(try advices(rule: rule, priority: priority, change).first { $0.kind == .tuning })
    }

    @Test func theNarrowestExceptionIsAWholeFile() throws {
        let advice = try tuning()
        let yaml = try #require(advice.yaml)
        let lines = yaml.split(separator: "\n").map(String.init)
        #expect(
            lines[0] == "# Belongs in /etc/falco/rules.d/falconer-tuning.yaml; needs Falco 0.37 or newer.")
        #expect(lines[1] == "- rule: \"Site rule: reads\"")
        #expect(lines[2] == "  exceptions:")
        #expect(lines[3].hasPrefix("    - name: falconer_"))
        #expect(lines[4] == "      fields: [proc.exepath, fd.name, container.image.repository]")
        #expect(lines[5] == "      comps: [\"=\", \"=\", \"=\"]")
        #expect(lines[6] == "      values:")
        #expect(lines[7] == "        - [/usr/bin/reader, /etc/shadow, registry.example.test/tools/backup]")
        #expect(lines[8...] == ["  override:", "    exceptions: append"])
        #expect(yaml.hasSuffix("\n"))
        #expect(advice.note.raw.contains("also hides"))
        #expect(advice.leastVersion == "0.37")
    }

    private func refusal(
        rule: String = "Site rule: reads", priority: Priority = .warning, _ change: [String: String?] = [:]
    ) throws -> String {
        let advice = try tuning(rule: rule, priority: priority, change)
        #expect(advice.yaml == nil, "\(advice.yaml ?? "")")
        return advice.note.raw
    }

    @Test func noneIsGivenOnOneField() throws {
        let note = try refusal(["fd.name": nil, "container.image.repository": nil, "proc.pexepath": nil])
        #expect(note.contains("proc.exepath alone"))
    }

    @Test func noneIsGivenOnNames() throws {
        let note = try refusal(
            rule: "Netcat Remote Code Execution in Container",
            ["container.image.repository": nil, "proc.exepath": nil, "fd.name": nil])
        #expect(note.contains("None is given because"))
    }

    @Test(arguments: [
        "a\"b\\", "a\\", "a\nb", "\u{202E}x", "x shell_binaries", String(repeating: "x", count: 2000),
    ])
    func noneIsGivenWhenAValueCannotBeWritten(_ value: String) throws {
        #expect(try refusal(["fd.name": "/tmp/\(value)"]).contains("fd.name"))
    }

    @Test func noneIsGivenWhereAnyoneCanWrite() throws {
        for path in ["/tmp/x", "/dev/shm/x", "/var/tmp/.x/y", "memfd:x"] {
            #expect(try refusal(["proc.exepath": path]).contains("None is given because"))
        }
    }

    @Test func severeRulesNeedTwoStrongFields() throws {
        #expect(try tuning(priority: .critical).yaml != nil)
        let note = try refusal(
            priority: .critical, ["fd.name": nil, "container.image.repository": nil, "proc.pexepath": nil])
        #expect(note.contains("None is given because"))
    }

    private func audit(
        rule: String, source: String, _ fields: [(key: String, value: String)]
    ) throws -> Report.ConfigurationAdvice {
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        let alert = try AlertValues(
            time: Timestamp(seconds: 1), priority: .notice, rule: rule, fields: fields, hostname: "vm",
            source: source
        ).alert()
        return try #require(analyzer.report(for: alert).configuration.first { $0.kind == .tuning })
    }

    @Test func noneIsGivenForAPerson() throws {
        let records: [(String, String, [(key: String, value: String)])] = [
            (
                "Create Sensitive Mount Pod", "k8s_audit",
                [("ka.user.name", "alice"), ("ka.target.namespace", "x")]
            ),
            (
                "GCP Bucket created", "gcp_auditlog",
                [("gcp.user", "alice@example.test"), ("gcp.projectId", "x")]
            ),
            (
                "User has been locked out in Okta", "okta",
                [("okta.actor.name", "Alice"), ("okta.client.ip", "8.8.8.8")]
            ),
            ("Webhook Created", "github", [("github.user", "alice"), ("github.repo.url", "x")]),
        ]
        for (rule, source, fields) in records {
            let advice = try audit(rule: rule, source: source, fields)
            #expect(advice.yaml == nil)
            #expect(
                advice.note.raw.contains("not an account that only programs use")
                    || advice.note.raw.contains("of an attack"), "\(advice.note.raw)")
        }
    }

    @Test func aPlaybookMayRuleItOut() throws {
        let advice = try audit(
            rule: "GCP KMS deleted", source: "gcp_auditlog",
            [
                ("gcp.user", "x@p.iam.gserviceaccount.com"), ("gcp.projectId", "p"), ("gcp.project", "p"),
                ("gcp.userAgent", "Terraform/1.9"),
            ])
        #expect(advice.yaml == nil)
        #expect(
            advice.note.raw.hasPrefix(
                "None is given because the destruction of a key is the one act that cannot be mended later."),
            "\(advice.note.raw)")
    }

    @Test(arguments: ["bash", "python3.12", "busybox", "node", "php8.2", "perl", "lua5.4", "gdb", "java"])
    func interpretersAreNothingToStandOn(_ name: String) throws {
        let note = try refusal(
            ["proc.exepath": "/usr/bin/\(name)", "fd.name": nil, "container.image.repository": nil])
        #expect(note.contains("the program is an interpreter") || note.contains("alone"), "\(note)")
        let host = try refusal(
            rule: "Clear Log Activities",
            [
                "proc.exepath": "/usr/bin/\(name)", "fd.name": nil, "container.image.repository": nil,
                "container.id": "host",
            ])
        #expect(host.contains("None is given because"))
        // Beside the image and the file that is read it does; a shell beside what it was told.
        let isShell = ["bash", "busybox"].contains(name)
        let whole = try tuning(["proc.exepath": "/usr/bin/\(name)"])
        #expect((whole.yaml == nil) == isShell)
        if isShell { #expect(whole.note.raw.contains("does what it is told")) }
        let told = try #require(
            try tuning(["proc.exepath": "/usr/bin/\(name)", "proc.cmdline": "\(name) -c x"]).yaml)
        #expect(told.contains("proc.cmdline") == isShell)
    }

    @Test func namesAloneAreNothingToStandOn() throws {
        let note = try refusal(
            rule: "System user interactive",
            ["container.image.repository": nil, "proc.exepath": nil, "proc.pexepath": nil, "fd.name": nil])
        #expect(note.contains("None is given because"))
    }

    @Test func relativePathsAreNames() throws {
        for key in ["fd.name", "proc.exepath"] {
            let advice = try tuning([key: "passwd"])
            #expect(advice.yaml?.contains(key) != true, "\(advice.yaml ?? "")")
        }
    }

    @Test func itHoldsWhereTheAlertCameFrom() throws {
        let host = try tuning([
            "container.id": "host", "container.name": "host", "container.image.repository": nil,
        ])
        let yaml = try #require(host.yaml, "\(host.note.raw)")
        #expect(yaml.contains("fields: [proc.exepath, fd.name, container.id]"), "\(yaml)")
        #expect(yaml.contains("'\"host\"'"), "\(yaml)")
        #expect(Self.faults(in: host) == [])
        // What tells the place is no field to stand on.
        let note = try refusal([
            "container.id": "host", "container.image.repository": nil, "fd.name": nil, "proc.pexepath": nil,
        ])
        #expect(note.contains("alone"))
        let container = try tuning(rule: "Clear Log Activities", ["fd.name": "/var/log/auth.log"])
        if let yaml = container.yaml { #expect(yaml.contains("container.image.repository")) }
        #expect(host.note.raw.contains("It must be loaded after the file that defines the rule"))
    }

    @Test func listNamesAreRefused() throws {
        let lists = Set(AnalyzerTests.knowledge.rules.all.flatMap(\.tuningLists))
        #expect(lists.count > 10)
        for list in lists {
            for text in ["/srv/a \(list)", "/srv/(\(list))", "/srv/a,\(list),b"] {
                #expect(try refusal(["fd.name": text]).contains("fd.name"))
            }
        }
    }

    @Test func noneIsGivenForWhatLooksLikeAnAttack() throws {
        let note = try refusal(
            rule: "Drop and execute new binary in container", priority: .critical,
            ["proc.exepath": "/opt/.hidden/x", "fd.name": nil])
        #expect(note.contains("of an attack"))
    }

    /// What Falco makes of the files: the same checks, by a reader of Falco's own language.
    static let validator = RulesValidator { AnalyzerTests.knowledge.glossary.entry($0) != nil }

    static func faults(in advice: Report.ConfigurationAdvice) -> [String] {
        guard advice.kind == .tuning, let yaml = advice.yaml else { return [] }
        return Array(yaml.utf8).withUnsafeBufferPointer { validator.faults(in: $0) }.map(\.description)
    }

    @Test func falcoTakesEveryFile() throws {
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        var files = 0
        for alert in try Array(Fixtures.jsonOutputAlerts()) + Array(Fixtures.textOutputAlerts()) {
            for advice in analyzer.report(for: alert).configuration {
                #expect(Self.faults(in: advice) == [], "\(advice.yaml ?? "")")
                if advice.kind == .tuning, advice.yaml != nil { files += 1 }
            }
        }
        #expect(files > 50)
    }

    @Test(arguments: HostileValues.strings)
    func hostileValuesMakeNoOtherFile(_ text: String) throws {
        for key in ["fd.name", "container.image.repository", "proc.exepath"] {
            for advice in try advices([key: text]) {
                #expect(Self.faults(in: advice) == [], "\(advice.yaml ?? "")")
            }
        }
        for advice in try advices(rule: text) {
            #expect(Self.faults(in: advice) == [], "\(advice.yaml ?? "")")
        }
    }

    @Test func aConditionCarriesWhatAnExceptionCannot() throws {
        let advice = try tuning(["fd.name": "/srv/it's a \"b\\c\""])
        let yaml = try #require(advice.yaml)
        #expect(
            yaml.contains(
                #"  condition: 'and not (proc.exepath = "/usr/bin/reader" and fd.name = "/srv/it''s a \"b\\c\"" and "#
            ))
        #expect(yaml.hasSuffix("  override:\n    condition: append\n"))
        #expect(Self.faults(in: advice) == [])
        // Falco reads back just this value.
        let file = try Array(yaml.utf8).withUnsafeBufferPointer { try RulesFileReader.read($0) }
        let text = try #require(file.rules.first?.condition?.text)
        var values: [RuleCondition.Right?] = []
        try RuleConditionParser.parse("a.b = c \(text)").visit { part in
            if case .comparison(let comparison) = part { values.append(comparison.right) }
        }
        #expect(values.contains(.value("/srv/it's a \"b\\c\"")))
    }

    /// Falco refuses `=` on them.
    @Test func listsAreComparedByIn() throws {
        let alert = try AlertValues(
            time: Timestamp(seconds: 1), priority: .warning, rule: "Create Sensitive Mount Pod",
            fields: [
                ("ka.user.name", "system:serviceaccount:kube-system:daemon-set-controller"),
                ("ka.target.namespace", "kube-system"), ("ka.resp.name", "x"), ("ka.target.resource", "pods"),
                ("ka.req.pod.containers.image", "(registry.example.test/a:1,registry.example.test/b:2)"),
            ], hostname: "vm", source: "k8s_audit"
        ).alert()
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        let advice = try #require(analyzer.report(for: alert).configuration.first { $0.kind == .tuning })
        let yaml = try #require(advice.yaml, "\(advice.note.raw)")
        #expect(yaml.contains("\"in\""), "\(yaml)")
        #expect(yaml.contains(#"['"registry.example.test/a:1"', '"registry.example.test/b:2"']"#), "\(yaml)")
        #expect(Self.faults(in: advice) == [])
    }

    @Test func aRulesOwnMacroServesOlderFalcos() throws {
        let advices = try advices(rule: "Read sensitive file untrusted", ["fd.name": "/etc/pam.d/su"])
        let yaml = try #require(advices.dropFirst().first?.yaml)
        #expect(
            yaml.contains(
                "- macro: user_known_read_sensitive_files_activities\n  condition: '(proc.exepath = "))
        #expect(advices[1].leastVersion == "0.24")
        #expect(advices[1].note.raw.contains("It also quiets"))
        #expect(Self.faults(in: advices[1]) == [])
    }

    @Test func switchingOffIsTheLastResortForNoiseAlone() throws {
        let bare: [String: String?] = [
            "container.image.repository": nil, "fd.name": nil, "proc.pexepath": nil,
        ]
        let low = try advices(priority: .informational, bare)
        #expect(low.count { $0.kind == .tuning } == 2)
        #expect(low[0].yaml == nil)
        #expect(low[1].yaml?.contains("enabled: false\n  override:\n    enabled: replace\n") == true)
        #expect(Self.faults(in: low[1]) == [])
        #expect(try advices(priority: .warning, bare).count { $0.kind == .tuning } == 1)
    }

    @Test func connectionsAreNoKeys() throws {
        let advice = try tuning([
            "fd.name": "10.0.0.1:40000->10.0.0.2:80", "fd.type": "ipv4", "evt.type": "connect",
        ])
        #expect(advice.yaml?.contains("40000") != true)
    }
}
