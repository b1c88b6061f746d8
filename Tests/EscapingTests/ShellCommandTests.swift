import Foundation
import TestSupport
import Testing

@testable import Escaping

@Suite struct ShellCommandTests {
    @Test(arguments: [
        ("/usr/bin/env", "/usr/bin/env"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("$(id)", "'$(id)'"),
        ("~", "'~'"),
        ("=ls", "'=ls'"), ("a\nb", "\"$(printf 'a\\012b')\""), ("\u{1B}[m", "\"$(printf '\\033\\133m')\""),
        ("日本", "'日本'"),
        ("\u{202E}x", "\"$(printf '\\342\\200\\256x')\""),
    ])
    func quotes(value: String, text: String) throws {
        var command = ShellCommand()
        command.append("ls -- ")
        try command.append(value: value)
        #expect(command.text == "ls -- " + text)
    }

    @Test(arguments: [
        ("", UnquotableValue.Code.missing), ("<NA>", .missing), ("a\u{0}", .unrepresentable),
        ("a\n", .unrepresentable),
        (String(repeating: "a", count: 4097), .tooLong), ("-rf", .option),
    ])
    func refuses(value: String, code: UnquotableValue.Code) {
        var command = ShellCommand()
        command.append("rm ")
        #expect {
            try command.append(value: value)
        } throws: {
            ($0 as? UnquotableValue)?.code == code
        }
        #expect(command.text == "rm ")
    }

    @Test(arguments: [
        ("rm -- ", true), ("rm --name=", true), ("grep -- /etc/x ", true), ("rm ", false),
        ("kubectl exec pod -- cat ", false),
        ("rm -- /x; cat ", false), ("rm -- x | cat ", false), ("", false),
        ("kubectl exec pod -- cat -- ", true), ("x \"--\" ", true),
        ("rm -- a$(cat ", false),
    ])
    func optionsCannotBeSmuggledIn(syntax: String, allowed: Bool) {
        var command = ShellCommand()
        command.append(syntax)
        let accepted = (try? command.append(value: "-x")) != nil
        #expect(accepted == allowed)
    }

    @Test func severalValuesAfterTheDoubleDash() throws {
        var command = ShellCommand()
        command.append("rm -- ")
        try command.append(value: "-a")
        command.append(" ")
        try command.append(value: "-b")
        #expect(command.text == "rm -- '-a' '-b'")
    }

    @Test(arguments: ["echo '", "echo \"", "echo \\", "echo \"a 'b"])
    func refusesToStandInsideQuotes(syntax: String) {
        var command = ShellCommand()
        command.append(syntax)
        #expect(throws: UnquotableValue.self) { try command.append(value: "x") }
    }

    @Test func commandsShowAsTheyAre() {
        for bytes in HostileValues.bytes + HostileValues.randomBytes(count: 2000) {
            var command = ShellCommand()
            command.append("printf '%s\\0' -- ")
            guard (try? command.append(bytes: bytes)) != nil else { continue }
            #expect(Inert.faults(in: command.text).isEmpty)
            #expect(Escaping.terminal(command.text) == command.text)
        }
    }

    /// Every quoted value reaches the program byte for byte, in both shells, at the start of a word and within one,
    /// and nothing in it runs.
    @Test(arguments: ["dash", "bash"])
    func argumentsComeBack(shell: String) async throws {
        let directory = try TemporaryDirectory()
        var script = ShellCommand()
        var expected: [[UInt8]] = []
        let values =
            HostileValues.bytes + HostileValues.random(count: 300).map { Array($0.utf8) }
            + HostileValues.randomBytes(count: 500)
        for bytes in values {
            for prefix in ["", "a="] {
                var command = ShellCommand()
                command.append("printf '%s\\0' -- \(prefix)")
                guard (try? command.append(bytes: bytes)) != nil else { continue }
                script.append(command.text + "\n")
                expected += [Array("--".utf8), Array(prefix.utf8) + bytes]
            }
        }
        #expect(expected.count > 1000)
        let run = try await Tool.run(shell, ["-s"], input: Array(script.text.utf8), directory: directory.url)
        let words = run.bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            Array($0)
        }
        #expect(words == expected)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).isEmpty)
    }

    @Test func shellcheckIsSatisfied() async throws {
        var script = "#!/bin/sh\n"
        for value in HostileValues.strings + HostileValues.random(count: 200) {
            var command = ShellCommand()
            command.append("ls -- ")
            guard (try? command.append(value: value)) != nil else { continue }
            script += command.text + "\n"
        }
        // Not faults: quotes that keep `$` and `~` from the shell (2016, 2088), `\'` before a quote (1003), and quotes
        // that are no quotes to the shell, in any script (1110 to 1112).
        let run = try await Tool.run(
            "shellcheck", ["--format=gcc", "--exclude=2016,2088,1003,1110,1111,1112", "-"],
            input: Array(script.utf8))
        #expect(run.bytes.isEmpty, "\(String(decoding: run.bytes.prefix(2000), as: UTF8.self))")
    }
}
