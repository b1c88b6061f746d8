import Foundation
import TestSupport
import Testing

/// `falconer analyze`.
struct AnalyzeTests {
    static let captured = Fixtures.url("alerts/falco-json-output.jsonl").path

    @Test func aFileGivesWhatTheSubscriptionGave() async throws {
        let falco = try await FakeFalco()
        let run = try ChildProcess(
            Tool.falconer,
            ["attach", "--socket", falco.address, "--output", "json", "--summary", "none", "--count", "129"])
        try await falco.push(fixture: "grpc-json-output.b64")
        let attached = try await run.exit()
        let analyzed = try await Tool.falconer(
            "analyze", Self.captured, "--output", "json", "--summary", "none")
        #expect(analyzed.exit?.code == 0, "\(analyzed.errorText)")
        #expect(analyzed.text.split(separator: "\n").count == 129)
        #expect(analyzed.text == attached.text)
    }

    @Test func whatItGivesCanBeGivenBack() async throws {
        let first = try await Tool.falconer(
            "analyze", Self.captured, "--output", "falco-json", "--summary", "none")
        #expect(first.exit?.code == 0)
        let second = try await Tool.falconer(
            "analyze", "-", "--output", "falco-json", "--summary", "none", input: Array(first.text.utf8))
        #expect(second.text == first.text)
        #expect(try first.text == String(contentsOfFile: Self.captured, encoding: .utf8))
    }

    @Test func oddLinesAreCountedAndKept() async throws {
        let directory = try TemporaryDirectory()
        let output = try await Tool.falconer(
            "analyze", "-", "--output", "line", "--summary", "json", "--quarantine", directory("q"),
            input: Array("{\"rule\":\"x\"}\nnonsense\n".utf8))
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.errorText.contains("-:2: "))
        #expect(output.text.contains(#""undecodable":1"#))
        #expect(try String(contentsOfFile: directory("q"), encoding: .utf8).contains("6e6f6e73656e7365"))
    }

    @Test func whatAFileHoldsBeyondTheLimitIsNotLost() async throws {
        let output = try await Tool.falconer(
            "analyze", Self.captured, "--output", "line", "--summary", "none", "--count", "3")
        #expect(output.text.split(separator: "\n").count == 3)
        #expect(output.errorText.isEmpty)
    }

    /// The others are read, and the summary is shown, wherever the bad one stands.
    @Test func aFileThatCannotBeUsedLeavesTheOthersAlone() async throws {
        let directory = try TemporaryDirectory()
        try Data("x\n".utf8).write(to: URL(filePath: directory("odd")))
        try Data([0x28, 0xB5, 0x2F, 0xFD, 0x04]).write(to: URL(filePath: directory("cut.zst")))
        for (files, code, words) in [
            ([directory("odd"), Self.captured], 65, "going on with the next"),
            ([Self.captured, directory("odd")], 65, "its only line is no alert"),
            ([directory("cut.zst"), Self.captured], 65, "going on with the next"),
            ([directory("none"), Self.captured, directory("odd")], 66, "no such file"),
            ([directory("odd"), directory("none"), Self.captured], 65, "no such file"),
        ] {
            let output = try await Tool.run(
                Tool.falconer,
                ["analyze", "--output", "none", "--summary", "json", "--quarantine", directory("q")] + files)
            #expect(Int(output.exit?.code ?? -1) == code, "\(files): \(output.errorText)")
            #expect(output.errorText.contains(words), "\(files): \(output.errorText)")
            #expect(output.text.contains(#""delivered":129"#), "\(files): \(output.text)")
        }
        let none = try await Tool.run(
            Tool.falconer,
            [
                "analyze", "--output", "none", "--quarantine", directory("q"), directory("odd"),
                directory("none"),
            ])
        #expect(none.exit?.code == 65)
        #expect(none.text.isEmpty, "there is nothing to sum up")
    }

    @Test func exitCodesTell() async throws {
        let directory = try TemporaryDirectory()
        try Data("x\n".utf8).write(to: URL(filePath: directory("odd")))
        for (arguments, code) in [
            (["/nonexistent"], 66), ([directory("odd"), "--quarantine", directory("q")], 65),
            ([directory.url.path], 65),
            ([], 64), (["-", "-"], 64), ([""], 64), ([Self.captured, "--fail-on", "critical"], 10),
        ] {
            let output = try await Tool.run(
                Tool.falconer, ["analyze", "--output", "none", "--summary", "none"] + arguments)
            #expect(Int(output.exit?.code ?? -1) == code, "\(arguments): \(output.errorText)")
        }
    }
}
