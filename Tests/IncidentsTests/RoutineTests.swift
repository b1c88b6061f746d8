import FalcoAlerts
import Testing

@testable import Incidents

/// What keeps coming stays out, and what does not is not taken for it.
@Suite struct RoutineTests {
    private let web = World.Container(id: "aaaaaaaaaaaa", pod: "web-1")

    /// Runs of a job, each a process of its own.
    private func job(
        _ world: inout World, _ line: String, below parent: World.Process, times: Int, every period: Double,
        jitter: [Double] = [0], from start: Double = 0, rule: World.Rule = .plain
    ) -> [AlertValues] {
        (0..<times).map { run in
            let time = start + Double(run) * period + jitter[run % jitter.count]
            return world.alert(rule, world.start(line, below: parent), at: time)
        }
    }

    @Test func aRegularJobIsInNoIncidentAlsoInHindsight() throws {
        var world = World()
        let agent = world.start("agentd", path: "/usr/sbin/agentd", leads: true)
        var watch = Watch()
        try watch.see(job(&world, "collect -a", below: agent, times: 8, every: 60, jitter: [0, 5, -4]))
        #expect(watch.groups == Array(repeating: 0, count: 8))
        #expect(watch.verdicts.last?.isRoutine == true)
        guard case .regular(let period) = watch.verdicts.last?.pattern else {
            Issue.record("no rhythm was found")
            return
        }
        #expect(abs(period - 60) < 10)
        #expect(watch.incidents().isEmpty)
    }

    /// How long it has gone on matters, not how long everything else has.
    @Test func aJobThatBeginsLateIsOneToo() throws {
        var world = World()
        let agent = world.start("agentd", path: "/usr/sbin/agentd", leads: true)
        let week = 7 * 86_400.0
        let before = job(&world, "rotate -x", below: agent, times: 14, every: 43_200)
        let late = job(
            &world, "collect -a", below: agent, times: 42, every: 600, from: week - 25_200)
        var watch = Watch()
        try watch.see((before + late).sorted { $0.seconds < $1.seconds })
        #expect(watch.verdicts.last?.isRoutine == true)
    }

    /// A machine that starts without a clock says 1970, a broken one 2100.
    @Test(arguments: [3.0, 4_102_444_800]) func oneWrongClockAtTheStartChangesNothing(first: Double) throws {
        var world = World()
        let agent = world.start("agentd", path: "/usr/sbin/agentd", leads: true)
        var wrong = world.alert(.plain, world.start("other", below: agent), at: 0)
        wrong.seconds = first
        var watch = Watch()
        try watch.see([wrong] + job(&world, "collect -a", below: agent, times: 12, every: 60))
        #expect(watch.verdicts.last?.isRoutine == true)
        #expect(watch.verdicts.allSatisfy { $0.novelty.observed < 3600 })
        // Nor is a burst in the first minute a habit.
        watch = Watch()
        let below = world.start("wiper -r", path: "/opt/x/wiper")
        try watch.see(
            [wrong] + job(&world, "shred -u /srv/x", below: below, times: 40, every: 1, rule: .logs))
        #expect(watch.verdicts.allSatisfy { !$0.isRoutine })
    }

    /// A file may be told from its end.
    @Test func aBurstInAStreamToldBackwardsIsNoRoutine() throws {
        var world = World()
        let after = world.alert(.plain, world.start("x", below: world.start("y")), at: 8000)
        let below = world.start("wiper -r", path: "/opt/x/wiper")
        let burst = job(&world, "shred -u /srv/x", below: below, times: 40, every: 3, from: 4000, rule: .logs)
        var watch = Watch()
        try watch.see([after] + burst.reversed())
        #expect(watch.verdicts.allSatisfy { !$0.isRoutine })
    }

    @Test func irregularThingsAreNotRoutineSoSoon() throws {
        var world = World()
        let agent = world.start("agentd", path: "/usr/sbin/agentd", leads: true)
        var watch = Watch()
        for time in [0.0, 10, 400, 430, 5000] {
            try watch.see(world.alert(.plain, world.start("collect -a", below: agent), at: time))
        }
        #expect(watch.verdicts.allSatisfy { !$0.isRoutine })
    }

    @Test func theCallsOfOneRunAreNoRhythm() throws {
        var world = World()
        let process = world.start("nc -e sh", below: world.start("sh"))
        var watch = Watch()
        for call in 0..<20 {
            try watch.see(world.alert(.plain, process, at: Double(call) * 0.001, peer: "203.0.113.5:4444"))
        }
        #expect(watch.groups == Array(repeating: 1, count: 20))
    }

    @Test func whatRunsAlikeInManyContainersIsRoutine() throws {
        var world = World()
        var watch = Watch()
        let pods = ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"].map { World.Container(id: $0) }
        let services = pods.map { world.run("httpd", in: $0) }
        for time in [0.0, 7, 61, 64, 230, 236, 500] {
            for service in services {
                try watch.see(world.alert(.plain, world.start("hook --run", below: service), at: time))
            }
        }
        guard case .spread(let places) = watch.verdicts.last?.pattern else {
            Issue.record("it was not seen to be spread")
            return
        }
        #expect(places >= 2)
        #expect(Set(watch.groups) == [0])
    }

    @Test func malwareMayBeRegularToo() throws {
        var world = World()
        let service = world.run("httpd", in: web)
        var watch = Watch()
        try watch.see(job(&world, "kdevtmpfsi -o pool", below: service, times: 30, every: 60, rule: .miner))
        #expect(watch.verdicts.allSatisfy { !$0.isRoutine })
        #expect(Set(watch.groups) == [1])
    }

    @Test(arguments: [true, false]) func routineInTheAttackedContainerStaysOut(numbers: Bool) throws {
        var world = World(numbers: numbers)
        let service = world.run("httpd", in: web)
        let (good, bad) = (world.start("httpd", below: service), world.start("httpd", below: service))
        let shell = world.start("sh -c x", below: bad)
        let routine = job(&world, "refresh --token", below: good, times: 12, every: 25)
        let attack = [
            world.alert(.shell, shell, at: 151),
            world.alert(.secret, world.start("cat /etc/shadow", below: shell), at: 153, file: "/etc/shadow"),
            world.alert(.dropped, world.start("k", below: shell, path: "/tmp/.k/k"), at: 160),
        ]
        let all = (routine + attack).sorted { $0.seconds < $1.seconds }
        var watch = Watch()
        try watch.see(all)
        for (values, group) in zip(all, watch.groups) {
            #expect(
                (group != 0) == (values.rule != World.Rule.plain.name), "\(values.seconds) \(values.rule)")
        }
    }

    @Test func whatTheAttackersOwnProcessStartsIsPulledIn() throws {
        var world = World()
        let service = world.run("httpd", in: web)
        let usual = (0..<10).map { run in
            let shell = world.start("sh -c refresh", below: service)
            return world.alert(
                .plain, world.start("curl -s http://repo/x", below: shell), at: Double(run) * 30)
        }
        let shell = world.start("sh -c x", below: world.start("perl -e x", below: service))
        let attack = [
            world.alert(.shell, shell, at: 311),
            world.alert(.secret, world.start("cat /etc/shadow", below: shell), at: 312, file: "/etc/shadow"),
            world.alert(.keys, world.start("grep -r KEY /srv", below: shell), at: 313),
            world.alert(.dropped, world.start("k", below: shell, path: "/tmp/.k/k"), at: 314),
        ]
        var watch = Watch()
        try watch.see(usual + attack)
        #expect(watch.groups.suffix(4) == [1, 1, 1, 1])
        // The very same command, now from the intruder's shell.
        let copied = world.start("curl -s http://repo/x", below: shell)
        try watch.see(world.alert(.plain, copied, at: 316))
        #expect(watch.verdicts.last?.isRoutine == true)
        #expect(watch.groups.last == 1)
    }

    @Test func anIncidentOfNothingButRoutineIsOver() throws {
        var world = World()
        let agent = world.start("agentd", path: "/usr/sbin/agentd", leads: true)
        var watch = Watch()
        try watch.see(job(&world, "collect -a", below: agent, times: 6, every: 30))
        let ends = watch.events.compactMap { event -> Correlator.EndedCase? in
            guard case .ended(let ended) = event else { return nil }
            return ended
        }
        #expect(ends.count >= 1)
        #expect(ends.allSatisfy { if case .routine = $0.reason { $0.isEmpty } else { false } })
    }
}
