import Analysis
import FalcoAlerts
import Knowledge
import TestSupport
import Testing

@Suite struct SummaryCounterTests {
    private func summary(_ values: [AlertValues], rows: Int = 10) throws -> Summary {
        var builder = try AlertBatchBuilder()
        for alert in values { try builder.append(alert) }
        var counter = SummaryCounter(knowledge: KnowledgeBase())
        if let batch = try builder.take() { counter.count(batch) }
        return counter.summary(accounting: Accounting(), rows: rows)
    }

    private func rows(_ summary: Summary, _ dimension: Summary.Table.Dimension) throws -> [String: Int] {
        let table = try #require(summary.tables.first { $0.dimension == dimension })
        return Dictionary(uniqueKeysWithValues: table.rows.map { ($0.name, $0.count) })
    }

    /// What each table should count, found the slow way.
    private func names(of alert: Alert, _ dimension: Summary.Table.Dimension, _ attack: AttackCatalogue)
        -> [String]
    {
        switch dimension {
        case .rule: [alert.rule]
        case .host: [alert.hostname]
        case .container:
            alert["container.id"] == "host"
                ? [] : [alert["container.name"] ?? alert["container.id"]].compactMap(\.self)
        case .image:
            alert["container.image.repository"].map { name in
                [alert["container.image.tag"].map { "\(name):\($0)" } ?? name]
            } ?? []
        case .namespace: [alert["k8s.ns.name"]].compactMap(\.self)
        case .user: [alert["user.name"] ?? alert["user.uid"].map { "uid \($0)" }].compactMap(\.self)
        case .tag: alert.tags
        case .technique: alert.tags.filter { attack.technique($0) != nil }
        case .tactic:
            Array(
                Set(
                    alert.tags.compactMap { tag in
                        attack.tactic(id: tag)?.id
                            ?? attack.tactic(
                                shortName: String(tag.dropFirst(6)).replacing("_", with: "-"))?.id
                    }))
        }
    }

    @Test(arguments: ["grpc-json-output.b64", "grpc-text-output.b64"])
    func agreesWithANaiveCount(_ file: String) throws {
        let batch = try Fixtures.batch(Fixtures.messages(file))
        let knowledge = KnowledgeBase()
        var counter = SummaryCounter(knowledge: knowledge)
        counter.count(batch)
        for alert in batch { counter.count(alert) }
        let summary = counter.summary(accounting: Accounting(), rows: 10_000)
        #expect(summary.total == 2 * batch.count)
        for (index, priority) in Priority.known.enumerated() {
            #expect(summary.byPriority[index] == 2 * batch.count { $0.priority == priority })
        }
        for dimension in Summary.Table.Dimension.allCases {
            var expected: [String: Int] = [:]
            for alert in batch {
                for name in names(of: alert, dimension, knowledge.attack) { expected[name, default: 0] += 2 }
            }
            #expect(try rows(summary, dimension) == expected, "\(dimension)")
        }
        #expect(summary.first == batch.compactMap(\.time).min())
        #expect(summary.last == batch.compactMap(\.time).max())
        #expect(summary.timeline.reduce(0, +) == summary.total)
        #expect(summary.distinctFingerprints == Set(batch.map(\.fingerprint)).count)
        #expect(summary.distinctFingerprints + summary.repeats == summary.total)
        let minutes = Dictionary(grouping: batch.compactMap(\.time)) { $0.seconds / 60 }
        #expect(summary.busiestMinute?.count == minutes.values.map { 2 * $0.count }.max())
    }

    @Test func tablesShowTheMostFrequentAndCountTheRest() throws {
        let values = (0..<100).flatMap { number in
            Array(repeating: AlertValues.sample(rule: "rule \(number)"), count: number < 3 ? 50 : 1)
        }
        let table = try #require(try summary(values, rows: 5).tables.first { $0.dimension == .rule })
        #expect(table.rows.map(\.name) == ["rule 0", "rule 1", "rule 2", "rule 10", "rule 11"])
        #expect(table.rows.map(\.count) == [50, 50, 50, 1, 1])
        #expect(table.otherAlerts == 95)
        #expect(table.otherNames == 95)
    }

    @Test func tagsOfOneTacticCountOnce() throws {
        let tags = [
            "TA0003", "mitre_persistence", "T1543", "T9999", "mitre_nonsense", "T1562-impair-defenses",
        ]
        let summary = try summary([
            .sample(tags: tags), .sample(tags: tags), .sample(tags: ["TA0005-defense-evasion"]),
        ])
        #expect(try rows(summary, .tactic) == ["TA0003": 2, "TA0005": 1])
        #expect(try rows(summary, .technique) == ["T1543": 2, "T1562": 2])
        let titles = summary.tables.first { $0.dimension == .technique }?.rows.map(\.title)
        #expect(titles == ["Create or Modify System Process", "Impair Defenses"])
    }

    @Test func oddTimesStayInBounds() throws {
        let seconds: [Int64?] = [
            nil, -62_135_596_800, 253_402_300_799, 1_795_376_469, 0, 4_102_444_800, 1_795_376_400,
            1_795_376_469,
            -1, 7_258_118_400, 4000,
        ]
        let summary = try summary(seconds.map { .sample(seconds: $0) })
        #expect(summary.untimed == 5)
        #expect(summary.first?.seconds == 0)
        #expect(summary.last?.seconds == 4_102_444_800)
        #expect(summary.timeline.count <= 60)
        #expect(summary.timeline.reduce(0, +) == 6)
        #expect(summary.busiestMinute?.start.seconds == 1_795_376_460)
        #expect(summary.busiestMinute?.count == 2)
        let step = Int64(summary.timelineStep)
        #expect(try #require(summary.timelineStart).seconds % step == 0)
    }

    @Test func aHundredThousandNamesStayWithinTheCaps() throws {
        var counter = SummaryCounter(knowledge: KnowledgeBase())
        var limits = SummaryCounter.Limits()
        limits.fingerprints = 1000
        limits.names = 500
        var small = SummaryCounter(knowledge: KnowledgeBase(), limits: limits)
        var builder = try AlertBatchBuilder()
        for number in 0..<100_000 {
            try builder.append(
                AlertValues.sample(
                    rule: "rule \(number)", seconds: 1_795_376_469 + Int64(number) * 3600,
                    fields: [
                        "container.id": "\(number)", "user.name": number % 2 == 0 ? "often" : "u\(number)",
                    ],
                    tags: ["tag\(number)"]))
            if number % 1000 == 999, let batch = try builder.take() {
                counter.count(batch)
                small.count(batch)
            }
        }
        for (counter, cap) in [(counter, 1 << 16), (small, 1000)] {
            let summary = counter.summary(accounting: Accounting(), rows: 1_000_000)
            #expect(summary.total == 100_000)
            #expect(summary.fingerprintsCapped)
            #expect(summary.distinctFingerprints == cap)
            #expect(summary.timeline.reduce(0, +) == 100_000)
            for table in summary.tables where !table.rows.isEmpty && table.dimension != .host {
                #expect(table.rows.count <= 4096)
                #expect(table.rows.reduce(table.otherAlerts) { $0 + $1.count } == 100_000)
            }
            #expect(try rows(summary, .user)["often"] == 50_000)
        }
    }

    @Test func longNamesAreCutButToldApart() throws {
        let long = String(repeating: "é", count: 500_000)
        let table = try #require(
            try summary([.sample(rule: long + "a"), .sample(rule: long + "b"), .sample(rule: long + "a")])
                .tables.first)
        #expect(table.rows.map(\.count) == [2, 1])
        #expect(table.rows.allSatisfy { $0.name.utf8.count <= 256 + 3 && $0.name.hasSuffix("…") })
    }

    @Test func theSeedChangesNoNumber() throws {
        let batch = try Fixtures.textOutputAlerts()
        let tables = ([1, 2, 3] as [UInt64]).map { seed in
            var counter = SummaryCounter(knowledge: KnowledgeBase(), seed: seed)
            counter.count(batch)
            let summary = counter.summary(accounting: Accounting())
            return summary.tables.map(\.rows)
        }
        #expect(tables[0] == tables[1])
        #expect(tables[1] == tables[2])
    }

    @Test func falcosDropsAreAddedUp() throws {
        let drops = { (count: String) in
            AlertValues.sample(
                rule: "Falco internal: syscall event drop", fields: ["n_drops": count, "n_evts": "10"],
                source: "internal")
        }
        let metrics = AlertValues.sample(
            rule: "Falco internal: metrics snapshot",
            fields: ["scap.n_drops": "40", "scap.n_drops_prev": "35"], source: "internal")
        #expect(try summary([.sample()]).falcoDrops == nil)
        #expect(try summary([drops("3"), .sample(), drops("4")]).falcoDrops == 7)
        #expect(try summary([metrics]).falcoDrops == 5)
        #expect(try summary([drops("9"), metrics]).falcoDrops == 9)
        #expect(try summary([drops("-5"), drops("99999999999999999999999"), drops("x")]).falcoDrops == 0)
    }
}
