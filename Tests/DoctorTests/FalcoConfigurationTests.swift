import Escaping
import Foundation
import TestSupport
import Testing

@testable import Doctor

struct FalcoConfigurationTests {
    let fake: FakeHost
    var host: HostFiles { HostFiles(root: fake.root) }

    init() throws {
        fake = try FakeHost()
    }

    private func read(_ text: String, settings: [String] = []) throws -> FalcoConfiguration {
        try fake.write("/etc/falco/falco.yaml", text)
        return FalcoConfiguration.read(FalcoConfiguration.usualPath, on: host, settings: settings)
    }

    private func said(_ configuration: FalcoConfiguration) -> String {
        configuration.faults.map { Escaping.terminal($0.text) }.joined(separator: "\n")
    }

    @Test func whatIsOnIsSeen() throws {
        let configuration = try read(
            """
            json_output: true
            grpc:
              enabled: true
              bind_address: "unix:///run/falco/falco.sock"
            grpc_output: {enabled: yes}
            file_output:
              enabled: "on"
              filename: /var/log/falco.jsonl
            """)
        #expect(configuration.faults.isEmpty, "\(said(configuration))")
        #expect(configuration.servesGRPC && configuration.isOn(.grpc) && configuration.writesJSON)
        #expect(configuration.grpcSocket == "/run/falco/falco.sock")
        #expect(configuration.jsonOutputs == [.file])
        #expect(!configuration.isOn(.http))
        #expect(configuration.metricsURL == nil)
    }

    @Test func includedFilesOverrideInOrderAndListsGrow() throws {
        try fake.write(
            "/etc/falco/config.d/10-a.yaml",
            """
            rules_files: [/etc/falco/a.yaml]
            grpc:
              enabled: true
            json_output: true
            """)
        try fake.write(
            "/etc/falco/config.d/20-b.yaml", "json_output: false\nrules_files: [/etc/falco/b.yaml]\n")
        try fake.write("/etc/falco/later.yaml", "json_output: true\nnew: yes\n")
        let configuration = try read(
            """
            config_files:
              - /etc/falco/config.d
              - path: /etc/falco/later.yaml
                strategy: add-only
              - /etc/falco/not-there
            rules_files:
              - /etc/falco/falco_rules.yaml
            grpc:
              enabled: false
              bind_address: "unix:///run/falco/falco.sock"
            """)
        #expect(configuration.faults.isEmpty, "\(said(configuration))")
        #expect(
            configuration.files == [
                "/etc/falco/falco.yaml", "/etc/falco/config.d/10-a.yaml", "/etc/falco/config.d/20-b.yaml",
                "/etc/falco/later.yaml",
            ])
        #expect(
            configuration.list("rules_files")
                == ["/etc/falco/falco_rules.yaml", "/etc/falco/a.yaml", "/etc/falco/b.yaml"])
        #expect(!configuration.writesJSON, "the last file but the one that only adds")
        #expect(configuration.isOn("new"))
        #expect(configuration.servesGRPC)
        #expect(configuration.grpcSocket == nil, "a section takes the place of the whole section before")
    }

    @Test func overrideReplacesLists() throws {
        try fake.write("/etc/falco/own.yaml", "rules_files: [/b]\n")
        let configuration = try read(
            "rules_files: [/a]\nconfig_files:\n  - {path: /etc/falco/own.yaml, strategy: override}\n")
        #expect(configuration.list("rules_files") == ["/b"])
    }

    @Test func theCommandLineStandsAboveFiles() throws {
        let configuration = try read(
            "grpc: {enabled: false}\n", settings: ["grpc.enabled=true", "json_output=true", "nonsense"])
        #expect(configuration.servesGRPC && configuration.writesJSON)
    }

    @Test(arguments: [
        ("grpc:\n  enabled: true\n  bind_address: \"unix:///run", ConfigurationFault.Kind.broken, "line 3: "),
        ("grpc:\n  enabled: true\ngrpc_out", .broken, "the file ends in the middle"),
        ("grpc: {enabled: true\njson_output: false\n", .broken, "line 2: "),
        ("- a\n", .broken, "a list where a map"), ("", .broken, "the file is empty"),
        ("grpc_output:\n", .doubtful, "line 1: `grpc_output` has no settings below it"),
        (
            "json_output: true\ngrpc:\n  enabled: tr\n", .doubtful,
            "line 3: `grpc.enabled` is tr, neither true"
        ),
        ("json_output:\n", .doubtful, "`json_output` has no value"),
        ("json_output: tRUE\n", .doubtful, "neither true nor false"),
        ("grpc: true\n", .broken, "`grpc` is a single value where a map"),
        ("file_output:\n  enabled: true\n", .broken, "without a `filename`"),
        ("json_output: ${JSON}\n", .unsupported, "environment"),
        ("a: &x 1\n", .unsupported, "anchors"), ("a: 1\na: 2\n", .unsupported, "comes twice"),
        ("a: 1\n---\njson_output: true\n", .doubtful, "line 3: Falco reads nothing"),
        ("# only remarks\n", .broken, "the file is empty"),
        ("config_files: [{strategy: append}]\n", .doubtful, "names no `path`"),
        ("config_files: [{path: /x, strategy: merge}]\n", .broken, "none of `append`"),
    ])
    func saysWhatIsWrongAndWhere(_ text: String, _ kind: ConfigurationFault.Kind, _ words: String) throws {
        let configuration = try read(text)
        #expect(configuration.faults.count == 1, "\(said(configuration))")
        #expect(configuration.faults.first?.kind == kind, "\(said(configuration))")
        #expect(said(configuration).contains(words), "\(said(configuration))")
        #expect(said(configuration).contains("/etc/falco/falco.yaml"))
    }

    @Test func aHalfWrittenFileLeavesTheOthers() throws {
        try fake.write("/etc/falco/config.d/a.yaml", "json_output: true\n")
        try fake.write("/etc/falco/config.d/b.yaml", "grpc:\n  enabled: tru\n  bind_address: [")
        let configuration = try read("config_files: [/etc/falco/config.d/]\ngrpc: {enabled: true}\n")
        #expect(configuration.writesJSON && configuration.servesGRPC)
        #expect(configuration.faults.map(\.file) == ["/etc/falco/config.d/b.yaml"])
    }

    @Test func anIncludedFileMayBeEmpty() throws {
        try fake.write("/etc/falco/config.d/a.yaml", "# nothing yet\n")
        #expect(try read("config_files: [/etc/falco/config.d]\n").faults.isEmpty)
    }

    @Test func includedFilesMayNotInclude() throws {
        try fake.write("/etc/falco/config.d/a.yaml", "config_files: [/x]\n")
        let configuration = try read("config_files: [/etc/falco/config.d]\n")
        #expect(configuration.faults.map(\.kind) == [.broken])
    }

    @Test func filesThatAreNotReadAreNamed() throws {
        try fake.write("/etc/falco/config.d/a.yaml", "json_output: true\n")
        let configuration = try read("grpc: {enabled: true}\n")
        #expect(configuration.faults.map(\.kind) == [.doubtful])
        #expect(said(configuration).contains("not read"))
    }

    @Test func aMissingFileIsSaid() {
        let configuration = FalcoConfiguration.read("/etc/falco/none.yaml", on: host)
        #expect(configuration.faults.map(\.kind) == [.missing])
        #expect(configuration.files.isEmpty)
    }

    @Test func hostileValuesComeThroughUnchangedAndSafe() throws {
        for value in HostileValues.strings where !value.isEmpty && !value.contains("${") {
            let configuration = try read("grpc: {enabled: \(Escaping.yaml(value))}\n")
            #expect(configuration.faults.count <= 1)
            for byte in said(configuration).utf8 where byte != UInt8(ascii: "\n") { #expect(byte >= 0x20) }
        }
    }

    @Test func deepAndLongFilesAreRefused() throws {
        #expect(try read(String(repeating: "[", count: 5000)).faults.map(\.kind) == [.unsupported])
        #expect(try read("#" + String(repeating: "x", count: 2 << 20)).faults.map(\.kind) == [.unsupported])
    }
}
