import FalcoAlerts
import Testing

@testable import Incidents

/// Somebody who floods distinct values cannot exhaust memory, and cannot push out what is going on unnoticed.
@Suite struct HostileFloodTests {
    private let web = World.Container(id: "aaaaaaaaaaaa", pod: "web-1")

    private static var tight: Correlator.Limits {
        var limits = Correlator.Limits()
        limits.cases = 64
        limits.clues = 1024
        limits.recurrences = 512
        limits.keptBytes = 64 << 10
        return limits
    }

    /// An attack: its beginning, and what comes later.
    private func attack(_ world: inout World) -> (beginning: [AlertValues], rest: [AlertValues]) {
        let service = world.run("httpd", in: web)
        let shell = world.start("sh -c x", below: service)
        return (
            [
                world.alert(.shell, shell, at: 0),
                world.alert(
                    .secret, world.start("cat /etc/shadow", below: shell), at: 1, file: "/etc/shadow"),
                world.alert(.keys, world.start("grep -r KEY /srv", below: shell), at: 2),
                world.alert(.dropped, world.start("k", below: shell, path: "/tmp/.k/k"), at: 3),
            ],
            [world.alert(.logs, world.start("tee /var/log/x", below: shell), at: 20_000, file: "/var/log/x")]
        )
    }

    /// Alerts, mostly unsuspicious ones, of which nothing is like anything before.
    private func flood(
        _ world: inout World, _ count: Int, from start: Double, _ rule: World.Rule = .plain
    ) -> [AlertValues] {
        (0..<count).map { index in
            let name = "x\(Self.letters(index))"
            let parent = world.start(
                "p\(Self.letters(index))", path: "/opt/p\(Self.letters(index))", uid: 1000 + index)
            return world.alert(
                rule, world.start("\(name) \(name)", below: parent), at: start + Double(index),
                file: "/srv/\(name)/\(name)")
        }
    }

    @Test func everyTableKeepsToItsLimit() throws {
        var world = World()
        var watch = Watch(limits: Self.tight)
        try watch.see(flood(&world, 5000, from: 0))
        #expect(watch.correlator.cases.count <= 64)
        #expect(watch.correlator.evidence.count <= 1024)
        #expect(watch.correlator.recurrences.count <= 512)
        #expect(watch.correlator.keeper.used <= 64 << 10)
        let counts = watch.correlator.counts
        #expect(counts.crowdedOut >= 5000 - 64 && counts.crowdedOutHot == 0)
        #expect(counts.forgottenClues > 0 && counts.forgottenRecurrences > 0)
    }

    /// Whether what it is flooded with looks like an attack or not.
    @Test(arguments: [World.Rule.plain, .keys]) func aLiveIncidentOutlastsAFlood(rule: World.Rule) throws {
        var world = World()
        let (beginning, rest) = attack(&world)
        var watch = Watch(limits: Self.tight)
        try watch.see(beginning)
        try watch.see(flood(&world, 5000, from: 10, rule))
        try watch.see(rest)
        // Open, whole, and still recognised by its clues.
        #expect(watch.groups.prefix(4) == [1, 1, 1, 1])
        #expect(watch.ledger.assignment(of: 5004).incident == watch.ledger.assignment(of: 0).incident)
    }

    /// So does one that needs no attention so far, whether somebody floods one incident of his own or makes up many.
    @Test(arguments: [true, false]) func aFaintIncidentOutlastsAFlood(ofOne: Bool) throws {
        var world = World()
        var watch = Watch(limits: Self.tight)
        let script = world.start("bash /opt/x/run.sh", below: world.start("updater", leads: true))
        try watch.see(
            world.alert(.secret, world.start("cat /etc/shadow", below: script), at: 0, file: "/etc/shadow"))
        if ofOne {
            let shell = world.start("sh -c x", below: world.run("httpd", in: web))
            for index in 0..<2000 {
                let tool = world.start(
                    "k\(Self.letters(index)) x", below: shell, path: "/tmp/.k/k\(Self.letters(index))")
                try watch.see(world.alert(.dropped, tool, at: 1 + Double(index)))
            }
        } else {
            try watch.see(flood(&world, 2000, from: 1))
        }
        #expect(watch.correlator.counts.forgottenClues > 10_000)
        try watch.see(world.alert(.keys, world.start("grep -r KEY /srv", below: script), at: 2010))
        let groups = watch.groups
        #expect(groups.last == groups.first && groups[1] != groups[0])
    }

    @Test func whatHadToBeForgottenOfALiveIncidentIsSaid() throws {
        // Floods in the attacked container itself: the very incident's clues are what is crowded.
        var world = World()
        var limits = Self.tight
        limits.clues = 64
        var watch = Watch(limits: limits)
        let service = world.run("httpd", in: web)
        let shell = world.start("sh -c x", below: service)
        for index in 0..<400 {
            let tool = world.start(
                "k\(Self.letters(index)) x", below: shell, path: "/tmp/.k/k\(Self.letters(index))")
            try watch.see(world.alert(.dropped, tool, at: Double(index)))
        }
        #expect(watch.correlator.counts.forgottenGuardedClues > 0)
        #expect(watch.correlator.counts.lostClues >= watch.correlator.counts.forgottenGuardedClues)
        let incident = try #require(watch.incidents().first { $0.severity.needsAttention })
        #expect(incident.missing.contains { $0.raw.contains("had to be let go") })
    }

    @Test func manyGraveIncidentsCrowdEachOtherOutAloud() throws {
        var world = World()
        var watch = Watch(limits: Self.tight)
        for index in 0..<200 {
            let pod = World.Container(id: "\(Self.letters(index))aaaaaaaa")
            let shell = world.start("sh -c x", below: world.run("httpd", in: pod))
            for step in 0..<3 {
                let rule: World.Rule = [.dropped, .miner, .escape][step]
                let tool = world.start("k\(step)", below: shell, path: "/tmp/.k/k")
                try watch.see(world.alert(rule, tool, at: Double(index * 4 + step)))
            }
        }
        #expect(watch.correlator.cases.count <= 64)
        #expect(watch.correlator.counts.crowdedOutHot > 0)
        let crowded = watch.events.compactMap { event -> Correlator.EndedCase? in
            if case .ended(let ended) = event, case .crowdedOut = ended.reason { return ended }
            return nil
        }
        // Nothing of them is lost: each is told when it has to end.
        var composer = IncidentComposer(knowledge: Scenario.knowledge)
        let told = composer.incident(try #require(crowded.first)) { _ in nil }
        #expect(told.state == .crowdedOut && told.alerts == 3)
    }

    /// Whoever makes up kinds of one rule before the worst keeps the worst out of no story.
    @Test(arguments: [240, 300, 3000]) func kindsOfOneRuleLeaveRoomForOthers(flood: Int) throws {
        var world = World()
        var watch = Watch()
        let shell = world.start("sh -c x", below: world.run("httpd", in: web))
        for index in 0..<flood {
            let tool = world.start(
                "k\(Self.letters(index)) x", below: shell, path: "/tmp/.k/k\(Self.letters(index))")
            try watch.see(world.alert(.dropped, tool, at: Double(index) / 8))
        }
        let worst: [World.Rule] = [.miner, .logs, .escape]
        for (step, rule) in worst.enumerated() {
            let tool = world.start("end\(step)", below: shell, path: "/tmp/.k/end\(step)")
            try watch.see(world.alert(rule, tool, at: Double(flood) / 8 + Double(step)))
        }
        let incident = try #require(watch.incidents().first)
        for rule in worst { #expect(incident.timeline.contains { $0.rule == rule.name }, "\(rule.name)") }
        #expect(incident.timeline.count <= Case.mostParts + Case.reservedParts)
        #expect(incident.severity.level >= .high)
    }

    @Test func oneIncidentOfManyKindsIsCountedBeyondWhatIsKept() throws {
        var world = World()
        var watch = Watch()
        let shell = world.start("sh -c x", below: world.run("httpd", in: web))
        for index in 0..<600 {
            let tool = world.start(
                "k\(Self.letters(index)) x", below: shell, path: "/tmp/.k/k\(Self.letters(index))")
            try watch.see(world.alert(.dropped, tool, at: Double(index)))
        }
        #expect(Set(watch.groups) == [1])
        let incident = try #require(watch.incidents().first)
        #expect(incident.alerts == 600)
        #expect(incident.timeline.count == Case.mostParts)
        #expect(incident.omittedAlerts == 600 - Case.mostParts)
        #expect(incident.processes.count <= ProcessForest.mostNodes)
        #expect(incident.actions.count <= 36 && incident.commands.count <= 32)
        #expect(!incident.missing.isEmpty)
    }

    @Test func whoPadsHisCommandLinesIsToldAsWell() throws {
        var world = World()
        var watch = Watch()
        let padding = String(repeating: "A", count: 20_000)
        let shell = world.start("sh -c x", below: world.run("httpd", in: web))
        for step in 0..<3 {
            let tool = world.start("k\(step) \(padding)", below: shell, path: "/tmp/.k/k\(step)")
            try watch.see(
                world.alert(.dropped, tool, at: Double(step), fields: ["fd.name": "/tmp/" + padding]))
        }
        let incident = try #require(watch.incidents().first)
        #expect(incident.containers.map(\.id) == [web.id])
        #expect(!incident.actions.isEmpty && !incident.commands.isEmpty)
        #expect(incident.missing.contains { $0.raw.contains("too long to be kept whole") })
        // What was cut is marked, and the beginning of a path is no path.
        let processes = incident.processes.map { "\($0)" }.joined()
        #expect(processes.contains("k0 AAA") && !processes.contains(padding))
        #expect(!"\(incident)".contains("/tmp/AAAA"))
    }

    @Test func aClockThatLeapsEndsNothing() throws {
        var world = World()
        let (beginning, rest) = attack(&world)
        var watch = Watch()
        try watch.see(beginning)
        var odd = world.alert(.plain, world.start("x", below: world.start("y")), at: 0)
        odd.seconds = 4_000_000_000
        try watch.see(odd)
        try watch.see(rest)
        #expect(watch.ledger.assignment(of: 5).incident == watch.ledger.assignment(of: 0).incident)
    }

    @Test func alertsWithoutATimeOrAnyFieldAreTaken() throws {
        var watch = Watch()
        var bare = AlertValues(priority: .critical, rule: "")
        bare.time = nil
        try watch.see([bare, bare])
        #expect(watch.groups == [1, 1])
        #expect(watch.incidents().map(\.alerts) == [2])
    }

    @Test func anIncidentThatIsSilentForADayIsOver() throws {
        var world = World()
        let (beginning, _) = attack(&world)
        var watch = Watch()
        try watch.see(beginning)
        for hour in 0..<60 {
            let other = world.start("x\(Self.letters(hour)) y", below: world.start("z\(Self.letters(hour))"))
            try watch.see(world.alert(.plain, other, at: Double(hour) * 3600))
        }
        let silent = watch.events.contains { event in
            if case .ended(let ended) = event, case .silence = ended.reason { return ended.serial == 1 }
            return false
        }
        #expect(silent)
    }

    private static func letters(_ index: Int) -> String {
        String(
            String.UnicodeScalarView(
                [index / 676 % 26, index / 26 % 26, index % 26].map { UnicodeScalar(UInt8(97 + $0)) }))
    }
}
