import TestSupport
import Testing

@testable import Escaping

@Suite struct EscapingMarkdownTests {
    @Test(arguments: [
        ("Terminal shell in container", "Terminal shell in container"), ("Read /etc", "`Read /etc`"),
        ("Launch (Privileged) Container, PTRACE", "Launch (Privileged) Container, PTRACE"),
        ("a*b*", "`a*b*`"),
        ("a`b", "``a`b``"), ("`", "`` ` ``"), ("``", "``` `` ```"), (" x ", "`  x  `"), ("", "(empty)"),
        (" ", "` `"),
        ("www.evil.example", "`www.evil.example`"), ("@someone", "`@someone`"), ("#12", "`#12`"),
        ("1. x", "`1. x`"),
        ("x\n# y", "`x\\n# y`"), ("12345678", "`12345678`"), ("deadbeef1", "`deadbeef1`"), ("GH-1", "`GH-1`"),
        ("a b ", "` a b  `"),
    ])
    func values(value: String, markdown: String) {
        #expect(Escaping.markdown(value) == markdown)
    }

    @Test(arguments: [
        ("a|b", "`a\\|b`"), ("a\\|b", "`a\\`&#124;`b`"), ("\\|", "`\\`&#124;"), ("|", "`\\|`"),
        ("||", "`\\|\\|`"),
        ("a\\|\\|b", "`a\\`&#124;`\\`&#124;`b`"),
    ])
    func tableCells(value: String, markdown: String) {
        #expect(Escaping.markdown(value, inTable: true) == markdown)
    }

    @Test func ourWordsAreNoSyntaxEither() {
        let prose: Prose = "# <NA> and *x* in `a|b` user_known_x _y_ [z] \(value: "`q`")"
        #expect(
            Escaping.markdown(prose)
                == "\\# \\<NA> and \\*x\\* in `a|b` user_known_x \\_y\\_ \\[z\\] `` `q` ``")
        #expect(Escaping.markdown("1. x" as Prose) == "1\\. x")
        #expect(
            Escaping.markdown("0.37 &lt; ATT&CK < 3 &#60; > <b>" as Prose)
                == "0.37 \\&lt; ATT&CK < 3 \\&#60; > \\<b>")
        #expect(Escaping.markdown("\(value: "root")" as Prose) == "`root`")
        #expect(Escaping.markdown("\(value: "*")\(value: "*")" as Prose) == "`*`&#8203;`*`")
    }

    @Test func fencesAreLongerThanTheirContents() {
        #expect(
            Escaping.markdownFence("a\n```\nb\u{1B}\n", language: "bash")
                == "````bash\na\n```\nb\\x1b\n````\n")
        #expect(Escaping.markdownFence("x") == "```\nx\n```\n")
        let many = String(repeating: "`", count: 300)
        #expect(Escaping.markdownFence(many) == "```\n    \(many)\n```\n")
        #expect(Escaping.markdownCode("a\(many)b") == "`a`" + String(repeating: "&#96;", count: 300) + "`b`")
    }
}
