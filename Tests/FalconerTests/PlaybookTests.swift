import Foundation
import TestSupport
import Testing

/// `falconer playbook` and `--playbooks`.
struct PlaybookTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: directory.url.appending(path: name))
    }

    @Test func aShownPlaybookCanBeUsedAsItIs() async throws {
        let shown = try await Tool.falconer("playbook", "show", "drop and execute new binary")
        #expect(shown.exit?.code == 0)
        #expect(shown.errorText.contains("taken as “Drop and execute new binary in container”"))
        try write("a.yaml", shown.text)
        let check = try await Tool.falconer("playbook", "check", "--strict", directory("a.yaml"))
        #expect(check.exit?.code == 0, "\(check.errorText)")
        #expect(check.text == "1 playbook can be used\n")
    }

    @Test func faultsComeAsEditorsReadThem() async throws {
        try write("a.yaml", "rules: [A]\nmeaning: x\nimpct: []\n")
        let check = try await Tool.falconer("playbook", "check", directory.url.path)
        #expect(check.exit?.code == 65)
        #expect(check.text.isEmpty)
        #expect(check.errorText.hasPrefix("\(directory("a.yaml")):3:1: `impct` is no key of a playbook"))
        let missing = try await Tool.falconer("playbook", "check", directory("none.yaml"))
        #expect(missing.exit?.code == 66)
        #expect(missing.errorText.hasPrefix("\(directory("none.yaml")): there is no such file"))
    }

    @Test func remarksCountWhenStrict() async throws {
        try write("a.yaml", "rules: [A]\nmeaning: x\n")
        let lenient = try await Tool.falconer("playbook", "check", directory("a.yaml"))
        #expect(lenient.exit?.code == 0)
        #expect(lenient.text.hasPrefix("1 playbook can be used, with "))
        let strict = try await Tool.falconer("playbook", "check", "--strict", directory("a.yaml"))
        #expect(strict.exit?.code == 65)
    }

    @Test func reportsAndExplanationsUseThem() async throws {
        try write(
            "a.yaml",
            "rules: [Drop and execute new binary in container]\nmeaning: House words about {proc.exepath}.\n")
        let demo = try await Tool.falconer(
            "demo", "--fast", "--output", "json", "--rule", "Drop and execute*", "--playbooks",
            directory.url.path)
        #expect(demo.exit?.code == 0, "\(demo.errorText)")
        #expect(demo.text.contains(#""summary":"House words about /"#))
        #expect(demo.text.contains("rule: \(directory("a.yaml"))"))
        let explained = try await Tool.falconer(
            "explain", "Drop and execute new binary in container", "--playbooks", directory.url.path)
        #expect(explained.text.contains("House words about"))
    }

    @Test func aBrokenPlaybookStopsTheRunBeforeItBegins() async throws {
        try write("a.yaml", "rules: [A]\nmeaning: '{proc.nam}'\n")
        try write("b.yaml", "meaning: x\n")
        for command in [["demo", "--fast"], ["explain", "--list"], ["attach", "--socket", "/nonexistent"]] {
            let output = try await Tool.run(
                Tool.falconer, command + ["--playbooks", directory.url.path])
            #expect(output.exit?.code == 78, "\(command): \(output.errorText)")
            #expect(output.text.isEmpty)
            #expect(output.errorText.contains("a.yaml:2:"))
            #expect(output.errorText.contains("b.yaml:1:1"))
        }
    }

    @Test func theFormatIsDocumented() async throws {
        let format = try await Tool.falconer("playbook", "format")
        #expect(format.exit?.code == 0)
        for key in ["meaning", "innocent", "steps", "tuning", "no-login-session", "{{"] {
            #expect(format.text.contains(key))
        }
    }

    @Test func namesWithoutPlaybookAreRefused() async throws {
        let output = try await Tool.falconer("playbook", "show", "nothing at all like it")
        #expect(output.exit?.code == 64)
    }
}
