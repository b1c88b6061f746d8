import TestSupport
import Testing

@testable import Escaping

@Suite struct EscapingYAMLTests {
    @Test(arguments: [
        ("a\"b\\c", #""a\"b\\c""#), ("\u{1B}\n", #""\U0000001b\U0000000a""#), ("", "\"\""),
        ("é: #", "\"é: #\""),
    ])
    func quotes(text: String, scalar: String) {
        #expect(Escaping.yaml(text) == scalar)
    }

    @Test(arguments: [
        ("/usr/bin/python3.11", "/usr/bin/python3.11"),
        ("docker.io/library/nginx", "docker.io/library/nginx"),
        ("nginx", "'\"nginx\"'"), ("sh -c (ls), x", "'\"sh -c (ls), x\"'"), ("it's", "'\"it''s\"'"),
        ("shell_binaries", "'\"shell_binaries\"'"), ("a=b", "'\"a=b\"'"),
    ])
    func falcoTakesTheValue(value: String, scalar: String) {
        #expect(Escaping.falcoValue(value) == scalar)
    }

    @Test(arguments: [
        "", "<NA>", "a\nb", "a\"b", "a\\b", "\u{1B}", "\u{202E}x", "x shell_binaries y", "a,shell_binaries",
        String(repeating: "a", count: 1025),
    ])
    func refusesWhatFalcoWouldReadDifferently(value: String) {
        #expect(Escaping.falcoValue(value) == nil)
    }

    @Test(arguments: [("", ""), ("a", "a"), ("'", "''"), ("'a''b'", "''a''''b''")])
    func doublesQuotes(text: String, doubled: String) {
        #expect(Escaping.doublingQuotes(text) == doubled)
    }

    @Test func nothingHiddenComesOut() {
        for value in HostileValues.strings + HostileValues.random(count: 2000) {
            #expect(Inert.faults(in: Escaping.yaml(value)).isEmpty)
            if let scalar = Escaping.falcoValue(value) { #expect(Inert.faults(in: scalar).isEmpty) }
        }
    }
}
