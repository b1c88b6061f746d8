import FalcoRules
import Testing

/// What libsinsp makes of conditions, as its sources and Falco's own tests have it. No Falco runs in these tests.
@Suite struct ConditionEvaluatorTests {
    static let cat: [String: String?] = [
        "proc.name": "cat", "proc.exepath": "/usr/bin/cat", "proc.cmdline": "cat /etc/Shadow",
        "proc.pname": "sh", "proc.aname[2]": "cron", "proc.tty": "0", "user.loginuid": "-1",
        "user.uid": "1000",
        "fd.name": "/etc/shadow", "fd.sport": "443", "fd.sip": "10.1.2.3", "proc.is_exe_upper_layer": "false",
        "evt.rawres": "-13", "container.id": "", "fd.typechar": nil, "list.a": "(x,y)", "list.none": "()",
        "proc.exe_ino.ctime": "18446744073698630416", "proc.env": "Zm9v",
    ]

    static let holding: [String] = [
        "proc.name = cat", "proc.name == cat", "proc.name != dog", "proc.name in (dog, cat)",
        "proc.name intersects (dog, cat)", "proc.exepath startswith /usr/bin", "proc.exepath endswith /cat",
        "proc.cmdline contains /etc/S", "proc.cmdline icontains /ETC/shadow", "proc.exepath glob /usr/*/c?t",
        "proc.cmdline iglob *SHADOW", "fd.name pmatch (/var, /etc)", "fd.name pmatch (/etc/shadow)",
        "fd.name pmatch (/e*c)", "fd.name pmatch (/)", "proc.name regex 'c.t|dog'", "proc.name exists",
        "proc.name > 9", "proc.name >= 0", "proc.tty = 0", "proc.tty in (0, 34816)", "user.uid > 999",
        "user.uid >= 1000", "user.uid < 1001", "user.uid <= 1000", "user.uid != 0", "user.loginuid = -1",
        "user.loginuid < 0", "evt.rawres = -13", "evt.rawres > -14", "fd.sport = 443",
        "fd.sport in (80, 443)",
        "fd.sip = 10.1.2.3", "fd.sip != 10.1.2.4", "fd.sip in (10.1.2.3, ::1)", "fd.snet = 10.0.0.0/8",
        "fd.snet in (192.168.0.0/16, 10.1.2.0/24)", "fd.snet != 11.0.0.0/8",
        "proc.is_exe_upper_layer = false",
        "proc.is_exe_upper_layer != true", "proc.is_exe_upper_layer in (false)", "container.id = ''",
        "container.id exists", "container.id startswith ''", "list.a in (x, y, z)",
        "list.a intersects (y, q)",
        "list.none in (x)", "list.a exists", "tolower(proc.cmdline) contains /etc/shadow",
        "toupper(proc.name) = CAT", "basename(proc.exepath) = cat", "len(proc.name) = 3", "len(list.a) = 2",
        "len(list.none) = 0", "b64(proc.env) = foo", "toupper(basename(proc.exepath)) = CAT",
        "proc.name = val(proc.name)", "proc.name != val(proc.pname)", "proc.name = basename(proc.exepath)",
        "proc.aname = cron", "proc.aname in (systemd, cron)",
        "proc.aname[1] = sh", "proc.aname[0] = cat", "proc.aname != sh",
        "proc.pname = dash or proc.pname = sh",
        "proc.exe_ino.ctime = 18446744073698630416", "proc.exe_ino.ctime > 9223372036854775807",
        "not proc.name = dog", "not (proc.name = dog or proc.name = cow)",
        "proc.name = cat and not proc.tty = 1",
    ]

    @Test(arguments: holding) func holds(_ condition: String) throws {
        #expect(try evaluate(condition, Self.cat) == .yes)
        #expect(try evaluate("not (\(condition))", Self.cat) == .no)
    }

    static let failing: [String] = [
        "proc.name = Cat", "proc.name = ca", "proc.name = catt", "proc.name in (dog)", "proc.name in ()",
        "proc.exepath startswith usr", "proc.exepath endswith ca", "proc.cmdline contains /etc/shadow",
        "proc.exepath glob /usr/bin", "fd.name pmatch (/et)", "fd.name pmatch (/etc/shadow/x)",
        "fd.name pmatch (/etc/shado?w)", "proc.name regex 'ca'", "proc.name regex 'at'", "proc.name < 9",
        "proc.tty != 0", "user.uid = 100", "user.uid in (1, 2)", "fd.sport = 44", "fd.sip = 10.1.2.33",
        "fd.sip = ::1", "fd.snet = 10.1.2.4/32", "proc.is_exe_upper_layer = true", "list.a in (x)",
        "list.a intersects (q)", "list.none intersects (x)", "len(proc.name) > 3", "b64(proc.name) exists",
        "b64(proc.name) != x", "proc.name = val(proc.pname)", "user.loginuid = 4294967295",
    ]

    @Test(arguments: failing) func fails(_ condition: String) throws {
        #expect(try evaluate(condition, Self.cat) == .no)
        #expect(try evaluate("not (\(condition))", Self.cat) == .yes)
    }

    /// A field that Falco has no value for meets no comparison, and so its negation holds.
    @Test(arguments: ["=", "!=", "contains", "startswith", "endswith", "icontains", "glob", "iglob", "regex"])
    func whatIsMissingMeetsNothing(_ comparator: String) throws {
        let fields: [String: String?] = ["fd.typechar": nil, "proc.name": "x"]
        #expect(try evaluate("fd.typechar \(comparator) x", fields) == .no)
        #expect(try evaluate("not fd.typechar \(comparator) x", fields) == .yes)
    }

    @Test func whatIsMissingIsInNoList() throws {
        let fields: [String: String?] = [
            "fd.typechar": nil, "user.uid": nil, "fd.sip": nil, "proc.name": "x",
        ]
        for condition in [
            "fd.typechar in (x, y)", "fd.typechar pmatch (/)", "fd.typechar exists", "user.uid != 0",
            "user.uid < 5", "user.uid in (0)", "fd.sip != 1.2.3.4", "fd.snet != 1.0.0.0/8",
            "tolower(fd.typechar) exists", "len(fd.typechar) = 0", "proc.name = val(fd.typechar)",
            "proc.name != val(fd.typechar)",
        ] {
            #expect(try evaluate(condition, fields) == .no, "\(condition)")
            #expect(try evaluate("not \(condition)", fields) == .yes, "\(condition)")
        }
    }

    /// What the alert does not print decides nothing, unless the rest settles it.
    @Test func whatIsNotPrintedIsUnknown() throws {
        #expect(try evaluate("proc.args = x", Self.cat) == .unknown)
        #expect(try evaluate("not proc.args = x", Self.cat) == .unknown)
        #expect(try evaluate("proc.args exists", Self.cat) == .unknown)
        #expect(try evaluate("proc.name = dog and proc.args = x", Self.cat) == .no)
        #expect(try evaluate("proc.args = x and proc.name = dog", Self.cat) == .no)
        #expect(try evaluate("proc.name = cat and proc.args = x", Self.cat) == .unknown)
        #expect(try evaluate("proc.name = cat or proc.args = x", Self.cat) == .yes)
        #expect(try evaluate("proc.name = dog or proc.args = x", Self.cat) == .unknown)
        #expect(try evaluate("proc.name = val(proc.args)", Self.cat) == .unknown)
        #expect(try evaluate("proc.aname = systemd", Self.cat) == .unknown)
        #expect(try evaluate("other.field = x", ["other.field": "x"]) == .unknown)
        #expect(try evaluate("other.field exists", ["other.field": "x"]) == .yes)
        let evaluator = try ConditionEvaluator(
            RuleConditionParser.parse("proc.name = cat and (proc.args = x or proc.cwd = y) and proc.tty = 0"),
            type: fieldType)
        #expect(evaluator.undecided(Event(Self.cat)) == ["proc.args", "proc.cwd"])
    }

    /// Where one ancestor is missing there are none above it.
    @Test func ancestorsEnd() throws {
        let fields: [String: String?] = ["proc.pname": "sh", "proc.aname[2]": "cron", "proc.aname[3]": nil]
        #expect(try evaluate("proc.aname = systemd", fields) == .no)
        #expect(try evaluate("proc.aname = cron", fields) == .yes)
        #expect(try evaluate("proc.aname contains ro", fields) == .yes)
        #expect(try evaluate("proc.aname != sh", fields) == .yes)
        #expect(try evaluate("proc.aname[2] exists", fields) == .yes)
    }

    /// `<NA>` is the name of a user that Falco does not know, or stands for nothing.
    @Test func aWordThatMayBeAName() throws {
        let fields: [String: String?] = ["user.name": "<NA>"]
        #expect(try evaluate("user.name = root", fields, texts: ["user.name"]) == .no)
        #expect(try evaluate("user.name != root", fields, texts: ["user.name"]) == .unknown)
        #expect(try evaluate("user.name in (root, \"<NA>\")", fields, texts: ["user.name"]) == .unknown)
        #expect(try evaluate("user.name startswith r", fields, texts: ["user.name"]) == .no)
    }

    @Test func connectionsHaveTwoEnds() throws {
        let fields: [String: String?] = ["fd.name": "10.0.0.5:40000->203.0.113.9:443"]
        for condition in [
            "fd.ip = 10.0.0.5", "fd.ip = 203.0.113.9", "fd.ip != 1.1.1.1", "fd.ip in (1.1.1.1, 10.0.0.5)",
            "fd.net = 10.0.0.0/8", "fd.net in (203.0.113.0/24)", "fd.port = 443", "fd.port = 40000",
            "fd.port != 80", "fd.port in (80, 443)",
        ] { #expect(try evaluate(condition, fields) == .yes, "\(condition)") }
        for condition in [
            "fd.ip != 10.0.0.5", "fd.ip = 1.1.1.1", "fd.net = 11.0.0.0/8", "fd.port != 443", "fd.port = 80",
        ] { #expect(try evaluate(condition, fields) == .no, "\(condition)") }
        #expect(try evaluate("fd.ip = ::1", ["fd.name": "::1:5->fe80::2:6"]) == .yes)
        #expect(try evaluate("fd.port = 6", ["fd.name": "::1:5->fe80::2:6"]) == .yes)
        // Whether it has a client's side by Falco's own account the name does not tell.
        #expect(try evaluate("fd.sport = 443", fields) == .unknown)
        #expect(try evaluate("fd.ip = 10.0.0.5", ["fd.name": "/etc/10.0.0.5:1->10.0.0.5:2"]) == .no)
        #expect(try evaluate("fd.ip = 10.0.0.5", ["fd.name": "something else"]) == .unknown)
    }

    @Test func numbersAreComparedAsNumbers() throws {
        #expect(try evaluate("user.uid = 07", ["user.uid": "7"]) == .yes)
        #expect(try evaluate("user.uid < 10", ["user.uid": "9"]) == .yes)
        #expect(throws: ConditionFault.self) {
            try evaluate("proc.pid > 99999999999999999999", ["proc.pid": "1"])
        }
    }

    @Test func macrosAreWorkedOut() throws {
        let macros = ["shell": "proc.name in (sh, bash)", "spawned": "shell and proc.tty = 0"]
        #expect(try evaluate("spawned", ["proc.name": "sh", "proc.tty": "0"], macros: macros) == .yes)
        #expect(try evaluate("not spawned", ["proc.name": "x", "proc.tty": "0"], macros: macros) == .yes)
    }

    static let refused: [(String, String)] = [
        ("proc.tty contains 3", "`proc.tty` cannot be compared by `contains`"),
        ("proc.tty = x", "`x` is no number"), ("fd.sip startswith 10", "cannot be compared by `startswith`"),
        ("fd.sip = ten", "`ten` is no address"), ("fd.snet = 10.0.0.1", "`10.0.0.1` is no network"),
        ("fd.snet = 10.0.0.1/33", "is no network"), ("list.a = x", "`list.a` cannot be compared by `=`"),
        ("proc.is_exe_upper_layer = yes", "neither true nor false"),
        ("proc.is_exe_upper_layer > 0", "cannot be compared by `>`"),
        ("nothing", "there is no macro `nothing`"),
        ("proc.name in nothing", "there is no list `nothing`"), ("tolower(proc.tty) = 0", "does not apply"),
        ("proc.name = val(proc.tty)", "of different types"), ("proc.name regex 'a('", "never closed"),
        ("proc.name bcontains 00", "cannot be compared by `bcontains`"),
        ("proc.name = \(String(repeating: "x", count: 256))", "has 256 bytes; Falco takes 255"),
    ]

    @Test(arguments: refused) func saysWhatFalcoWouldNotCompile(_ condition: String, _ message: String) throws
    {
        let parsed = try RuleConditionParser.parse(condition)
        let fault = #expect(throws: ConditionFault.self) {
            try ConditionEvaluator(parsed, type: fieldType)
        }
        #expect(fault?.message.contains(message) == true, "\(fault?.message ?? "")")
    }

    @Test func macrosInACircleAreRefused() throws {
        let macros = ["a": try RuleConditionParser.parse("b"), "b": try RuleConditionParser.parse("a")]
        #expect(throws: ConditionFault.self) {
            try ConditionEvaluator(.macro("a"), macros: macros, type: fieldType)
        }
    }

    /// Nothing that an alert holds is taken for more than text.
    @Test func hostileValuesAreJustBytes() throws {
        for value in [
            "(a,b)", "a) or (1", "*", "[a", "\\", "\u{0}x", "shell_binaries", "\"", "a\nb", "\u{202E}",
        ] {
            let fields: [String: String?] = [
                "proc.name": value, "fd.name": value, "fd.sip": value, "user.uid": value,
            ]
            #expect(try evaluate("proc.name = cat", fields) == .no)
            #expect(try evaluate("proc.name in (a, b)", fields) == .no)
            #expect(try evaluate("fd.name pmatch (/etc)", fields) == .no)
            #expect(try evaluate("proc.name glob a", fields) == .no)
            #expect(try evaluate("fd.sip = 1.2.3.4", fields) == .unknown)
            #expect(try evaluate("user.uid = 0", fields) == .unknown)
        }
        // Falco's texts end at a NUL.
        #expect(try evaluate("proc.name = ''", ["proc.name": "\u{0}x"]) == .yes)
        #expect(try evaluate("proc.name = a", ["proc.name": "a\u{0}x"]) == .yes)
    }

    @Test func longValuesTakeNoAge() throws {
        let value = String(repeating: "a", count: 1 << 20)
        let fields: [String: String?] = ["proc.cmdline": value]
        #expect(try evaluate("proc.cmdline glob *a*a*a*a*b", fields) == .no)
        #expect(try evaluate("proc.cmdline contains ab", fields) == .no)
        #expect(try evaluate("proc.cmdline regex '(a*)*b'", fields) != .yes)
    }
}
