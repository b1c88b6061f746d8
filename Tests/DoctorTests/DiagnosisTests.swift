import Escaping
import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Doctor

/// Checks over made-up findings: the same findings always give the same answers.
struct DiagnosisTests {
    /// A Falco 0.43.1 with which all is well.
    static func healthy() throws -> Findings {
        let fake = try FakeHost()
        try fake.write(
            "/etc/falco/falco.yaml",
            """
            grpc: {enabled: true, bind_address: "unix:///run/falco/falco.sock"}
            grpc_output: {enabled: true}
            """)
        var findings = Findings()
        findings.processes = [FalcoProcess(pid: 812, unit: "falco-modern-bpf.service")]
        findings.configurationIsKnown = true
        findings.configuration = .read(FalcoConfiguration.usualPath, on: HostFiles(root: fake.root))
        let version = FalcoVersion(major: 0, minor: 43, patch: 1)
        findings.version = KnownVersion(version, from: .api)
        findings.socket = SocketFindings(path: "/run/falco/falco.sock", origin: .configuration)
        findings.socket.accounts = Accounts(on: HostFiles(root: fake.root))
        findings.socket.facts = FileFacts(kind: .socket, mode: 0o770, user: 0, group: 990)
        findings.socket.directory = (
            "/run/falco", FileFacts(kind: .directory, mode: 0o755, user: 0, group: 0)
        )
        findings.socket.mayWrite = true
        findings.connection = .done(true)
        findings.api = .done(version)
        findings.choice = InputChoice(place: .socket("/run/falco/falco.sock"), reasons: [])
        findings.otherClients = 0
        var watch = Watch(seconds: 0.2)
        watch.alerts = 1
        watch.shortestLag = 0.012
        findings.watch = .done(watch)
        return findings
    }

    private func text(_ check: Check?) -> String {
        guard let check else { return "" }
        let all = [check.found] + check.details + check.advice
        return all.map { Escaping.terminal($0) }.joined(separator: "\n")
    }

    private func diagnosis(_ change: (inout Findings) throws -> Void) throws -> (
        Diagnosis, [Check.Kind: Check]
    ) {
        var findings = try Self.healthy()
        try change(&findings)
        let diagnosis = Diagnosis(findings)
        return (diagnosis, Dictionary(uniqueKeysWithValues: diagnosis.checks.map { ($0.kind, $0) }))
    }

    private func configured(_ text: String) throws -> FalcoConfiguration {
        let fake = try FakeHost()
        try fake.write("/etc/falco/falco.yaml", text)
        return .read(FalcoConfiguration.usualPath, on: HostFiles(root: fake.root))
    }

    @Test func aHealthyFalcoIsGood() throws {
        let (diagnosis, checks) = try diagnosis { _ in }
        #expect(diagnosis.checks.map(\.kind) == Check.Kind.allCases)
        #expect(diagnosis.state == .good)
        #expect(diagnosis.verdict == .fine)
        for kind in [
            Check.Kind.process, .version, .configuration, .outputs, .grpcKeys, .socket, .permission,
            .listening, .api, .attach, .clients, .alerts, .clock,
        ] {
            #expect(checks[kind]?.state == .good, "\(kind)")
        }
    }

    /// Whatever is found, each answer says what was expected, and each bad one what to do.
    @Test func everyAnswerIsWhole() throws {
        for findings in [try Self.healthy(), Findings()] {
            for check in Diagnosis(findings).checks {
                #expect(!check.found.isEmpty && !check.expected.isEmpty)
                #expect(check.state != .bad || (!check.advice.isEmpty && check.verdict != .fine))
            }
        }
    }

    @Test func gRPCOffIsBadConfiguration() throws {
        let (diagnosis, checks) = try diagnosis {
            $0.configuration = try configured("grpc: {enabled: true, bind_address: \"unix:///x\"}\n")
            $0.api = .notTried
            $0.connection = .failed(Obstacle(.missing, ""))
            $0.socket.facts = nil
        }
        #expect(checks[.outputs]?.state == .bad)
        #expect(text(checks[.outputs]).contains("`grpc_output` off"))
        #expect(diagnosis.verdict == .badConfiguration)
    }

    @Test func gRPCOffWhileItAnswersWantsAttention() throws {
        let (diagnosis, checks) = try diagnosis { $0.configuration = try configured("json_output: false\n") }
        #expect(checks[.outputs]?.state == .attention)
        #expect(diagnosis.verdict == .fine)
    }

    @Test func falco044NeedsJSON() throws {
        func find(_ yaml: String) throws -> (Diagnosis, [Check.Kind: Check]) {
            try diagnosis {
                $0.version = KnownVersion(FalcoVersion(major: 0, minor: 44, patch: 0), from: .package)
                $0.configuration = try configured(yaml)
                $0.api = .notTried
                $0.connection = .failed(Obstacle(.missing, ""))
                $0.socket.facts = nil
                $0.watch = .notTried
            }
        }
        let (old, checks) = try find("grpc: {enabled: true}\ngrpc_output: {enabled: true}\n")
        #expect(checks[.grpcKeys]?.state == .attention)
        #expect(checks[.outputs]?.state == .bad)
        #expect(checks[.socket]?.state == .good, "no socket is right for this version")
        #expect(old.verdict == .badConfiguration)
        let (text, _) = try find("file_output: {enabled: true, filename: /x}\n")
        #expect(text.verdict == .badConfiguration, "an output that writes text does not do")
        let (json, new) = try find("json_output: true\nfile_output: {enabled: true, filename: /x}\n")
        #expect(new[.outputs]?.state == .good)
        #expect(new[.grpcKeys]?.state == .good)
        #expect(json.verdict == .fine)
    }

    @Test(arguments: [
        (UInt32(0o755), "Run as root, or let a group in"), (0o770, "Members of the group falco may connect"),
    ])
    func permissionSaysWhichWayIn(_ mode: UInt32, _ words: String) throws {
        let (diagnosis, checks) = try diagnosis {
            $0.socket.facts?.mode = mode
            $0.socket.mayWrite = false
            $0.person = Person(user: 65534, groups: [65534])
            $0.connection = .failed(Obstacle(.denied, ""))
            $0.api = .notTried
        }
        #expect(
            text(checks[.permission]).contains(words),
            "\(text(checks[.permission]))")
        #expect(text(checks[.permission]).contains("you are nobody, in the group nogroup"))
        #expect(diagnosis.verdict == .noPermission)
    }

    @Test func missingRefusedAndStrangeServersAreUnreachable() throws {
        let changes: [(Check.Kind, (inout Findings) -> Void)] = [
            (.socket, { $0.socket.facts = nil }), (.socket, { $0.socket.facts?.kind = .file }),
            (.socket, { $0.socket.facts?.kind = .directory }),
            (.listening, { $0.connection = .failed(Obstacle(.refused, "")) }),
            (.api, { $0.api = .failed(Obstacle(.notFalco, "not gRPC")) }),
            (.api, { $0.api = .failed(Obstacle(.timedOut, "")) }),
            (.alerts, { $0.watch = .failed(Obstacle(.other, "lost")) }),
            (
                .process,
                {
                    $0.processes = []; $0.api = .notTried
                }
            ),
        ]
        for (kind, change) in changes {
            let (diagnosis, _) = try diagnosis(change)
            #expect(diagnosis.decisive?.kind == kind)
            #expect(diagnosis.verdict == .unreachable)
        }
    }

    @Test func aHiddenDirectoryNeedsPermission() throws {
        let (diagnosis, _) = try diagnosis {
            $0.socket.facts = nil
            $0.socket.isHidden = true
            $0.processes = []
            $0.api = .notTried
        }
        #expect(diagnosis.verdict == .noPermission)
    }

    @Test func otherClientsWantAttention() throws {
        let (_, checks) = try diagnosis {
            $0.otherClients = 2; $0.watch = .notTried
        }
        #expect(checks[.clients]?.state == .attention)
        #expect(text(checks[.alerts]).contains("take alerts away"))
    }

    @Test(
        arguments: [
            (0.1, nil, Check.State.good), (1.9, nil, .good), (-0.5, nil, .good), (-60, nil, .attention),
            (3600, nil, .unknown),
            (3600, 0.2, .good), (3600, 90, .attention),
        ] as [(Double, Double?, Check.State)])
    func clocks(_ lag: Double, _ live: Double?, _ state: Check.State) throws {
        let (_, checks) = try diagnosis {
            var watch = Watch(seconds: 5)
            watch.alerts = 1
            watch.shortestLag = lag
            watch.shortestLiveLag = live
            $0.watch = .done(watch)
        }
        #expect(checks[.clock]?.state == state)
    }

    @Test func lossIsProved() throws {
        func page(_ count: Int) throws -> FalcoMetrics {
            let text =
                "falcosecurity_falco_rules_matches_total{rule_name=\"A\"} \(count)\nfalcosecurity_scap_n_drops_total 4\n"
            return try #require(FalcoMetrics(parsing: Array(text.utf8)))
        }
        func find(_ received: UInt64) throws -> (Diagnosis, [Check.Kind: Check]) {
            try diagnosis {
                var watch = Watch(seconds: 5)
                watch.alerts = Int(received)
                watch.received = ["A": received]
                $0.watch = .done(watch)
                $0.metrics = .done(MetricsPair(before: try page(10), after: try page(15)))
            }
        }
        let (lossy, checks) = try find(3)
        #expect(checks[.loss]?.state == .bad)
        #expect(text(checks[.loss]).contains("2 of 5 matches"))
        #expect(checks[.drops]?.state == .attention)
        #expect(lossy.verdict == .unreachable)
        #expect(lossy.losses == [RuleLoss(rule: "A", matched: 5, received: 3)])
        let (whole, good) = try find(5)
        #expect(good[.loss]?.state == .good)
        #expect(whole.verdict == .fine)
    }

    /// Whoever asks for a proof is never told that all is well for want of one.
    @Test func aProofThatCannotBeMadeIsBad() throws {
        func page(_ text: String) throws -> FalcoMetrics {
            try #require(FalcoMetrics(parsing: Array(text.utf8)))
        }
        let rules = try page("falcosecurity_falco_rules_matches_total{rule_name=\"A\"} 3\n")
        let none = try page("falcosecurity_scap_n_drops_total 4\n")
        let fresh = try page("falcosecurity_falco_rules_matches_total{rule_name=\"A\"} 1\n")
        let cases: [(Check.Kind, Attempt<MetricsPair>, Attempt<Watch>)] = [
            (.metrics, .failed(Obstacle(.refused, "nobody listens")), .done(Watch(seconds: 5))),
            (.loss, .done(MetricsPair(before: none, after: none)), .done(Watch(seconds: 5))),
            (.loss, .done(MetricsPair(before: rules, after: fresh)), .done(Watch(seconds: 5))),
            (.loss, .done(MetricsPair(before: rules, after: rules)), .notTried),
            (.loss, .notTried, .done(Watch(seconds: 5))),
        ]
        for (kind, metrics, watch) in cases {
            let (diagnosis, checks) = try diagnosis {
                $0.metricsURL = "http://127.0.0.1:8765/metrics"
                $0.metrics = metrics
                $0.watch = watch
            }
            #expect(diagnosis.decisive?.kind == kind)
            #expect(diagnosis.verdict == .unreachable)
            #expect(text(checks[.loss]).contains("not proved"), "\(text(checks[.loss]))")
        }
        let (quiet, _) = try diagnosis {
            $0.metricsURL = "http://127.0.0.1:8765/metrics"
            $0.metrics = .done(MetricsPair(before: rules, after: rules))
        }
        #expect(quiet.verdict == .fine, "nothing matched, nothing was lost")
    }

    @Test func anUnparsedFileSaysNothingOfOutputs() throws {
        let (diagnosis, checks) = try diagnosis {
            $0.configuration = try configured("json_output: [\n")
            $0.api = .notTried
            $0.connection = .failed(Obstacle(.missing, ""))
            $0.socket.facts = nil
            $0.choice = $0.inputChoice(on: HostFiles(root: "/nonexistent")) { _ in nil }
        }
        #expect(diagnosis.decisive?.kind == .configuration)
        for kind in [Check.Kind.outputs, .grpcKeys, .attach] { #expect(checks[kind]?.state == .unknown) }
        #expect(!text(checks[.outputs]).contains("off"))
    }

    @Test func aFileThatIsLeftOutMakesWhatIsOffUnknown() throws {
        let fake = try FakeHost()
        try fake.write("/etc/falco/config.d/z.yaml", "file_output: {")
        try fake.write("/etc/falco/falco.yaml", "config_files: [/etc/falco/config.d]\n")
        let (diagnosis, checks) = try diagnosis {
            $0.configuration = .read(FalcoConfiguration.usualPath, on: HostFiles(root: fake.root))
            $0.api = .notTried
            $0.connection = .failed(Obstacle(.missing, ""))
        }
        #expect(checks[.outputs]?.state == .unknown)
        #expect(diagnosis.verdict == .badConfiguration, "the broken file itself")
    }

    @Test func aSocketThatIsPassedOverIsNoFault() throws {
        func find(_ origin: SocketFindings.Origin) throws -> Diagnosis {
            try diagnosis {
                $0.socket.origin = origin
                $0.socket.mayWrite = false
                $0.connection = .failed(Obstacle(.denied, ""))
                $0.api = .notTried
                $0.choice = InputChoice(place: .file("/var/log/falco.json"), reasons: [])
            }.0
        }
        #expect(try find(.usual).verdict == .fine)
        #expect(try find(.given).verdict == .noPermission)
    }

    @Test func aFalcoOfWhichNothingIsSeenIsNoGoodWay() throws {
        let (_, checks) = try diagnosis {
            $0.processes = []
            $0.configuration = FalcoConfiguration()
            $0.version = nil
            $0.api = .notTried
            $0.connection = .failed(Obstacle(.missing, ""))
            $0.choice = $0.inputChoice(on: HostFiles(root: "/nonexistent")) { _ in nil }
        }
        #expect(checks[.attach]?.state == .unknown)
        #expect(text(checks[.attach]).contains("nothing that can be seen"))
    }

    @Test(arguments: [
        (0.0004, "0 ms"), (0.35, "350 ms"), (5, "5 s"), (2.54, "2.5 s"), (3660, "61 min"),
        (7200, "2 hours"), (100_000, "28 hours"), (95_417_100, "1104 days"), (1e300, "1000000000000 days"),
    ])
    func secondsAreShort(_ seconds: Double, _ text: String) {
        #expect(Findings.seconds(seconds) == text)
    }
}
