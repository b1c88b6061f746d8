import Escaping
import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Doctor

/// Which way out of Falco is taken when none is named.
struct InputChoiceTests {
    let fake: FakeHost

    init() throws {
        fake = try FakeHost()
    }

    /// What is chosen for a running Falco with that configuration.
    private func choice(
        _ configuration: String, version: UInt32? = 44, obstacle: ListenObstacle? = nil,
        _ change: (inout Findings) -> Void = { _ in }
    ) throws -> (place: InputChoice.Place?, reasons: String, failure: InputChoice.Failure?) {
        try fake.write("/etc/falco/falco.yaml", configuration)
        var findings = Findings()
        findings.processes = [FalcoProcess(pid: 812)]
        findings.configuration = .read(FalcoConfiguration.usualPath, on: HostFiles(root: fake.root))
        findings.version = version.map {
            KnownVersion(FalcoVersion(major: 0, minor: $0, patch: 0), from: .package)
        }
        findings.socket = SocketFindings(path: "/run/falco/falco.sock", origin: .usual)
        findings.connection = .failed(Obstacle(.missing, "there is no socket"))
        change(&findings)
        let choice = findings.inputChoice(on: HostFiles(root: fake.root)) { _ in obstacle }
        let reasons = choice.reasons.map { Escaping.terminal($0) }.joined(separator: "\n")
        return (choice.place, reasons, choice.failure)
    }

    private static let file =
        "json_output: true\nfile_output: {enabled: true, filename: /var/log/falco.json}\n"
    private static let http =
        "json_output: true\nhttp_output: {enabled: true, url: 'http://127.0.0.1:2801/'}\n"

    @Test func anAnsweringSocketComesFirst() throws {
        let found = try choice(Self.file) { $0.api = .done(FalcoVersion(major: 0, minor: 43, patch: 1)) }
        #expect(found.place == .socket("/run/falco/falco.sock"))
        #expect(found.reasons.contains("answers at /run/falco/falco.sock"))
    }

    @Test func aSocketThatMayNotBeUsedIsTheAnswerToo() throws {
        let found = try choice(Self.file) { $0.connection = .failed(Obstacle(.denied, "denied")) }
        #expect(found.place == .socket("/run/falco/falco.sock"))
    }

    @Test func aFalcoThatIsToServeGRPCIsWaitedFor() throws {
        let grpc =
            "grpc: {enabled: true, bind_address: 'unix:///run/falco/falco.sock'}\ngrpc_output: {enabled: true}\n"
        #expect(try choice(grpc + Self.file, version: 43).place == .socket("/run/falco/falco.sock"))
        #expect(try choice(grpc + Self.file, version: nil).place == .socket("/run/falco/falco.sock"))
        // The keys of a configuration that is older than the Falco that reads it.
        try fake.write("/var/log/falco.json", "")
        #expect(try choice(grpc + Self.file).place == .file("\(fake.root)/var/log/falco.json"))
    }

    @Test func theFileIsBetterThanHTTP() throws {
        try fake.write("/var/log/falco.json", "")
        let found = try choice(Self.http + "file_output: {enabled: true, filename: /var/log/falco.json}\n")
        #expect(found.place == .file("\(fake.root)/var/log/falco.json"))
        #expect(found.reasons == "`file_output` writes JSON to /var/log/falco.json")
    }

    @Test func aFileThatIsStillToComeIsTakenAndADirectoryIsNot() throws {
        try fake.write("/var/log/other", "")
        #expect(try choice(Self.file).place == .file("\(fake.root)/var/log/falco.json"))
        try fake.write("/var/log/falco.json/x", "")
        let found = try choice(Self.file)
        #expect(found.place == nil)
        #expect(found.reasons.contains("it is a directory"))
    }

    @Test func aFileWhoseDirectoryIsMissingIsNot() throws {
        let found = try choice(Self.file)
        #expect(found.place == nil)
        #expect(found.reasons.contains("/var/log: no such file or directory"))
    }

    @Test func aFileInAContainerIsReadThroughItsProcess() throws {
        try fake.write("/proc/812/root/var/log/falco.json", "")
        let found = try choice(Self.file) { $0.processes = [FalcoProcess(pid: 812, hasOwnFiles: true)] }
        #expect(found.place == .file("\(fake.root)/proc/812/root/var/log/falco.json"))
    }

    @Test func textIsNoUse() throws {
        try fake.write("/var/log/falco.json", "")
        let found = try choice("file_output: {enabled: true, filename: /var/log/falco.json}\n")
        #expect(found.place == nil)
        #expect(found.reasons == "`file_output` is on, but writes text: `json_output` is off")
    }

    @Test func httpIsTakenWhereNobodyListens() throws {
        #expect(try choice(Self.http).place == .http("http://127.0.0.1:2801/"))
        let taken = try choice(Self.http, obstacle: .taken)
        #expect(taken.place == nil && taken.failure == .settings)
        #expect(taken.reasons.contains("taken by another program"))
    }

    @Test func aProgramIsFalcosOwnToStart() throws {
        let found = try choice("json_output: true\nprogram_output: {enabled: true, program: cat}\n")
        #expect(found.place == nil)
        #expect(found.reasons.contains("falconer attach -"))
    }

    @Test func whereNothingIsKnownTheSocketIsWaitedFor() throws {
        let found = try choice("", version: nil) {
            $0.processes = []
            $0.configuration = FalcoConfiguration()
        }
        #expect(found.place == .socket("/run/falco/falco.sock"))
    }

    @Test func aFalcoWithNothingOnIsSaidSo() throws {
        let found = try choice("stdout_output: {enabled: true}\n")
        #expect(found.place == nil)
        #expect(found.reasons == "none of Falco's outputs that Falconer can take is on")
    }

    @Test func valuesOfTheConfigurationAreEscaped() throws {
        let found = try choice(
            "json_output: true\nhttp_output: {enabled: true, url: \"http://a\\e[31m/\"}\n",
            obstacle: .foreign)
        #expect(found.place == nil)
        #expect(!found.reasons.utf8.contains(0x1B))
    }

    @Test func aBrokenFileIsNotTakenForOneWithNothingOn() throws {
        let found = try choice("json_output: [")
        #expect(found.place == nil && found.failure == .broken)
        #expect(found.reasons.hasPrefix("/etc/falco/falco.yaml, line 2: "), "\(found.reasons)")
        #expect(!found.reasons.contains("none of Falco's outputs"))
        let empty = try choice("")
        #expect(empty.failure == .broken)
        #expect(empty.reasons.contains("the file is empty"))
    }

    @Test func aBrokenFileThatIsIncludedIsSaidBesideTheChoice() throws {
        try fake.write("/var/log/falco.json", "")
        try fake.write("/etc/falco/config.d/z.yaml", "file_output: {enabled: true, filena")
        let included = "config_files: [/etc/falco/config.d]\n"
        let found = try choice(included + Self.file)
        #expect(found.place == .file("\(fake.root)/var/log/falco.json"))
        #expect(found.reasons.contains("/etc/falco/config.d/z.yaml, line 2: "), "\(found.reasons)")
        #expect(found.reasons.contains("Falco does not start with it"))
        let none = try choice(included)
        #expect(none.failure == .broken, "\(none.reasons)")
        #expect(!none.reasons.contains("none of Falco's outputs"))
    }

    @Test func aFileThatIsTooLongIsNotTakenForNone() throws {
        let found = try choice("#" + String(repeating: "x", count: 2 << 20), version: nil) {
            $0.processes = []
        }
        #expect(found.place == nil && found.failure == .unreadable)
        #expect(found.reasons == "/etc/falco/falco.yaml: it holds more than 1024 KiB")
    }

    @Test func aSocketThatMayNotBeUsedIsPassedOverForAFile() throws {
        try fake.write("/var/log/falco.json", "")
        let grpc =
            "grpc: {enabled: true, bind_address: 'unix:///run/falco/falco.sock'}\ngrpc_output: {enabled: true}\n"
        let found = try choice(grpc + Self.file, version: 43) {
            $0.connection = .failed(Obstacle(.denied, "denied"))
            $0.socket.facts = FileFacts(kind: .socket, mode: 0o600, user: 0, group: 0)
        }
        #expect(found.place == .file("\(fake.root)/var/log/falco.json"))
        #expect(
            found.reasons
                == "/run/falco/falco.sock is there, and this user may not connect to it: it belongs to 0:0 and has mode 0600; but `file_output` writes JSON to /var/log/falco.json"
        )
        let none = try choice(grpc, version: 43) { $0.connection = .failed(Obstacle(.denied, "denied")) }
        #expect(none.place == .socket("/run/falco/falco.sock"))
    }

    @Test func aPortIsPointedTo() throws {
        let port =
            "grpc: {enabled: true, bind_address: '0.0.0.0:5060'}\ngrpc_output: {enabled: true}\n"
        let found = try choice(port, version: 43)
        #expect(found.place == nil && found.failure == .unnamed)
        #expect(found.reasons.contains("0.0.0.0:5060"))
        #expect(found.reasons.contains("--address HOST:PORT --ca FILE --cert FILE --key FILE"))
        #expect(try choice(port, version: 44).failure == .settings, "0.44 ignores these keys")
        try fake.write("/var/log/falco.json", "")
        #expect(try choice(port + Self.file, version: 43).place != nil)
    }

    @Test func whatIsNoBooleanIsSaid() throws {
        try fake.write("/var/log/falco.json", "")
        let found = try choice(
            "json_output: yes_please\nfile_output: {enabled: true, filename: /var/log/falco.json}\n")
        #expect(found.place == nil)
        #expect(found.reasons.contains("`json_output` is yes_please, which is no boolean"))
        #expect(found.reasons.contains("falco.yaml, line 1: "), "\(found.reasons)")
        let output = try choice("json_output: true\nfile_output: {enabled: maybe, filename: /x}\n")
        #expect(output.reasons.contains("`file_output.enabled` is maybe, neither true nor false"))
    }

    @Test func anEncryptedURLNeedsACertificate() throws {
        let found = try choice(
            "json_output: true\nhttp_output: {enabled: true, url: 'https://localhost:2801/'}\n",
            obstacle: .encrypted)
        #expect(found.place == nil && found.failure == .unnamed)
        #expect(found.reasons.contains("--listen-http-cert FILE --listen-http-key FILE"))
        #expect(!found.reasons.contains("taken"))
    }
}
