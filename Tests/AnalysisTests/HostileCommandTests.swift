import FalcoAlerts
import Knowledge
import Testing

@testable import Analysis

/// What reaches `kill`, paths below /proc and container runtimes.
@Suite struct HostileCommandTests {
    static let noProcesses = [
        "4294967295", "-1 ", " 7", "-7", "0x10", "+5", "007", "0", "4194305", "99999999999999999999", "1e3",
        "1.0",
        "\u{0661}\u{0662}", "\u{FF11}", "7\n", "7\u{0}", "../../etc/passwd", "self", "1 2", "null", "$(id)",
        "",
    ]
    static let processKeys = [
        "proc.pid", "proc.ppid", "proc.vpid", "proc.sid", "evt.arg.pid", "proc.apid[2]",
    ]

    private var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)

    private mutating func report(_ rule: String, _ fields: [(key: String, value: String)]) throws -> Report {
        analyzer.report(
            for: try AlertValues(
                time: Timestamp(seconds: 1_795_376_469), priority: .warning, rule: rule, fields: fields,
                hostname: "vm"
            ).alert())
    }

    private static let syscallRules = AnalyzerTests.knowledge.rules.all.filter { $0.source == "syscall" }.map(
        \.name)

    private func fields(
        id: String, container: String, others: [(key: String, value: String)] = []
    ) -> [(key: String, value: String)] {
        [
            ("proc.name", "x"), ("proc.exepath", "/usr/bin/x"), ("container.id", container),
            ("user.uid", "0"), ("fd.name", "/etc/x"),
        ] + HostileCommandTests.processKeys.map { ($0, id) } + others
    }

    @Test mutating func onlyProcessIDsReachCommands() throws {
        for rule in Self.syscallRules {
            for container in ["host", "c61b4b13ae44"] {
                let without = try report(rule, fields(id: "<NA>", container: container)).shells
                for id in Self.noProcesses {
                    let shells = try report(rule, fields(id: id, container: container)).shells
                    #expect(shells == without, "\(rule): \(id.debugDescription)")
                }
            }
        }
    }

    @Test mutating func processIDsDo() throws {
        var shells: [String] = []
        for rule in Self.syscallRules {
            shells += try report(rule, fields(id: "4194304", container: "host")).shells
        }
        #expect(shells.contains { $0.contains("kill") && $0.contains("4194304") })
        #expect(shells.contains { $0.contains("/proc/4194304") })
    }

    @Test(arguments: noProcesses)
    func whatIsNoProcessIDIsUnknown(_ id: String) throws {
        let alert = try AlertValues(
            time: nil, priority: .notice, rule: "r", fields: Self.processKeys.map { ($0, id) }
        ).alert()
        var cache = PlanCache(knowledge: AnalyzerTests.knowledge)
        let facts = AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
        for key in Self.processKeys { #expect(facts.value(of: key) == nil, "\(key)") }
        #expect(facts.value(of: .pid) == nil)
    }

    @Test(arguments: [
        "abc", "C61B4B13AE44", "c61b4b13ae4g", "c61b4b13ae4", "web", "../../etc", "--mark", "c61b4b13ae44 x",
        "c61b4b13ae44\n", "$(id)c61b4b13ae44", "\u{0661}61b4b13ae44", String(repeating: "a", count: 65),
    ])
    mutating func onlyContainerIDsReachCommands(_ id: String) throws {
        var refusals = 0
        for rule in stride(from: 0, to: Self.syscallRules.count, by: 4).map({ Self.syscallRules[$0] }) {
            for runtime in ["docker", "containerd"] {
                let report = try report(
                    rule, fields(id: "77", container: id, others: [("container.type", runtime)]))
                for shell in report.shells { #expect(!shell.contains(id), "\(rule): \(shell)") }
                refusals +=
                    report.quality.remarks.count {
                        $0.raw.hasSuffix("left out because it is no container id.")
                    }
            }
        }
        #expect(refusals > 10)
    }

    @Test(arguments: ["c61b4b13ae44", String(repeating: "0123456789abcdef", count: 4)])
    mutating func containerIDsDo(_ id: String) throws {
        let report = try report("Terminal shell in container", fields(id: "77", container: id))
        #expect(report.shells.contains { $0.contains(id) })
    }

    @Test mutating func onlyPortsReachCommands() throws {
        for port in ["65536", "-1", "+22", "022", "0x16", "22 ", "\u{0662}", "http", "$(id)", "1e3"] {
            for rule in Self.syscallRules {
                let connection: [(key: String, value: String)] = [
                    ("fd.name", "10.0.0.1:\(port)->8.8.8.8:\(port)"), ("fd.type", "ipv4"), ("fd.rport", port),
                    ("fd.sport", port), ("fd.lport", port), ("fd.cport", port), ("fd.sip", "8.8.8.8"),
                    ("evt.type", "connect"), ("proc.name", "x"), ("container.id", "host"),
                ]
                for shell in try report(rule, connection).shells where shell.contains("8.8.8.8:") {
                    #expect(shell.contains(":\(port)->8.8.8.8:"), "the name as it is alone: \(shell)")
                }
            }
            let alert = try AlertValues(
                time: nil, priority: .notice, rule: "r",
                fields: [
                    ("fd.rport", port), ("fd.rip", "8.8.8.8"), ("fd.name", "10.0.0.1:5->8.8.8.8:\(port)"),
                ]
            ).alert()
            var cache = PlanCache(knowledge: AnalyzerTests.knowledge)
            let facts = AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
            #expect(facts.value(of: "fd.rport") == nil && facts.words.peer == nil, "\(port)")
        }
    }

    @Test func shapesAreExact() {
        for id in ["1", "9", "10", "4194304"] { #expect(ValueShape.isProcessID(id)) }
        for port in ["0", "1", "22", "65535"] { #expect(ValueShape.isPort(port)) }
        #expect(ValueShape.isContainerID("host") && !ValueShape.isContainerID("HOST"))
    }

    @Test mutating func noTwoStepsRunTheSame() throws {
        for rule in Self.syscallRules {
            for container in ["host", "c61b4b13ae44"] {
                let report = try report(rule, fields(id: "77", container: container))
                let shells = report.mitigation.compactMap { $0.command?.shell.text }
                #expect(Set(shells).count == shells.count, "\(rule)")
            }
        }
    }
}
