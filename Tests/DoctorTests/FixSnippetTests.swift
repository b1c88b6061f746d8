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
