import Foundation
import TestSupport
import Testing

/// `falconer tune`.
struct TuneTests {
    private static let history = Fixtures.url("scenarios/A/alerts.jsonl").path

    private func tune(
        _ arguments: String..., input: [UInt8] = [], directory: URL? = nil
    ) async throws -> ChildProcess.Output {
        try await Tool.run(Tool.falconer, ["tune"] + arguments, input: input, directory: directory)
    }

    /// Of each alert whether it was hidden, and whether it is one of an attack.
    private func hidden(
        _ output: ChildProcess.Output, labels name: String = "labels.tsv"
    ) throws -> [(isHidden: Bool, isAttack: Bool)] {
        let lines = output.text.split(separator: "\n").map { $0.split(separator: "\t") }
        let labels = try String(contentsOf: Fixtures.url("scenarios/A/\(name)"), encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: "\t") }.filter { Int($0[0]) != nil }
        try #require(lines.count == labels.count)
        return zip(lines, labels).map { line, label in
            #expect(line[0] == label[0])
            return (line[1] != "-", label[1] != "benign")
        }
    }

    // MARK: What it finds

    @Test(arguments: ["alerts.jsonl", "alerts-lineage.jsonl"])
    func mostNoiseAndNoAttackIsHidden(_ name: String) async throws {
        let output = try await tune("--output", "hidden", Fixtures.url("scenarios/A/\(name)").path)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let alerts = try hidden(output)
        #expect(!alerts.contains { $0.isHidden && $0.isAttack })
        let benign = alerts.filter { !$0.isAttack }
        let saved = benign.count { $0.isHidden }
        #expect(Double(saved) >= 0.8 * Double(benign.count))
    }

    @Test func aPipeIsReadOnceAndGivesTheSameFile() async throws {
        let alerts = try Array(Data(contentsOf: URL(filePath: Self.history)))
        let piped = try await tune("--output", "yaml", "-", input: alerts)
        let read = try await tune("--output", "yaml", Self.history)
        #expect(piped.exit?.code == 0, "\(piped.errorText)")
        #expect(piped.text == read.text)
        let report = try await tune("--output", "report", "--width", "100", "-", input: alerts)
        #expect(report.text.contains("A pipe can be read only once"))
    }

    @Test func severalFilesAreOneHistory() async throws {
        let directory = try TemporaryDirectory()
        let lines = try String(contentsOfFile: Self.history, encoding: .utf8).split(separator: "\n")
        let half = lines.count / 2
        for (name, part) in [("a", lines[..<half]), ("b", lines[half...])] {
            try Data((part.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: directory(name)))
        }
        let both = try await tune("--output", "json", directory("a"), directory("b"))
        let whole = try await tune("--output", "json", Self.history)
        #expect(both.text == whole.text && !whole.text.isEmpty)
    }

    @Test func selectionIsOfAlertsAndNotOfIncidents() async throws {
        let output = try await tune(
            "--output", "hidden", "--rule", "Unexpected UDP Traffic", Self.history)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let alerts = try hidden(output)
        #expect(!alerts.contains { $0.isHidden && $0.isAttack })
        #expect(alerts.contains { $0.isHidden })
        let report = try await tune(
            "--output", "json", "--rule", "Unexpected UDP Traffic", Self.history)
        #expect(report.text.contains(#""rules":[{"rule":"Unexpected UDP Traffic""#))
        #expect(report.text.contains(#""other_rules":{"count":0,"alerts":0}"#))
    }

    @Test func whatSavesTooLittleIsLeftOut() async throws {
        let all = try await tune("--output", "yaml", Self.history).text
        let some = try await tune("--output", "yaml", "--min-share", "5%", Self.history).text
        let none = try await tune("--output", "yaml", "--min-share", "1.0", Self.history)
        func rules(_ text: String) -> Int { text.split(separator: "\n").count { $0.hasPrefix("- rule:") } }
        #expect(rules(all) > rules(some) && rules(some) > 0)
        #expect(none.exit?.code == 0 && none.text == "# no change is proposed\n")
    }

    // MARK: Writing the file

    @Test func theFileIsForItsOwnerAndReplacesNothing() async throws {
        let directory = try TemporaryDirectory()
        let path = directory("falconer-tuning.yaml")
        let first = try await tune("--output", "yaml", "--write", path, Self.history)
        #expect(first.exit?.code == 0, "\(first.errorText)")
        let written = try String(contentsOfFile: path, encoding: .utf8)
        #expect(written == first.text)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try Data("mine\n".utf8).write(to: URL(filePath: path))
        let second = try await tune("--write", path, Self.history)
        #expect(second.exit?.code == 73, "\(second.errorText)")
        #expect(second.errorText.contains("--force"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine\n")
        let third = try await tune("--write", path, "--force", Self.history)
        #expect(third.exit?.code == 0, "\(third.errorText)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == written)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == [
                "falconer-tuning.yaml"
            ])
    }

    @Test(arguments: [[], ["--force"]]) func noLinkIsFollowed(_ force: [String]) async throws {
        let directory = try TemporaryDirectory()
        try Data("mine\n".utf8).write(to: URL(filePath: directory("target")))
        try FileManager.default.createSymbolicLink(
            atPath: directory("link"), withDestinationPath: directory("target"))
        try FileManager.default.createSymbolicLink(
            atPath: directory("dangling"), withDestinationPath: directory("none"))
        for name in ["link", "dangling"] {
            let output = try await Tool.run(
                Tool.falconer, ["tune", "--output", "yaml", "--write", directory(name), Self.history] + force)
            #expect(output.exit?.code == 73, "\(output.errorText)")
        }
        #expect(try String(contentsOfFile: directory("target"), encoding: .utf8) == "mine\n")
        #expect(!FileManager.default.fileExists(atPath: directory("none")))
    }

    @Test func aDirectoryThatIsNotThereIsSaid() async throws {
        let output = try await tune("--write", "/nonexistent/x.yaml", Self.history)
        #expect(output.exit?.code == 73)
        #expect(output.errorText.contains("/nonexistent/x.yaml"))
    }

    // MARK: The site's own rules

    @Test func anExceptionThatIsThereIsNotProposedAgain() async throws {
        let directory = try TemporaryDirectory()
        let first = try await tune("--output", "yaml", Self.history)
        // What Falco would read: its own rules, which the changes name, and the file of the first run.
        let names = first.text.split(separator: "\n").filter { $0.hasPrefix("- rule: ") }
            .map { $0.dropFirst("- rule: ".count).trimmingCharacters(in: CharacterSet(charactersIn: "\"")) }
        let rules = Set(names).sorted().map { name in
            "- rule: \(name)\n  desc: x\n  condition: evt.type = execve\n  output: x\n  priority: NOTICE\n"
        }
        try Data(rules.joined().utf8).write(to: URL(filePath: directory("rules.yaml")))
        try Data(first.text.utf8).write(to: URL(filePath: directory("tuning.yaml")))
        let second = try await tune(
            "--output", "json", "--rules", directory("rules.yaml"), "--rules", directory("tuning.yaml"),
            Self.history)
        #expect(second.exit?.code == 0, "\(second.errorText)")
        #expect(second.text.contains(#""proposals":[]"#))
        #expect(second.text.contains(#""origin":"\#(directory("tuning.yaml"))"#))
    }

    /// As Falco's own `rules_files` may name them: a file, then a directory.
    @Test func rulesOfADirectoryAreReadInTheOrderOfTheirNames() async throws {
        let directory = try TemporaryDirectory()
        let folder = directory.url.appending(path: "rules.d")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let rule = "Unexpected UDP Traffic"
        // The first defines what the second adds to; the third is no rules file.
        for (name, text) in [
            ("a.yaml", "- {macro: user_known_udp, condition: (proc.name = other)}\n"),
            (
                "b.yml",
                "- rule: \(rule)\n  desc: d\n  condition: fd.l4proto = udp and not user_known_udp\n  output: o\n  priority: NOTICE\n"
            ),
            ("c.txt", "no YAML: at: all\n"),
        ] { try Data(text.utf8).write(to: folder.appending(path: name)) }
        let output = try await tune("--output", "yaml", "--rules", folder.path, "--rule", rule, Self.history)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(
            output.text.contains("- macro: user_known_udp\n  condition: 'or (proc.exepath ="),
            "\(output.text)")
    }

    @Test func rulesThatFalcoWouldRefuseAreNamedWithTheirLine() async throws {
        let directory = try TemporaryDirectory()
        try Data("- rule: x\n  condition: (evt.type\n".utf8).write(to: URL(filePath: directory("r.yaml")))
        let output = try await tune("--rules", directory("r.yaml"), Self.history)
        #expect(output.exit?.code == 78, "\(output.errorText)")
        #expect(output.errorText.contains("r.yaml:"))
        #expect(output.text.isEmpty)
    }

    // MARK: Ends

    @Test func exitCodesTell() async throws {
        let directory = try TemporaryDirectory()
        try Data("x\n".utf8).write(to: URL(filePath: directory("odd")))
        for (arguments, code) in [
            (["/nonexistent"], 66), ([directory("odd")], 65), ([directory.url.path], 65), ([], 64),
            (["-", "-"], 64),
            ([""], 64), (["--min-share", "2", Self.history], 64), (["--min-share", "x", Self.history], 64),
            (["--top", "0", Self.history], 64), (["--force", Self.history], 64),
            (["--width", "9", Self.history], 64),
            (["--output", "hidden", "-"], 64), (["--write", "", Self.history], 64),
            (["--output", "text", Self.history], 64), (["--rules", "/nonexistent", Self.history], 66),
        ] {
            let output = try await Tool.run(Tool.falconer, ["tune"] + arguments)
            #expect(Int(output.exit?.code ?? -1) == code, "\(arguments): \(output.errorText)")
        }
    }

    @Test func nothingIsSaidOfNothing() async throws {
        for form in ["report", "markdown", "html", "yaml", "json"] {
            let output = try await tune("--output", form, "-", input: [])
            #expect(output.exit?.code == 0, "\(form): \(output.errorText)")
            #expect(!output.text.isEmpty)
        }
    }

    @Test func aReaderThatLeavesEndsItQuietly() async throws {
        let shell = "'\(try Tool.falconer.path)' tune --output html '\(Self.history)' | head -c 10"
        let output = try await Tool.run("bash", ["-o", "pipefail", "-c", shell])
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.errorText.isEmpty)
    }

    @Test func oddLinesAreNamedOnce() async throws {
        let directory = try TemporaryDirectory()
        var alerts = try Data(contentsOf: URL(filePath: Self.history))
        alerts.append(Data("nonsense\n".utf8))
        try alerts.write(to: URL(filePath: directory("a")))
        let output = try await tune("--output", "yaml", directory("a"))
        #expect(output.exit?.code == 0)
        #expect(output.errorText.components(separatedBy: "a:593:").count == 2, "\(output.errorText)")
    }
}
