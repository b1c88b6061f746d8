import FalcoAlerts
import Testing

@testable import Incidents

/// Groups that turn out to be one, and groups that must not.
@Suite struct MergingTests {
    @Test func theOlderIncidentsIdStays() throws {
        var world = World()
        let shell = world.start("sh -c a;b", below: world.start("upd"))
        let (one, two) = (world.start("one x", below: shell), world.start("two x", below: shell))
        let (first, second) = (world.start("f", below: one), world.start("g", below: two))
        var watch = Watch()
        // Grandchildren of one shell: nothing ties them until the shell's own children are heard of.
        try watch.see(world.alert(.logs, first, at: 0, file: "/var/log/a"))
        try watch.see(world.alert(.keys, second, at: 1))
        #expect(watch.groups == [1, 2])
        let ids = (0..<2).map { watch.ledger.assignment(of: $0).incident }
        try watch.see(world.alert(.plain, one, at: 2))
        try watch.see(world.alert(.plain, two, at: 3))
        #expect(watch.groups == [1, 1, 1, 1])
        #expect((0..<4).allSatisfy { watch.ledger.assignment(of: $0).incident == ids[0] })
        let incident = try #require(watch.incidents().first)
        #expect(incident.id == ids[0])
        #expect(incident.mergedIDs == ids[1].map { [$0] })
        #expect(incident.alerts == 4)
        #expect(incident.confidence.reasons.contains { $0.raw.contains("began apart") })
    }

    @Test func anIdIsThatOfTheFirstAlert() throws {
        var world = World()
        let values = world.alert(.logs, world.start("f", below: world.start("sh")), at: 0, file: "/var/log/a")
        var watch = Watch()
        try watch.see(values)
        #expect(watch.ledger.assignment(of: 0).incident == (try values.alert().id))
    }

    @Test func theOrderOfArrivalDoesNotDecide() throws {
        let scenario = try Scenario.captured(withNumbers: true)
        let backwards = Scenario(entries: scenario.entries.reversed())
        let score = try backwards.score()
        // What crosses to the host can only be told from what came before it.
        #expect(score.found.count >= 7 && score.pairF1 >= 0.9, "\(score)")
    }

    @Test func twoGrownStoriesAreNotJoinedByNames() throws {
        // Two long stories on one host, without numbers; then one alert with names of both.
        var world = World(numbers: false)
        var all: [AlertValues] = []
        for (story, tool) in ["alpha", "beta"].enumerated() {
            let top = world.start("\(tool) run", below: world.start("sh"), path: "/opt/\(tool)/\(tool)")
            for step in 0..<30 {
                let name = "step\(String(UnicodeScalar(UInt8(97 + step % 26))))\(step / 26)\(tool)"
                let process = world.start("sh -c \(name)", below: top)
                all.append(
                    world.alert(.logs, process, at: Double(step * 4 + story), file: "/var/log/\(name)"))
            }
        }
        all.sort { $0.seconds < $1.seconds }
        let bridge = world.start(
            "sh -c gamma",
            below: world.start(
                "alpha run", below: world.start("beta run", path: "/opt/beta/beta"), path: "/opt/alpha/alpha")
        )
        var watch = Watch()
        try watch.see(all)
        let before = Set(watch.groups)
        try watch.see(world.alert(.logs, bridge, at: 125, file: "/var/log/x"))
        #expect(before.count == 2)
        #expect(Set(watch.groups) == before)
    }

    @Test func oneIncidentCannotSwallowEverything() throws {
        // Whoever bridges group after group is stopped, and the groups are said to have something in common.
        var world = World()
        var watch = Watch()
        let hub = world.start("sh -c hub", below: world.start("upd"))
        try watch.see(world.alert(.logs, hub, at: 0, file: "/var/log/hub"))
        for index in 0..<200 {
            let time = Double(index) * 2
            let middle = world.start("mid\(Self.letters(index))", below: hub)
            let leaf = world.start("leaf\(Self.letters(index))", below: middle)
            // The leaf's own story first, then what ties it to the hub.
            try watch.see(world.alert(.logs, leaf, at: time, file: "/var/log/\(Self.letters(index))"))
            try watch.see(world.alert(.plain, middle, at: time + 1))
        }
        let grown = Set(watch.groups).count
        #expect(grown >= 200 - Case.mostMerged)
        let largest = try #require(watch.incidents().max { $0.alerts < $1.alerts })
        #expect(largest.mergedIDs.count <= Case.mostMerged)
        #expect(largest.timeline.count <= Case.mostParts)
    }

    @Test func namingWhatOthersHaveSwallowsNothing() throws {
        // Three stories in three places; then somebody in a fourth whose commands name all that is in them.
        var world = World()
        var watch = Watch()
        let names = ["alpha", "beta", "gamma"]
        for (index, name) in names.enumerated() {
            let service = world.run("httpd", in: World.Container(id: "\(name)aaaaaaaa", pod: name))
            let shell = world.start("sh -c \(name)", below: service)
            let time = Double(index)
            try watch.see([
                world.alert(.shell, shell, at: time),
                world.alert(
                    .dropped, world.start("\(name)k", below: shell, path: "/tmp/.k/\(name)"), at: time + 4,
                    peer: "203.0.113.\(index):443"),
                world.alert(
                    .logs, world.start("tee /var/log/\(name)", below: shell), at: time + 8,
                    file: "/var/log/\(name)"),
            ])
        }
        let before = Set(watch.groups)
        #expect(before.count == 3)
        let service = world.run("httpd", in: World.Container(id: "deltaaaaaaaa", pod: "delta"))
        let shell = world.start("sh -c delta", below: service)
        let start = watch.ledger.count
        for round in 0..<40 {
            for (index, name) in names.enumerated() {
                let line =
                    "\(name)k -c /tmp/.k/\(name) /var/log/\(name) 203.0.113.\(index) \(name)aaaaaaaa sh -c \(name)"
                let tool = world.start(line, below: shell, path: "/tmp/.k/\(name)")
                try watch.see(
                    world.alert(
                        round % 2 == 0 ? .dropped : .logs, tool, at: 20 + Double(round * 3 + index),
                        file: "/var/log/\(name)", peer: "203.0.113.\(index):443"))
            }
        }
        // It is a story of its own, as far as it is not routine, and the others are what they were.
        let later = Set(watch.groups.dropFirst(start)).subtracting([0])
        #expect(!later.isEmpty && later.isDisjoint(with: before), "\(later)")
        #expect(Set(watch.groups.prefix(start)) == before)
        #expect(watch.correlator.counts.merged == 0)
    }

    private static func letters(_ index: Int) -> String {
        String(
            String.UnicodeScalarView(
                [97 + index / 26 % 26, 97 + index % 26].map { UnicodeScalar(UInt8($0)) }))
    }
}
