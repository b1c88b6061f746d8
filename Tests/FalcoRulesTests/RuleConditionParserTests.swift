import Testing

@testable import FalcoRules

@Suite struct RuleConditionParserTests {
    private func comparison(
        _ field: String, _ comparator: RuleCondition.Comparator, _ right: RuleCondition.Right?
    ) -> RuleCondition {
        .comparison(.init(left: .init(field: field), comparator: comparator, right: right))
    }

    @Test func bindsNotBeforeAndBeforeOr() throws {
        let parsed = try RuleConditionParser.parse("not a and b or c and (d or e)")
        #expect(
            parsed
                == .or([
                    .and([.not(.macro("a")), .macro("b")]),
                    .and([.macro("c"), .or([.macro("d"), .macro("e")])]),
                ]))
    }

    static let comparisons: [(String, RuleCondition.Comparator, RuleCondition.Right?)] = [
        ("proc.name exists", .exists, nil), ("proc.name=bash", .equal, .value("bash")),
        ("proc.name = \"a b\"", .equal, .value("a b")), ("proc.name == 'x'", .same, .value("x")),
        ("proc.name != <NA>", .unequal, .value("<NA>")), ("proc.name <= 0x1F", .lessOrEqual, .value("0x1F")),
        ("proc.name > -12.5", .greater, .value("-12.5")),
        ("proc.name contains /tmp/", .contains, .value("/tmp/")),
        ("proc.name startswith '/a'", .startswith, .value("/a")),
        ("proc.name glob *.sh", .glob, .value("*.sh")),
        ("proc.name in (a, \"b c\",d)", .isIn, .values(["a", "b c", "d"])),
        ("proc.name in(a)", .isIn, .values(["a"])), ("proc.name in ()", .isIn, .values([])),
        ("proc.name in (shell_binaries)", .isIn, .values(["shell_binaries"])),
        ("proc.name in shell_binaries", .isIn, .list("shell_binaries")),
        ("proc.name pmatch (/etc, /usr)", .pmatch, .values(["/etc", "/usr"])),
        ("proc.name intersects (a)", .intersects, .values(["a"])),
        ("proc.name = val(proc.pname)", .equal, .field(.init(field: "proc.pname"))),
        (
            "proc.name = tolower(proc.aname[2])", .equal,
            .field(.init(field: "proc.aname", argument: "2", transformers: [.tolower]))
        ),
        ("proc.name = \"q\\\"\\\\\\t\"", .equal, .value("q\"\\\t")),
        ("proc.name = 'it\\'s'", .equal, .value("it's")),
    ]

    @Test(arguments: comparisons)
    func compares(
        _ text: String, _ comparator: RuleCondition.Comparator, _ right: RuleCondition.Right?
    ) throws {
        #expect(try RuleConditionParser.parse(text) == comparison("proc.name", comparator, right))
    }

    @Test func fieldsHaveArgumentsAndTransformers() throws {
        let parsed = try RuleConditionParser.parse("tolower(basename(evt.arg[\"a b\"])) = x")
        #expect(
            parsed
                == .comparison(
                    .init(
                        left: .init(
                            field: "evt.arg", argument: "a b", transformers: [.tolower, .basename]),
                        comparator: .equal, right: .value("x"))))
        #expect(parsed.fields.first?.name == "evt.arg[a b]")
    }

    /// The shapes that Falco's own rules have.
    @Test(arguments: [
        "spawned_process and container and shell_procs and proc.tty != 0 and container_entrypoint",
        "(evt.type in (open,openat,openat2) and evt.is_open_write=true and fd.typechar='f' and fd.num>=0)",
        "not (a or b)and(c)", "not(x) and not not y", "evt.type=execve\n  and evt.dir = <\n",
        "proc.cmdline contains \"a \\\"quoted\\\" word\" or proc.args glob \"*[0-9]\"",
        "(fd.sip in (\"10.0.0.0/8\") or fd.snet in (rfc_1918_addresses))",
        "jevt.value[/requestObject/spec] exists and ka.req.pod.containers.image intersects (allowed_images)",
        "evt.rawres < 0 and thread.cap_effective icontains sys_admin",
    ])
    func takesWhatFalcoTakes(_ text: String) throws {
        _ = try RuleConditionParser.parse(text)
    }

    @Test(arguments: [
        ("", "1:1: expected a field"), ("a and", "1:6: expected a space or `(` after `and`"),
        ("a andb", "1:6: expected a space or `(`"), ("a b", "1:3: expected `and`, `or` or the end"),
        ("proc.name", "1:10: expected an operator"), ("proc.name ~ x", "1:11: expected an operator"),
        ("proc.name =", "1:12: expected a value after `=`"), ("proc.name > x", "1:13: expected a number"),
        ("proc.name in (a", "1:16: expected `,` or `)`"),
        ("proc.name in (a,)", "1:17: expected a value after"),
        ("(a or b", "1:8: expected `)`"), ("proc.name = \"x", "a quote is never closed"),
        ("proc.name = \"\\z\"", "`\\` escapes only"), ("proc.aname[ = x", "expected the argument"),
        ("proc.aname[2 = x", "expected `]`"), ("a and\n\n )", "3:2: expected a field"),
        ("tolower(x) = y", "expected a field in `tolower()`"),
        ("proc.name in 5", "expected a list in parentheses"),
    ])
    func saysWhatIsWrong(_ text: String, _ message: String) {
        do throws(RuleConditionError) {
            let parsed = try RuleConditionParser.parse(text)
            Issue.record("taken as \(parsed)")
        } catch {
            #expect(error.description.contains(message), "\(error)")
        }
    }

    @Test func depthIsBounded() throws {
        let deep = { String(repeating: "(", count: $0) + "a" + String(repeating: ")", count: $0) }
        _ = try RuleConditionParser.parse(deep(90))
        #expect(throws: RuleConditionError.self) { try RuleConditionParser.parse(deep(100_000)) }
        #expect(throws: RuleConditionError.self) {
            try RuleConditionParser.parse(String(repeating: "tolower(", count: 100_000))
        }
        // Negations are no nesting.
        #expect(
            try RuleConditionParser.parse(String(repeating: "not ", count: 100_001) + "a")
                == .not(.macro("a")))
    }
}
