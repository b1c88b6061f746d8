import FalcoAlerts
import Testing

@testable import Incidents

/// What makes a case grave besides the rules that fired.
@Suite struct SeverityTests {
    private let web = World.Container(id: "aaaaaaaaaaaa", pod: "web-1")

    private static let privateKey = World.Rule(
        name: "Read ssh information", priority: .error, call: "openat",
        tags: ["host", "filesystem", "mitre_discovery", "T1005"])

    /// The severity of the only incident that these alerts are.
    private func severity(_ all: [AlertValues]) throws -> Incident.Severity {
        var watch = Watch()
        try watch.see(all)
        #expect(Set(watch.groups) == [1])
        let incidents = watch.incidents()
        return try #require(incidents.first).severity
    }

    /// Somebody at a terminal who reads one file after the other, besides the accounts' passwords.
    private func reader(
        of files: [String], rule: World.Rule = SeverityTests.privateKey, numbers: Bool = true
    ) -> [AlertValues] {
        var world = World(numbers: numbers)
        let shell = world.login(1002, terminal: 34818)
        let first = world.alert(
            .secret, world.start("cat /etc/shadow", below: shell, uid: 0), at: 0, file: "/etc/shadow")
        return [first]
            + files.enumerated().map { step, file in
                world.alert(
                    rule, world.start("cat \(file)", below: shell, uid: 0), at: Double(step * 4 + 4),
                    file: file)
            }
    }

    // MARK: Breadth

    @Test(arguments: [(1, 0), (4, 0), (5, 1), (8, 1), (9, 2), (16, 2), (17, 3), (32, 3), (33, 4), (200, 4)])
    func theSameOnManyFilesIsBroad(files: Int, points: Int) throws {
        let one = try severity(reader(of: ["/home/u0/.ssh/id_rsa"]))
        let many = try severity(reader(of: (0..<files).map { "/home/u\($0)/.ssh/id_rsa" }))
        #expect(many.points - one.points == points)
        #expect(many.reasons.contains { $0.raw.contains("different files") } == (points > 0))
    }

    @Test(arguments: [true, false]) func everybodysKeysNeedAttentionAndOnesOwnDoNot(numbers: Bool) throws {
        let names = (0..<40).map { "/home/\(Character(UnicodeScalar(UInt8(97 + $0 % 26))))\($0)/.ssh/id_rsa" }
        let all = try severity(reader(of: names, numbers: numbers))
        #expect(all.needsAttention && all.level == .medium, "\(all)")
        let own = try severity(
            reader(of: Array(repeating: "/home/me/.ssh/id_rsa", count: 40), numbers: numbers))
        #expect(!own.needsAttention, "\(own)")
    }

    @Test func numbersOfProcessesAreNoDifferentThings() throws {
        let one = try severity(reader(of: ["/proc/1/environ"]))
        let many = try severity(reader(of: (0..<60).map { "/proc/\($0 + 400)/environ" }))
        #expect(one.points == many.points)
    }

    @Test func differentCommandsAndPeersAreDifferentThings() throws {
        var world = World()
        let shell = world.login(1002, terminal: 34818)
        func steps(_ lines: [String]) throws -> Int {
            try severity(
                lines.enumerated().map { step, line in
                    world.alert(.keys, world.start(line, below: shell), at: Double(step * 4))
                }
            ).points
        }
        let same = try steps((0..<10).map { "grep -r KEY /srv --limit \($0)" })
        let letters = (0..<10).map { String(UnicodeScalar(UInt8(97 + $0))) }
        #expect(try steps(letters.map { "grep -r KEY /srv/\($0)" }) == same + 2)
        #expect(try steps((0..<10).map { "ssh 203.0.113.\($0 + 1) grep -r KEY" }) == same + 2)
    }

    @Test(arguments: [World.Rule.secret, .below, .dropped]) func aWeakSignStaysOneOnManyFiles(
        rule: World.Rule
    ) throws {
        var world = World()
        let shell = world.login(1002, terminal: 34818)
        func points(_ count: Int) throws -> Int {
            try severity(
                (0..<count).map { step in
                    world.alert(
                        rule, world.start("tee /srv/x\(step)", below: shell), at: Double(step * 4),
                        file: "/srv/x\(step)")
                }
            ).points
        }
        let one = try points(1)
        #expect(one > 0)
        #expect(try points(100) == one + min(one, SeverityScore.mostForBreadth))
    }

    /// What turns out to be routine leaves the case, with what it told of.
    @Test func whatIsRoutineIsNoBreadth() throws {
        var world = World()
        let job = world.start("agentd", path: "/usr/sbin/agentd", leads: true)
        let content = Case(serial: 1, id: try world.alert(.logs, job, at: 0).alert().id, time: 0)
        for file in 1...40 as ClosedRange<UInt64> {
            #expect(content.noteTarget(file, of: file % 2 + 1))
            #expect(!content.noteTarget(file, of: 3))
        }
        content.forgetTargets(of: 2)
        #expect(content.targets.count == 20)
        for file in 100...1000 as ClosedRange<UInt64> { _ = content.noteTarget(file, of: 4) }
        #expect(content.targets.count == Case.mostTargets)
    }

    @Test func twoGroupsThatBecomeOneHaveGoneAsFarAsBoth() throws {
        var world = World()
        let shell = world.start("sh -c a;b", below: world.start("upd"))
        let (one, two) = (world.start("one x", below: shell), world.start("two x", below: shell))
        func steps(_ names: String, below parent: World.Process, at start: Double) -> [AlertValues] {
            names.enumerated().map { step, name in
                world.alert(
                    .dropped, world.start("k\(name)", below: parent, path: "/tmp/\(name)"),
                    at: start + Double(step * 3))
            }
        }
        let (first, second) = (steps("abcdef", below: one, at: 0), steps("ghijkl", below: two, at: 1))
        let ties = [world.alert(.plain, one, at: 20), world.alert(.plain, two, at: 21)]
        let alone = try severity(first).points
        #expect(try severity((first + second).sorted { $0.seconds < $1.seconds } + ties).points == alone + 1)
    }

    // MARK: Signs

    /// Signs that alerts of one rule show add up as they would in one alert.
    @Test(
        arguments: [
            ([(2, 0b11)], 2), ([(2, 0b11), (1, 0b1)], 2), ([(2, 0b11), (1, 0b100)], 3),
            ([(1, 0b100), (2, 0b11)], 3),
            ([(1, 0b1), (1, 0b10), (1, 0b100)], 3), ([(1, 0b1), (0, 0b10), (-2, 0b100)], 1),
            ([(9, 0b111), (1, 0b1000)], 6), ([(9, 0b1)] + (1..<30).map { (1, 1 << $0) }, 8),
        ] as [([(Int, UInt64)], Int)]) func signsOfOneRuleAddUp(alerts: [(Int, UInt64)], points: Int)
    {
        let parts = alerts.map { part(7, tactics: 0, [], likeness: $0.0, signs: $0.1) }
        #expect(SeverityScore(parts, targets: 1).points == points)
    }

    /// What Falco calls Critical and its own facts agree on needs no second sign.
    @Test(arguments: [
        (Priority.critical, 4, true), (.critical, 3, false), (.error, 5, false), (.error, 6, true),
    ])
    func aClearCriticalAlertNeedsAttention(priority: Priority, likeness: Int, needs: Bool) {
        var part = part(7, tactics: 0, [], likeness: likeness)
        part.priority = priority
        #expect(SeverityScore([part], targets: 1).needsAttention == needs)
    }

    /// What somebody behind a web shell asks for, each a command by itself.
    @Test func lookingAroundThroughAWebShellNeedsAttention() throws {
        let shell = World.Rule(
            name: "Run shell untrusted", priority: .notice, call: "execve",
            tags: ["host", "container", "process", "shell", "mitre_execution", "T1059.004"])
        var world = World()
        let service = world.start("php-fpm", path: "/usr/sbin/php-fpm", in: web)
        func needsAttention(_ commands: [String]) throws -> Bool {
            try severity(
                commands.enumerated().map { step, command in
                    world.alert(
                        shell, world.start("sh -c \(command)", below: service, in: web), at: Double(step * 9))
                }
            ).needsAttention
        }
        let files = (0..<18).map { "cat /srv/\(Character(UnicodeScalar(UInt8(97 + $0))))" }
        #expect(try !needsAttention(["id"] + files))
        #expect(
            try needsAttention(
                [
                    "id", "ps aux", "env", "cat wp-config.php", "cat /etc/passwd", "ls -la", "curl -F f=@d h",
                    "rm /tmp/d",
                ] + files))
    }

    // MARK: Tactics

    private func part(
        _ rule: UInt64, tactics: UInt32, _ traces: Case.Traces, likeness: Int = 1, signs: UInt64 = 0
    ) -> Case.Part {
        var world = World()
        let values = world.alert(.plain, world.start("x"), at: 0)
        return Case.Part(
            serial: UInt32(rule), fingerprint: rule, rule: "rule \(rule)", ruleHash: rule, priority: .notice,
            first: 0, last: 0, count: 1, id: (try? values.alert().id) ?? AlertDigest(value: 0),
            likeness: likeness, signs: signs,
            tactics: tactics, traces: traces, anchor: 0, reasons: [], circumstances: Circumstances(),
            novelty: Novelty(), kept: nil)
    }

    /// People's errands reach three; what nobody is seen to type reaches two by itself.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8]) func tacticsAddToTheScore(tactics: Int) {
        func points(_ traces: Case.Traces) -> Int {
            let parts = (1...tactics).map { part(UInt64($0), tactics: 1 << UInt32($0), traces) }
            return SeverityScore(parts, targets: tactics).points
        }
        #expect(points(.container) == tactics + max(0, min(3, tactics - 2)))
        #expect(points([.container, .attended]) == tactics + max(0, min(3, tactics - 3)))
    }

    @Test func oneRuleReachesOneTacticHoweverManyItNames() {
        #expect(SeverityScore([part(1, tactics: 0xFF, .host)], targets: 1).points == 1)
        let harmless = (2...9).map { part($0, tactics: 1 << UInt32($0), .host, likeness: 0) }
        #expect(SeverityScore([part(1, tactics: 1, .host)] + harmless, targets: 1).points == 1)
    }
}
