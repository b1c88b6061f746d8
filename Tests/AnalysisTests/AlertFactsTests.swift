import FalcoAlerts
import Knowledge
import TestSupport
import Testing

@testable import Analysis

@Suite struct AlertFactsTests {
    private func facts(_ fields: [(String, String)], rule: String = "r") throws -> AlertFacts {
        let alert = try AlertValues(
            time: Timestamp(seconds: 5, nanoseconds: 7), priority: .notice, rule: rule,
            fields: fields.map { (key: $0.0, value: $0.1) }, hostname: "vm"
        ).alert()
        var cache = PlanCache(knowledge: AnalyzerTests.knowledge)
        return AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
    }

    @Test func knownFieldsHaveOneKeyEach() {
        #expect(KnownField.keys.count == KnownField.allCases.count)
        #expect(Set(KnownField.keys).count == KnownField.keys.count)
        #expect(KnownField.clientPort.key == "fd.cport")
        #expect(KnownField.cloudEvent.key == "ct.name")
        #expect(KnownField.podName.key == "k8s.pod.name")
        #expect(KnownField.processName.key == "proc.name")
    }

    static let traits: [([(String, String)], [Fact], [Fact])] = [
        ([("container.id", "host")], [.host], [.container, .docker]),
        ([("container.id", "a")], [.container, .docker], [.host, .kubernetes]),
        ([("proc.name", "x")], [], [.container, .host]),
        ([("container.id", "a"), ("k8s.pod.name", "p")], [.container, .kubernetes, .containerd], [.docker]),
        ([("container.id", "a"), ("container.type", "podman")], [.podman], [.docker]),
        ([("container.id", "a"), ("container.type", "cri-o")], [.crio], [.containerd]),
        ([("container.id", "a"), ("container.privileged", "true")], [.privileged], []),
        ([("container.id", "a"), ("thread.cap_effective", "CAP_CHOWN CAP_SYS_ADMIN")], [.privileged], []),
        ([("container.id", "host"), ("container.privileged", "true")], [], [.privileged]),
        ([("user.uid", "0")], [.root], [.nonroot]), ([("user.uid", "33")], [.nonroot], [.root]),
        ([("user.name", "root")], [.root], [.nonroot]), ([("user.uid", "-1")], [], [.root, .nonroot]),
        ([("proc.tty", "0")], [.noTerminal], [.terminal]),
        ([("proc.tty", "34816")], [.terminal], [.noTerminal]),
        ([], [], [.terminal, .noTerminal, .loginSession, .noLoginSession, .failed, .succeeded]),
        ([("user.loginuid", "-1")], [.noLoginSession], [.loginSession]),
        ([("user.loginuid", "4294967295")], [.noLoginSession], [.loginSession]),
        ([("user.loginuid", "0")], [.loginSession], [.noLoginSession]),
        ([("evt.res", "SUCCESS")], [.succeeded], [.failed]),
        ([("evt.res", "EPERM")], [.failed], [.succeeded]),
        ([("evt.res", "-1")], [.failed], []), ([("evt.failed", "true")], [.failed], []),
        ([("evt.arg.flags", "EXE_WRITABLE|EXE_UPPER_LAYER")], [.upperLayer], [.memfd]),
        ([("proc.exepath", "memfd:x")], [.memfd], [.upperLayer]),
        ([("proc.is_exe_from_memfd", "true")], [.memfd], []),
        ([("fd.name", "/etc/shadow"), ("fd.type", "file")], [.file], [.connection, .peer]),
        ([("evt.arg.path", "/x")], [.file], [.connection]),
        (
            [("fd.name", "10.0.0.1:5->8.8.8.8:53"), ("fd.type", "ipv4"), ("evt.type", "connect")],
            [.connection, .peer, .peerPublic], [.file, .peerPrivate]
        ),
        (
            [("fd.name", "8.8.8.8:53->10.0.0.1:22"), ("fd.type", "ipv4"), ("evt.type", "accept")],
            [.peerPublic], [.peerPrivate]
        ),
        ([("fd.name", "::1:43106->::1:4444"), ("fd.type", "ipv6")], [.peerPrivate], [.peerPublic]),
        ([("fd.name", "8.8.8.8:5->8.8.8.8:53"), ("fd.type", "ipv4")], [.peerPrivate], [.peerPublic]),
        (
            [("fd.rip", "8.8.8.8"), ("fd.rport", "53"), ("fd.name", "8.8.8.8:5->8.8.8.8:53")], [.peerPrivate],
            [.peerPublic]
        ),
        ([("fd.cip", "8.8.8.8"), ("fd.sip", "8.8.8.8")], [.peerPrivate], [.peerPublic]),
        ([("fd.cip", "8.8.4.4"), ("fd.sip", "8.8.8.8")], [.peerPublic], [.peerPrivate]),
    ]

    @Test(arguments: traits.indices)
    func factsFollowFromFields(_ index: Int) throws {
        let (fields, hold, fail) = Self.traits[index]
        let facts = try facts(fields)
        for fact in hold { #expect(facts.has(fact), "\(fact) of \(fields)") }
        for fact in fail { #expect(!facts.has(fact), "not \(fact) of \(fields)") }
    }

    @Test func wordsAreDerived() throws {
        let facts = try facts([
            ("proc.exepath", "/usr/bin/nginx"), ("user.uid", "33"), ("container.id", "abc"),
            ("container.image.repository", "nginx"), ("container.image.tag", "1"), ("k8s.pod.name", "p"),
            ("k8s.ns.name", "n"), ("fd.name", "10.0.0.1:5->8.8.8.8:53"), ("proc.pid", "0"),
            ("evt.type", "connect"),
        ])
        #expect(facts.value(of: .process) == "nginx")
        #expect(facts.value(of: .user) == "uid 33")
        #expect(facts.value(of: .container) == "abc")
        #expect(facts.value(of: .image) == "nginx:1")
        #expect(facts.value(of: .place) == "container abc (nginx:1), pod p in namespace n")
        #expect(facts.value(of: .peer) == "8.8.8.8:53")
        #expect(facts.value(of: .pid) == nil)
        #expect(facts.value(of: .time) == "1970-01-01T00:00:05.000Z")
        #expect(facts.value(of: .host) == "vm")
        #expect(facts.value(of: .file) == nil)
        #expect(facts.fields.nanoseconds == "5000000007")
        #expect(try self.facts([("container.id", "host")]).value(of: .place) == "host vm")
    }

    @Test(arguments: [
        ("8.8.8.8", true), ("10.1.2.3", false), ("172.16.0.1", false), ("172.32.0.1", true),
        ("192.168.1.1", false),
        ("127.0.0.1", false), ("169.254.169.254", false), ("100.64.0.1", false), ("224.0.0.1", false),
        ("0.0.0.0", false), ("2001:4860:4860::8888", true), ("::1", false), ("fe80::1", false),
        ("fd00::1", false),
        ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true), ("::", false),
        ("168.63.129.17", true), ("198.20.0.1", true), ("2001:db9::1", true),
    ])
    func addressesReach(_ text: String, _ isGlobal: Bool) {
        #expect(InternetAddress(text[...]) == (isGlobal ? .global : .local))
    }

    @Test(arguments: [
        "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "198.18.0.1", "198.19.255.255",
        "240.0.0.1",
        "168.63.129.16", "::ffff:192.0.2.1",
    ])
    func someAddressesReachNeitherWay(_ text: String) throws {
        #expect(InternetAddress(text[...]) == .reserved)
        let facts = try facts([("fd.rip", text), ("fd.rport", "53")])
        #expect(facts.has(.peer) && !facts.has(.peerPublic) && !facts.has(.peerPrivate))
    }

    @Test(arguments: [
        "", "x", "1.2.3", "1.2.3.4.5", "::1::", "8.8.8.8\u{0}", String(repeating: "1", count: 100),
    ])
    func otherTextIsNoAddress(_ text: String) {
        #expect(InternetAddress(text[...]) == nil)
    }

    @Test(arguments: [
        ("execve", "", "r", EventClass.process), ("openat", "O_RDONLY", "Write x", .fileRead),
        ("openat", "O_WRONLY|O_CREAT", "r", .fileWrite), ("openat", "", "Write below etc", .fileWrite),
        ("openat", "", "Read ssh information", .fileRead), ("openat", "", "Cron jobs", .fileOpen),
        ("openat", "O_RDONLY", "Cron jobs", .fileRead), ("connect", "", "r", .network),
        ("dup", "", "r", .network),
        ("setns", "", "r", .namespace), ("finit_module", "", "r", .module), ("ptrace", "", "r", .ptrace),
        ("setuid", "", "r", .account), ("unlink", "", "r", .fileWrite), ("what", "", "r", .other),
    ])
    func eventsHaveAClass(_ call: String, _ flags: String, _ rule: String, _ expected: EventClass) throws {
        #expect(
            EventClass(try facts([("evt.type", call), ("evt.arg.flags", flags)], rule: rule)) == expected)
    }

    @Test func textIsFoundAsBytes() {
        #expect("EXE_WRITABLE|EXE_UPPER_LAYER".holds("EXE_UPPER_LAYER"))
        #expect("aab".holds("ab"))
        #expect(!"aa".holds("aab"))
        #expect(!"".holds("x"))
        #expect("x\u{0}y".holds("y"))
        #expect("…".holds(byte: 0xE2))
        #expect(!"".holds(byte: 0))
    }

    @Test func excerptsEndBetweenCharacters() {
        #expect(Excerpt.of("abc", longest: 3) == "abc")
        #expect(Excerpt.of("abcd", longest: 3) == "abc…")
        #expect(Excerpt.of("aéé", longest: 2) == "a…")
        #expect(Excerpt.of("日本", longest: 4) == "日…")
    }

    @Test func recencyTablesForgetTheOldest() {
        var table = RecencyTable<String, Int>(capacity: 2)
        let a = table.use("a") { 1 }
        _ = table.use("b") { 2 }
        _ = table.use("a") { 9 }
        _ = table.use("c") { 3 }
        #expect(table.find("b") == nil)
        #expect(table.find("a") == a && table.isValid(a) && table[a] == 1)
        _ = table.use("d") { 4 }
        #expect(!table.isValid(a))
        #expect(table.forgotten == 2 && table.count == 2)
    }
}
