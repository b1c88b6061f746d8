import Analysis
import FalcoAlerts
import Knowledge
import Testing

@Suite struct TuningAdviceTests {
    /// An alert that nothing speaks against.
    static let benign: KeyValuePairs<String, String> = [
        "container.id": "aaaaaaaaaaaa", "container.name": "backup",
        "container.image.repository": "registry.example.test/tools/backup", "proc.exepath": "/usr/bin/reader",
        "proc.pexepath": "/usr/bin/cron", "fd.name": "/etc/shadow", "fd.type": "file", "evt.type": "openat",
        "evt.arg.flags": "O_RDONLY", "user.name": "backup", "user.uid": "34", "proc.name": "reader",
    ]

    private func tuning(
        rule: String = "Site rule: reads", priority: Priority = .warning,
        _ change: [String: String?] = [:]
    ) throws -> Report.ConfigurationAdvice {
        var fields: [(key: String, value: String)] = []
        for (key, value) in Self.benign {
            if let changed = change[key] {
                if let changed { fields.append((key, changed)) }
            } else {
                fields.append((key, value))
            }
        }
        let alert = try AlertValues(
            time: Timestamp(seconds: 1), priority: priority, rule: rule, fields: fields, hostname: "vm"
        ).alert()
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        return try #require(analyzer.report(for: alert).configuration.first { $0.kind == .tuning })
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
        "a\"b", "a\\b", "a\nb", "\u{202E}x", "x shell_binaries", String(repeating: "x", count: 2000),
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

    @Test func noneIsGivenForWhatLooksLikeAnAttack() throws {
        let note = try refusal(
            rule: "Drop and execute new binary in container", priority: .critical,
            ["proc.exepath": "/opt/.hidden/x", "fd.name": nil])
        #expect(note.contains("of an attack"))
    }

    @Test func connectionsAreNoKeys() throws {
        let advice = try tuning([
            "fd.name": "10.0.0.1:40000->10.0.0.2:80", "fd.type": "ipv4", "evt.type": "connect",
        ])
        #expect(advice.yaml?.contains("40000") != true)
    }
}
