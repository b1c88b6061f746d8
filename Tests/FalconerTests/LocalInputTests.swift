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
}
