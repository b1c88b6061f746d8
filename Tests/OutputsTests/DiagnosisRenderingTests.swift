import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Doctor
@testable import Escaping
@testable import Outputs

struct DiagnosisRenderingTests {
    private func text(_ findings: Findings, width: Int = 100, colors: ColorDepth = .none) -> [UInt8] {
        var out: [UInt8] = []
        TerminalRenderer(width: width, colors: colors).diagnosis(Diagnosis(findings), into: &out)
        return out
    }

    private func json(_ findings: Findings) -> [UInt8] {
        var out: [UInt8] = []
        JSONRenderer().diagnosis(Diagnosis(findings), into: &out)
        return out
    }

    /// A Falco of which `value` is said wherever the host may say something.
    private func findings(_ value: String) throws -> Findings {
        let host = try FakeHost()
        try host.write(
            "/etc/falco/falco.yaml",
            """
            json_output: \(Escaping.yaml(value))
            grpc: {enabled: true, bind_address: \(Escaping.yaml("unix://" + value))}
            grpc_output: {enabled: true}
            http_output: {enabled: true, url: \(Escaping.yaml(value))}
            """)
        var findings = Findings()
        findings.processes = [
            FalcoProcess(pid: 1, unit: value), FalcoProcess(pid: 2, container: value, hasOwnFiles: true),
        ]
        findings.configurationPath = value
        findings.configuration = .read("/etc/falco/falco.yaml", on: HostFiles(root: host.root))
        var version = FalcoVersion(major: 0, minor: 43, patch: 1)
        version.version = value
        findings.version = KnownVersion(version, from: .api)
        findings.socket = SocketFindings(path: value, origin: .configuration)
        findings.socket.facts = FileFacts(kind: .socket, mode: 0o755, user: 0, group: 0)
        findings.socket.directory = (value, FileFacts(kind: .directory, mode: 0o1777, user: 0, group: 0))
        findings.person = Person(user: 65534, groups: [65534, 990])
        findings.connection = .done(true)
        findings.api = .failed(Obstacle(.notFalco, value))
        findings.otherClients = 3
        findings.metricsURL = value
        var watch = Watch(seconds: 5)
        watch.alerts = 3
        watch.shortestLag = -60
        findings.watch = .done(watch)
        func metrics(_ count: Int) throws -> FalcoMetrics {
            let label = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
                "\n", with: "\\n")
            let page = """
                falcosecurity_scap_n_drops_total \(count)
                falcosecurity_falco_rules_matches_total{rule_name="\(label)"} \(count)
                """
            return try #require(FalcoMetrics(parsing: Array(page.utf8)))
        }
        findings.metrics = .done(MetricsPair(before: try metrics(10), after: try metrics(15)))
        return findings
    }

    @Test(arguments: [60, 100])
    func asText(_ width: Int) throws {
        try Golden.expect(
            text(try findings("/run/falco/falco.sock"), width: width), matches: "doctor-\(width).txt")
    }

    @Test func inColour() throws {
        try Golden.expect(
            text(try findings("/run/falco/falco.sock"), colors: .basic), matches: "doctor-100-basic.ansi")
    }

    @Test func ofNothing() throws {
        try Golden.expect(text(Findings()), matches: "doctor-empty.txt")
    }

    @Test func asJSON() throws {
        try Golden.expect(json(try findings("/run/falco/falco.sock")), matches: "doctor.json")
    }

    @Test func jsonFollowsItsSchema() throws {
        let schema = try Schema(named: "diagnosis")
        for value in ["/run/falco/falco.sock", "\u{1B}\"\\\n", ""] {
            let faults = try schema.faults(in: json(try findings(value)))
            #expect(faults.isEmpty, "\(faults.prefix(5))")
        }
        #expect(try schema.faults(in: json(Findings())).isEmpty)
        #expect(try !schema.faults(in: Array("{\"kind\":\"diagnosis\"}".utf8)).isEmpty)
    }

    @Test func hostileValuesAreInert() throws {
        for value in HostileValues.strings {
            let findings = try findings(value)
            for scalar in String(decoding: text(findings), as: UTF8.self).unicodeScalars where scalar != "\n"
            {
                #expect(!scalar.isHidden, "\(scalar.value) of \(value.debugDescription)")
            }
            let line = json(findings)
            #expect(line.dropLast().allSatisfy { $0 >= 0x20 } && line.last == 0x0A)
            let strings = try JSONValue(parsing: line).strings
            #expect(strings.contains(value), "the socket's path comes through as it is")
        }
    }

    @Test func linesFitTheWidth() throws {
        let diagnosis = Diagnosis(try findings("/run/falco/falco.sock"))
        let commands = diagnosis.checks.flatMap { $0.commands.map(\.text) }
        for width in [60, 80, 120] {
            let lines = String(decoding: text(diagnosis.findings, width: width), as: UTF8.self)
            for line in lines.split(separator: "\n") where TextWidth.columns(line) > width {
                #expect(commands.contains { line.hasSuffix($0) }, "\(line)")
            }
        }
    }
}
