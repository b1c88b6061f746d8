import Testing

@testable import Knowledge

@Suite struct ConditionTests {
    @Test(arguments: [
        ("", "empty"), ("not", "empty"), ("contaner", "did you mean `container`?"),
        ("rooot", "did you mean `root`?"),
        ("nonsense", "Facts: container, host"), ("has", "`has` is no fact"), ("has a b", "one field"),
        ("proc.name == bash", "neither `=` nor `in`"), ("proc.name =", "nothing comes after"),
        ("proc.name", "is no fact"), ("pro-c.name = x", "no field name"), ("evt.type in a,,b", "empty value"),
        ("bogus.field = x", "no field"),
    ])
    func saysWhatIsWrong(text: String, part: String) {
        let fault = #expect(throws: Condition.Fault.self) {
            _ = try Condition(parsing: text) { !$0.hasPrefix("bogus.") }
        }
        #expect(fault?.message.contains(part) == true, "\(fault?.message ?? "")")
    }
}

@Suite struct GlobTests {
    @Test(arguments: [
        ("", "", true), ("", "a", false), ("*", "", true), ("*", "anything/at all", true), ("**", "x", true),
        ("a*b", "ab", true), ("a*b", "axxb", true), ("a*b", "axxbc", false), ("*b", "aab", true),
        ("a?", "a", false),
        ("*.log", "/var/log/x.log", true), ("/tmp/*", "/tmp/", true), ("/tmp/*", "/tmpx", false),
        ("a", "A", false),
        ("*a*a*a*", "banana", true), ("?ü", "aü", true), ("[a]", "a", false), ("[a]", "[a]", true),
    ])
    func matches(pattern: String, value: String, expected: Bool) {
        #expect(Glob(pattern).matches(value) == expected)
    }

    @Test func neverExplodes() {
        let pattern = Glob(String(repeating: "*a", count: 100) + "b")
        let value = String(repeating: "a", count: 20_000)
        let duration = ContinuousClock().measure { #expect(!pattern.matches(value)) }
        #expect(duration < .seconds(5))
    }

    /// Against the plainest way to match.
    @Test func matchesAsATableSays() {
        func fits(_ pattern: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Bool {
            guard let first = pattern.first else { return value.isEmpty }
            if first == UInt8(ascii: "*") {
                return (value.startIndex...value.endIndex).contains {
                    fits(pattern.dropFirst(), value[$0...])
                }
            }
            guard let byte = value.first, first == byte || first == UInt8(ascii: "?") else { return false }
            return fits(pattern.dropFirst(), value.dropFirst())
        }
        func text(of letters: String, most: Int) -> [UInt8] {
            let letters = Array(letters.utf8)
            return (0..<Int.random(in: 0...most)).map { _ in letters[Int.random(in: 0..<letters.count)] }
        }
        for _ in 0..<20_000 {
            let (pattern, value) = (text(of: "ab*?", most: 7), text(of: "ab", most: 9))
            let expected = fits(pattern[...], value[...])
            let (text, glob) = (
                String(decoding: value, as: UTF8.self), String(decoding: pattern, as: UTF8.self)
            )
            #expect(Glob(glob).matches(text) == expected, "\(glob) \(text)")
        }
    }
}
