import FalcoRules
import Glibc
import Testing

/// Falco's `glob` is the C library's `fnmatch`, so here the real thing is at hand to compare with.
@Suite struct GlobPatternTests {
    private func agree(_ pattern: String, _ value: String) {
        let ours = Array(value.utf8).withUnsafeBytes { GlobPattern(pattern).matches($0) }
        #expect(ours == (fnmatch(pattern, value, 0) == 0), "\(pattern) on \(value)")
        let folded = Array(value.utf8).withUnsafeBytes {
            GlobPattern(pattern, ignoringCase: true).matches($0)
        }
        // FNM_CASEFOLD, which the Glibc module leaves out.
        #expect(folded == (fnmatch(pattern, value, 1 << 4) == 0), "\(pattern) on \(value) ignoring case")
    }

    @Test func itIsFnmatch() {
        let patterns = [
            "", "*", "?", "a", "a*", "*a", "*a*", "a?c", "a*b*c", "**", "[abc]", "[!abc]", "[^a]", "[a-c]x",
            "[]]",
            "[]a]", "[!]]", "[a-]", "[-a]", "[", "[a", "a[", "\\*", "\\a", "a\\", "[\\]]", "[[:digit:]]*",
            "[[:alpha:][:digit:]]", "[![:space:]]", "[[:nope:]]", "[c-a]", "/usr/*/x", "*.log", "A*", "[A-Z]",
            "*[ab]*", "[a-c-e]", "[[:upper:]]", "x[!a-b]y", "[a\\-c]",
        ]
        let values = [
            "", "a", "b", "c", "x", "ab", "abc", "aXc", "axbxc", "*", "?", "[", "]", "-", "\\", "a]", "[a",
            "a[", "5",
            "5x", "/usr/bin/x", "/usr/x", "a.log", ".log", "A", "Z", "é", "a b", " ", "xcy", "xay", "ax",
            "bx", "a\\",
        ]
        for pattern in patterns { for value in values { agree(pattern, value) } }
    }

    @Test func itIsFnmatchForManyMore() {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        let pieces = ["a", "b", "*", "?", "[ab]", "[!a]", "\\*", "-", "B", "[a-b]", "]", "/"]
        let letters = ["a", "b", "B", "*", "-", "]", "/"]
        for _ in 0..<20_000 {
            let pattern = (0..<next(6)).map { _ in pieces[next(pieces.count)] }.joined()
            let value = (0..<next(7)).map { _ in letters[next(letters.count)] }.joined()
            agree(pattern, value)
        }
    }
}
