import TestSupport
import Testing

@testable import Escaping

@Suite struct EscapingTerminalTests {
    @Test(arguments: [
        ("plain /etc/passwd", "plain /etc/passwd"), ("\u{1B}[31m", "\\x1b[31m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\u{0}\u{7}\u{7F}", "\\x00\\x07\\x7f"), ("\u{9B}", "\\u{9b}"), ("\u{202E}x", "\\u{202e}x"),
        ("\u{200B}", "\\u{200b}"),
        ("\u{2028}", "\\u{2028}"), ("\u{A0}", "\\u{a0}"), ("日本 é", "日本 é"), ("\u{301}", "\\u{301}"),
        ("e\u{301}", "e\u{301}"),
        ("\n\u{301}", "\\n\\u{301}"), ("👍", "👍"), ("", ""),
    ])
    func writesOutWhatHides(value: String, shown: String) {
        #expect(Escaping.terminal(value) == shown)
    }

    @Test func replacesIllFormedBytes() {
        #expect(Escaping.terminal(bytes: [0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(Escaping.terminal(bytes: [0xE2, 0x82]) == "\u{FFFD}")
        #expect(Escaping.terminal(bytes: [0xED, 0xA0, 0x80]) == "\u{FFFD}\u{FFFD}\u{FFFD}")
    }

    @Test func agreesWithTheStandardLibraryOnIllFormedBytes() {
        for bytes in HostileValues.bytes + HostileValues.randomBytes(count: 5000) {
            let repaired = String(decoding: bytes, as: UTF8.self)
            #expect(Escaping.terminal(bytes: bytes) == Escaping.terminal(repaired))
        }
    }

    @Test func nothingHiddenComesOut() {
        for value in HostileValues.strings + HostileValues.random(count: 3000) + [HostileValues.huge] {
            let faults = Inert.faults(in: Escaping.terminal(value))
            #expect(faults.isEmpty, "\(value.debugDescription.prefix(200)) lets through \(faults.prefix(3))")
        }
    }

    @Test func everyScalarIsJudged() {
        for number in (0...0x10FFFF as ClosedRange<UInt32>) {
            guard let scalar = Unicode.Scalar(number) else { continue }
            if scalar.properties.generalCategory == .unassigned { continue }
            let shown = Escaping.terminal(String(scalar))
            if !Inert.faults(in: shown).isEmpty {
                Issue.record("U+\(String(number, radix: 16)) is let through")
            }
        }
    }

    @Test func longValuesAreCutBetweenScalars() {
        #expect(Escaping.terminal("abcdef", limit: 4) == "abcd…(+2 bytes)")
        #expect(Escaping.terminal("aéé", limit: 2) == "a…(+4 bytes)")
        #expect(Escaping.terminal("日本", limit: 5) == "日…(+3 bytes)")
        #expect(Escaping.terminal("abc", limit: 3) == "abc")
        #expect(Escaping.terminal("abc", limit: 0) == "…(+3 bytes)")
    }

    @Test func valuesInSentencesAreSetApart() {
        var prose = Prose("The process ")
        prose.append(value: "nginx (trusted \"by\" admin)")
        prose.append(" ran `id` as ")
        prose.append(value: "root")
        prose.append(value: "")
        #expect(
            Escaping.terminal(prose)
                == "The process \"nginx (trusted \\\"by\\\" admin)\" ran `id` as root\"\"")
    }
}
