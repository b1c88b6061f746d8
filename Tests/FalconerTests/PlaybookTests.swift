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

    @Test func whatMayNotBeReadIsAPermission() async throws {
        try write("a.yaml", "rules: [A]\nmeaning: x\n")
        #expect(chmod(directory("a.yaml"), 0) == 0)
        #expect(chmod(directory.url.path, 0o755) == 0)
        for command in [["playbook", "check"], ["explain", "A", "--playbooks"]] {
            let output = try await Tool.falconerAsNobody(command + [directory.url.path], in: directory)
            #expect(output.exit?.code == 77, "\(output.errorText)")
        }
    }

    @Test func messagesAboutFalcoAreExplained() async throws {
        let named = try await Tool.falconer("explain", "Falco internal: syscall event drop")
        #expect(named.exit?.code == 0, "\(named.errorText)")
        #expect(named.text.contains("Falco speaks about itself"))
        let near = try await Tool.falconer("explain", "metrics snapshot")
        #expect(near.errorText.contains("taken as “Falco internal: metrics snapshot”"))
        let listed = try await Tool.falconer("explain", "--list", "foo")
        #expect(listed.exit?.code == 64)
        #expect(listed.errorText.contains("--list takes no rule"))
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

    @Test func rulesOfYourOwnAreExplainedAndListed() async throws {
        try write("a.yaml", "rules: [My Company Rule]\nmeaning: House words.\n")
        for form in ["text", "markdown", "json"] {
            let explained = try await Tool.falconer(
                "explain", "my company rule", "--output", form, "--playbooks", directory.url.path)
            #expect(explained.exit?.code == 0, "\(explained.errorText)")
            #expect(explained.text.contains("House words.") && explained.text.contains("own playbook"))
        }
        let list = try await Tool.falconer("explain", "--list", "--playbooks", directory.url.path)
        #expect(list.text.hasPrefix("own playbook\n\n  own      My Company Rule\n\n"))
    }

    @Test func namesThatNothingIsLikeAreAnswered() async throws {
        let none = try await Tool.falconer("explain", "kube secret")
        #expect(none.exit?.code == 64)
        #expect(none.errorText.contains("the nearest are “"))
        for text in ["X", "ab"] {
            let short = try await Tool.falconer("explain", text)
            #expect(short.exit?.code == 64 && short.text.isEmpty)
        }
        for command in [["explain"], ["playbook", "show"]] {
            let escaped = try await Tool.run(
                Tool.falconer, command + ["\u{1B}]0;no such rule here at all\u{7}"])
            #expect(escaped.exit?.code == 64)
            #expect(!escaped.errorText.contains("\u{1B}") && escaped.errorText.contains("\\x1b]0;"))
        }
    }

    @Test func commandsSayWhereTheyRun() async throws {
        let explained = try await Tool.falconer("explain", "Terminal shell in container")
        let text = explained.text.split(separator: "\n").joined(separator: " ")
        #expect(text.contains("(on the host; for alerts: "))
        #expect(text.contains("needs docker"))
    }

    @Test func whatIsNotReadIsRemarked() async throws {
        for (path, text) in [
            ("rules/a.yml", "rules: [A]\nmeaning: x\n"), ("foo/b.yaml", "rules: [B]\nmeaning: x\n"),
        ] {
            let url = directory.url.appending(path: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let check = try await Tool.falconer("playbook", "check", directory.url.path)
        #expect(check.exit?.code == 0)
        #expect(check.errorText.contains("/foo: remark: not read: only rules/, techniques/"))
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
