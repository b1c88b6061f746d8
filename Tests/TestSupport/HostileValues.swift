/// Values that attack whatever shows them, for property tests. Always the same ones.
public enum HostileValues {
    /// One of each kind: terminal escapes, line breaks, shell, Markdown, HTML, CSV, bidirectional, missing and odd.
    public static let strings: [String] = [
        "", " ", "  ", "<NA>", "-1", "4294967295", "-rf", "--", "-", "~", "~root", "=ls", "#x", "*", "?",
        "[a-z]", "!!", "!x",
        "\u{1B}[31mred\u{1B}[0m", "\u{1B}[2J\u{1B}[H", "\u{1B}]0;title\u{7}", "\u{1B}P+q544e\u{1B}\\",
        "\u{9B}31m", "\u{90}x\u{9C}",
        "\u{1B}]8;;http://evil.example\u{1B}\\click\u{1B}]8;;\u{1B}\\", "\u{1B}]52;c;ZXZpbA==\u{7}",
        "\u{8}\u{8}\u{8}", "a\u{7F}b",
        "line\nbreak", "trailing\n", "\n", "\r", "over\rwritten", "a\r\nb", "\t", "tab\there", "\u{B}\u{C}",
        "a\u{0}b", "\u{0}",
        "$(touch CANARY)", "`touch CANARY`", "; touch CANARY", "| touch CANARY", "&& touch CANARY",
        "\ntouch CANARY\n",
        "' ; touch CANARY ; '", "\" ; touch CANARY ; \"", "'$(touch CANARY)'", "${IFS}", "$HOME", "$'\\n'",
        "\\", "\\'", "'\\''",
        "it's", "''", "\"quoted\"", "a'b\"c`d", "\\\\", "\\n", "\\x1b", "a\\", "%s%n", "%d", "%%", "{a,b}",
        "a=b", "A=B", "x y",
        "*bold*", "_em_", "**b**", "~~gone~~", "# heading", "## h", "> quote", "- item", "+ item", "1. item",
        "1) item", "---", "===",
        "***", "    code", "```", "``", "`", "` `", "```\nfence\n```", "~~~", "a``b`c", "`a", "a`",
        "![x](http://evil.example/p.png)",
        "[x](javascript:alert(1))", "[x]: http://evil.example", "[^1]", "<http://evil.example>",
        "http://evil.example", "www.evil.example",
        "me@evil.example", "@someone", "#123", "$x$", "$$x$$", ":smile:", "| cell |", "a|b", "a\\|b", "\\|",
        "|", "||", "|---|", "&#60;",
        "&lt;script&gt;", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)", "' onx='1", "<!--", "-->",
        "]]>", "<![CDATA[", "</code></pre><b>", "<br>", "&copy;", "=1+1", "=cmd|'/C calc'!A0", "+1", "-1+1",
        "@SUM(A1)", "\t=1+1",
        "\r=1+1", " =1+1", "\n=1", "x;=1+1", "x,=1+1", "\",=1+1,\"", "＝1+1", "a,b", "a;b", "\",\"",
        "\u{202E}gnp.exe", "\u{2066}x\u{2069}",
        "\u{200E}\u{200F}", "\u{61C}", "zero\u{200B}width", "\u{FEFF}bom", "\u{2028}", "\u{2029}", "\u{AD}",
        "\u{2060}", "\u{E0041}\u{E0042}",
        "\u{FE0F}", "\u{301}", "\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "e\u{301}", "a\u{34F}b",
        "\u{3164}", "\u{A0}", "\u{3000}",
        "\u{2800}", "\u{E000}", "\u{FFFE}", "\u{10FFFF}", "\u{FFFD}", "日本語のファイル", "👩‍👩‍👧", "👍🏽", "🇩🇪", "ﷺ", "ｆｕｌｌ",
        "Ω≈ç√", "ä", "נתיב", "مسار",
        "null", "true", "~", "{}", "[]", "a: b", "a #b", "&a", "*a", "!tag", "|", ">", "%a", "'", "\"",
        "{{x}}", "{x}", "\\u0000",
        "{\"a\":1}", "shell_binaries", "x shell_binaries y", "(a)", "a, b", "/etc/passwd", "/tmp/a b",
        "bash -c 'id; whoami'", "12345678abcdef",
        String(repeating: "A", count: 5000), String(repeating: "`", count: 300),
        String(repeating: "|", count: 300),
    ]

    /// The strings above as bytes, and byte strings that are not UTF-8.
    public static let bytes: [[UInt8]] =
        strings.map { Array($0.utf8) } + [
            [0xFF], [0xFE, 0xFF], [0x80], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xC3],
            [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x61, 0xFF, 0x62], [0x9B, 0x33, 0x31, 0x6D], [0xE2, 0x80],
            [0xC2], [0xC2, 0x9B, 0x6D],
            [0x1B, 0xFF, 0x5B, 0x4A], [0x27, 0xFF, 0x27], [0xFF, 0x0A],
        ]

    /// One MiB of a value that needs escaping all along.
    public static let huge = String(repeating: "\u{1B}[2J`|<b>$(x)\u{202E}é\n", count: (1 << 20) / 22 + 1)

    /// `count` strings made of pieces that attack, put together at random from a fixed seed.
    public static func random(count: Int, seed: UInt64 = 1) -> [String] {
        var generator = SplitMix(state: seed)
        let pieces =
            strings.filter { $0.utf8.count < 40 } + [
                "a", "b", " ", "/", "1", "-", "x", "\\", "`", "'", "\"", "|", "\n",
            ]
        return (0..<count).map { _ in
            (0...Int.random(in: 0...6, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
        }
    }

    /// `count` byte strings of up to 24 bytes, every value alike likely, from a fixed seed.
    public static func randomBytes(count: Int, seed: UInt64 = 1) -> [[UInt8]] {
        var generator = SplitMix(state: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 1...24, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
        }
    }
}

/// A small generator that gives the same numbers on every machine.
public struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    /// A generator from a seed.
    public init(state: UInt64) {
        self.state = state
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
