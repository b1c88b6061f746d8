import FalcoAlerts
import Foundation
import TestSupport
import Testing

/// What attach takes when no input is named, on a host that stands for this one.
struct LocalInputTests {
    let fake: FakeHost

    init() throws {
        fake = try FakeHost()
        try fake.run()
    }

    private func attach(_ arguments: String...) throws -> ChildProcess {
        try ChildProcess(
            Tool.falconer,
            ["attach", "--root", fake.root, "--output", "falco-json", "--summary", "none"] + arguments,
            environment: ["XDG_STATE_HOME": fake.real("/state")])
    }

    @Test func theFileOfAFalcoWithoutGRPCIsFollowed() async throws {
        try fake.write(
            "/etc/falco/falco.yaml",
            "json_output: true\nfile_output: {enabled: true, filename: /var/log/falco.json}\n")
        try fake.make("/var/log")
        let run = try attach("--count", "3")
        try await run.output { $0.errorText.contains("waiting for it") }
        let lines = try Fixtures.jsonLines().prefix(3)
        try fake.write("/var/log/falco.json", Data(lines.flatMap { $0 + [0x0A] }))
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.errorText.contains("`file_output` writes JSON to /var/log/falco.json"))
        #expect(output.text.split(separator: "\n").count == 3)
    }

    @Test func aFalcoThatGivesItsAlertsNowhereIsToldWhatToSet() async throws {
        try fake.write("/etc/falco/falco.yaml", "stdout_output: {enabled: true}\n")
        let output = try await attach().exit()
        #expect(output.exit?.code == 78)
        #expect(output.errorText.contains("none of Falco's outputs that Falconer can take is on"))
        #expect(output.errorText.contains("  file_output:\n"))
        #expect(output.text.isEmpty)
    }

    @Test func aHalfWrittenConfigurationIsSaidWithItsLine() async throws {
        try fake.write("/etc/falco/falco.yaml", "stdout_output: {enabled: true}\njson_output: [")
        let output = try await attach().exit()
        #expect(output.exit?.code == 78)
        #expect(output.errorText.contains("/etc/falco/falco.yaml, line 3: "), "\(output.errorText)")
        #expect(!output.errorText.contains("none of Falco's outputs"))
        #expect(!output.errorText.contains("file_output"))
    }

    @Test func aHalfWrittenFileOfConfigDIsSaidAndTheRestIsTaken() async throws {
        try fake.write(
            "/etc/falco/falco.yaml",
            "config_files: [/etc/falco/config.d]\njson_output: true\nfile_output: {enabled: true, filename: /falco.json}\n"
        )
        try fake.write("/etc/falco/config.d/z.yaml", "grpc:\n  enabled: [")
        try fake.write("/falco.json", "")
        let output = try await attach("--duration", "200ms").exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.errorText.contains("/etc/falco/config.d/z.yaml, line 3: "), "\(output.errorText)")
        #expect(output.errorText.contains("Falco does not start with it"))
    }

    @Test func aConfigurationOf200MBIsNotTakenForNone() async throws {
        try fake.write("/etc/falco/falco.yaml", "#")
        try FileHandle(forWritingTo: URL(filePath: fake.real("/etc/falco/falco.yaml"))).truncate(
            atOffset: 200 << 20)
        try FileManager.default.removeItem(atPath: fake.real("/proc/812"))
        let output = try await attach().exit()
        #expect(output.exit?.code == 78)
        #expect(output.errorText.contains("it holds more than 1024 KiB"), "\(output.errorText)")
        #expect(!output.errorText.contains("it may still come"))
    }

    @Test func gRPCOnAPortIsPointedTo() async throws {
        try fake.write(
            "/etc/falco/falco.yaml",
            "grpc: {enabled: true, bind_address: '0.0.0.0:5060'}\ngrpc_output: {enabled: true}\n")
        let output = try await attach().exit()
        #expect(output.exit?.code == 78)
        #expect(output.errorText.contains("--address HOST:PORT --ca FILE --cert FILE --key FILE"))
        #expect(!output.errorText.contains("none of Falco's outputs"))
    }

    @Test func anEncryptedURLOfThisHostIsSaidSo() async throws {
        try fake.write(
            "/etc/falco/falco.yaml",
            "json_output: true\nhttp_output: {enabled: true, url: 'https://localhost:2801/'}\n")
        let output = try await attach().exit()
        #expect(output.exit?.code == 78)
        #expect(output.errorText.contains("--listen-http-cert FILE --listen-http-key FILE"))
        #expect(!output.errorText.contains("taken by another"))
    }

    // MARK: As nobody, when the tests run as root

    private func close(_ path: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: fake.real(path))
    }

    private func attachAsNobody(_ arguments: String...) async throws -> ChildProcess.Output {
        let place = try TemporaryDirectory()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.url.path)
        try close("/", 0o755)
        return try await Tool.falconerAsNobody(
            ["attach", "--root", fake.root, "--output", "falco-json", "--summary", "none"] + arguments,
            in: place)
    }

    /// With a Falco that can be seen or without.
    @Test(arguments: ["/etc/falco/falco.yaml", "/etc/falco"], [true, false])
    func aClosedConfigurationNeedsPermission(_ closed: String, _ runs: Bool) async throws {
        if !runs { try FileManager.default.removeItem(atPath: fake.real("/proc/812")) }
        try fake.write("/etc/falco/falco.yaml", "json_output: true\n")
        try close(closed, 0o600)
        let output = try await attachAsNobody()
        #expect(output.exit?.code == 77, "\(output.errorText)")
        #expect(output.errorText.contains("permission denied"))
        #expect(output.errorText.contains("belongs to root:root and has mode 0600"), "\(output.errorText)")
        #expect(output.errorText.contains("sudo"))
        #expect(!output.errorText.contains("it may still come"))
    }

    @Test func aClosedFileOfAlertsNeedsPermission() async throws {
        try fake.write(
            "/etc/falco/falco.yaml",
            "json_output: true\nfile_output: {enabled: true, filename: /falco.json}\n")
        try fake.write("/falco.json", "")
        try close("/falco.json", 0o640)
        try FileManager.default.setAttributes(
            [.groupOwnerAccountID: 990], ofItemAtPath: fake.real("/falco.json"))
        let output = try await attachAsNobody()
        #expect(output.exit?.code == 77, "\(output.errorText)")
        #expect(output.errorText.contains("it belongs to root:falco and has mode 0640"))
        #expect(output.errorText.contains("usermod -aG falco NAME"))
        #expect(!output.errorText.contains("Falco needs these settings"))
    }

    @Test func aClosedSocketIsPassedOverForAFile() async throws {
        try close("/", 0o755)
        try fake.make("/run/falco")
        let falco = try await FakeFalco(socket: fake.real("/run/falco/falco.sock"), ["--mode", "0600"])
        try fake.write(
            "/etc/falco/falco.yaml",
            """
            json_output: true
            file_output: {enabled: true, filename: /falco.json}
            grpc: {enabled: true, bind_address: "unix:///run/falco/falco.sock"}
            grpc_output: {enabled: true}
            """)
        try fake.write("/falco.json", "")
        let output = try await attachAsNobody("--duration", "200ms")
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.errorText.contains("this user may not connect to it"), "\(output.errorText)")
        #expect(output.errorText.contains("but `file_output` writes JSON to /falco.json"))
        try await falco.kill()
    }
}
