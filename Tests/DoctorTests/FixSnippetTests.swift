import Escaping
import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Doctor

struct FixSnippetTests {
    private func configuration(_ yaml: String) throws -> FalcoConfiguration {
        let fake = try FakeHost()
        try fake.write("/etc/falco/config.d/zz-falconer.yaml", yaml)
        try fake.write("/etc/falco/falco.yaml", "config_files: [/etc/falco/config.d]\n")
        return FalcoConfiguration.read(FalcoConfiguration.usualPath, on: HostFiles(root: fake.root))
    }

    private func version(_ text: String) throws -> KnownVersion {
        KnownVersion(try #require(FalcoVersion(parsing: text)), from: .told)
    }

    @Test(arguments: [
        ("0.43.1", "/run/falco/falco.sock"), ("0.33.0", "/run/falco/falco.sock"),
        ("0.30.0", "/var/run/falco.sock"),
    ])
    func gRPCUpTo043(_ text: String, _ socket: String) throws {
        let configuration = try configuration(FixSnippet(version: try version(text)).yaml)
        #expect(configuration.faults.isEmpty)
        #expect(configuration.servesGRPC && configuration.isOn(.grpc))
        #expect(configuration.grpcSocket == socket)
    }

    @Test(arguments: ["0.44.0", "0.50.2", "1.0.0"])
    func jsonFrom044(_ text: String) throws {
        let configuration = try configuration(FixSnippet(version: try version(text)).yaml)
        #expect(configuration.faults.isEmpty)
        #expect(configuration.jsonOutputs == [.file])
        #expect(!configuration.has("grpc"))
    }

    @Test func anUnknownVersionGetsWhatEveryVersionTakes() throws {
        let yaml = FixSnippet(version: nil).yaml
        #expect(try configuration(yaml).jsonOutputs == [.file])
        #expect(yaml.contains("# grpc:"))
    }

    /// Whoever takes the remark signs away gets settings that can be used.
    @Test func theOtherWaysAreSettingsToo() throws {
        let lines = FixSnippet(version: nil).yaml.split(separator: "\n").map { line in
            let isSetting = line.hasPrefix("#   ") || line.hasSuffix("_output:") || line == "# grpc:"
            return line.hasPrefix("#") && isSetting ? line.dropFirst(2) : line
        }
        let yaml = lines.joined(separator: "\n")
        let configuration = try configuration(yaml)
        #expect(configuration.faults.isEmpty)
        #expect(configuration.jsonOutputs == [.file, .http, .program])
        #expect(configuration.servesGRPC)
    }

    /// What is printed for a running Falco with that configuration.
    private func snippet(
        _ yaml: String, version text: String?, obstacle: ListenObstacle? = nil, in fake: FakeHost? = nil
    ) throws -> String {
        let fake = try fake ?? FakeHost()
        try fake.make("/var/log")
        try fake.write("/etc/falco/falco.yaml", yaml)
        var findings = Findings()
        findings.processes = [FalcoProcess(pid: 812)]
        findings.configuration = .read(FalcoConfiguration.usualPath, on: HostFiles(root: fake.root))
        findings.version = try text.map { try version($0) }
        findings.socket = SocketFindings(path: "/run/falco/falco.sock", origin: .usual)
        findings.connection = .failed(Obstacle(.missing, ""))
        findings.choice = findings.inputChoice(on: HostFiles(root: fake.root)) { _ in obstacle }
        return FixSnippet(findings).yaml
    }

    /// The lines that are no remarks.
    private func lines(_ yaml: String) -> [String] {
        yaml.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    private static let file = "file_output: {enabled: true, filename: /var/log/mine.json}\n"
    private static let http = "http_output: {enabled: true, url: 'http://127.0.0.1:2801/'}\n"
    private static let grpc =
        "grpc: {enabled: true, bind_address: 'unix:///own.sock'}\ngrpc_output: {enabled: true}\n"

    @Test(arguments: [
        ("json_output: true\n" + file, "0.44.0"), ("json_output: true\n" + http, "0.44.0"),
        ("json_output: true\n" + file, "0.43.1"), ("json_output: true\n" + file, nil), (grpc, "0.43.1"),
        (grpc, nil),
    ])
    func whereNothingIsNeededNothingIsPrinted(_ yaml: String, _ version: String?) throws {
        #expect(try snippet(yaml, version: version) == "")
    }

    @Test func onlyWhatIsLackingIsPrinted() throws {
        for output in [Self.file, Self.http] {
            #expect(lines(try snippet(output, version: "0.44.0")) == ["json_output: true"])
            #expect(
                lines(try snippet(output + "json_include_tags_property: false\n", version: "0.44.0"))
                    == ["json_output: true", "json_include_tags_property: true"])
        }
        #expect(lines(try snippet(Self.http, version: "0.43.1")) == ["json_output: true"])
        #expect(
            lines(try snippet("grpc: {enabled: true, bind_address: 'unix:///own.sock'}\n", version: "0.43.1"))
                == ["grpc_output:", "  enabled: true"])
        let server = try snippet(
            "grpc: {enabled: false, bind_address: 'unix:///own.sock'}\ngrpc_output: {enabled: true}\n",
            version: "0.43.1")
        #expect(server.contains("bind_address: \"unix:///own.sock\""))
        #expect(!server.contains("grpc_output"))
    }

    @Test func aPathOfItsOwnIsKept() throws {
        let yaml = try snippet(
            "json_output: true\nfile_output: {enabled: false, keep_alive: false, filename: /var/log/mine.json}\n",
            version: "0.44.0")
        #expect(
            lines(yaml) == [
                "file_output:", "  enabled: true", "  keep_alive: false",
                "  filename: \"/var/log/mine.json\"",
            ])
    }

    /// What posts elsewhere is left as it is, and a file comes beside it.
    @Test(arguments: [ListenObstacle.foreign, .taken])
    func anotherConsumerKeepsItsOutput(_ obstacle: ListenObstacle) throws {
        let yaml = try snippet("json_output: true\n" + Self.http, version: "0.44.0", obstacle: obstacle)
        #expect(lines(yaml).first == "file_output:")
        #expect(!yaml.contains("http_output"))
    }

    @Test func theFileIsNamedThatFalcoReads() throws {
        let place = "zz-falconer.yaml"
        #expect(try !snippet("stdout_output: {enabled: true}\n", version: "0.44.0").contains(place))
        #expect(try !snippet("config_files: []\n", version: "0.43.1").contains(place))
        let fake = try FakeHost()
        try fake.make("/opt/conf")
        let own = try snippet("config_files: [/opt/conf/]\n", version: "0.44.0", in: fake)
        #expect(own.contains("# For Falco 0.44.0. Put this into /opt/conf/zz-falconer.yaml,\n"))
        let missing = try snippet("config_files: [/etc/falco/config.d]\n", version: "0.44.0")
        #expect(missing.contains("/etc/falco/config.d/zz-falconer.yaml"))
    }

    @Test func aBrokenConfigurationIsMentioned() throws {
        let yaml = try snippet("json_output: [\n", version: "0.44.0")
        #expect(yaml.contains("# Not all of the configuration could be taken into account:\n"))
        #expect(yaml.contains("# /etc/falco/falco.yaml, line "))
        #expect(try configuration(yaml).jsonOutputs == [.file])
    }

    @Test func hostileConfigurationsStayRemarksAndValues() throws {
        let fake = try FakeHost()
        for text in HostileValues.strings where !text.isEmpty && !text.utf8.contains(0) {
            var findings = Findings()
            findings.configurationPath = "/x" + text
            findings.version = try version("0.44.0")
            try fake.write(
                "/etc/falco/falco.yaml",
                "file_output: {enabled: false, filename: \(Escaping.yaml("/x" + text))}\n")
            findings.configuration = .read(FalcoConfiguration.usualPath, on: HostFiles(root: fake.root))
            let yaml = FixSnippet(findings).yaml
            try fake.write("/falco.yaml", yaml)
            let read = FalcoConfiguration.read("/falco.yaml", on: HostFiles(root: fake.root))
            #expect(read.text("file_output.filename") == "/x" + text)
            #expect(read.jsonOutputs == [.file])
        }
    }

    @Test func aHostilePathStaysAValue() throws {
        let fake = try FakeHost()
        for path in HostileValues.strings where !path.isEmpty {
            let yaml = FixSnippet(version: try version("0.43.0"), socket: "/x" + path).yaml
            try fake.write("/falco.yaml", yaml)
            let configuration = FalcoConfiguration.read("/falco.yaml", on: HostFiles(root: fake.root))
            #expect(configuration.grpcSocket == "/x" + path)
        }
    }
}
