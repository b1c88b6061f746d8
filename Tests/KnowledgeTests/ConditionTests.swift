import Testing

@testable import Knowledge

@Suite struct ConditionTests {
    struct Alert: Facts {
        var facts: Set<Fact> = []
        var fields: [String: String] = [:]
        var words: [DerivedWord: String] = [:]
        func has(_ fact: Fact) -> Bool { facts.contains(fact) }
        func value(of field: String) -> String? { fields[field] }
        func value(of word: DerivedWord) -> String? { words[word] }
    }

    let alert = Alert(
        facts: [.container, .root, .noTerminal],
        fields: ["proc.name": "bash", "evt.type": "execve", "fd.name": "/etc/shadow"],
        words: [.process: "bash", .peer: "203.0.113.66:4444"])

    @Test(arguments: [
        ("container", true), ("host", false), ("not host", true), ("not container", false),
        ("no-terminal", true),
        ("has proc.name", true), ("has proc.pid", false), ("not has proc.pid", true), ("has peer", true),
        ("proc.name = bash", true), ("proc.name = b*", true), ("proc.name = B*", false),
        ("proc.name = ba?h", true),
        ("not proc.name = zsh", true), ("proc.pid = 1", false), ("not proc.pid = 1", true),
        ("fd.name = /etc/*", true), ("fd.name = *shadow", true), ("fd.name = /etc", false),
        ("evt.type in execve, execveat", true), ("evt.type in open,openat", false),
        ("not evt.type in open", true),
        ("peer = 203.0.113.*", true), ("process in sh, bash", true), ("proc.name  =  bash", true),
    ])
    func holdsAsWritten(text: String, expected: Bool) throws {
        let condition = try Condition(parsing: text) { _ in true }
        #expect(condition.holds(alert) == expected)
    }

    @Test func allMustHold() throws {
        let conditions = try ["container", "root", "proc.name = bash"].map {
            try Condition(parsing: $0) { _ in true }
        }
        #expect(conditions.hold(alert))
        #expect(!(conditions + [Condition(.fact(.host))]).hold(alert))
        #expect([Condition]().hold(alert))
    }

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
}
