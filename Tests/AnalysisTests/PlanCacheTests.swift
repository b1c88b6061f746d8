import FalcoAlerts
import Knowledge
import TestSupport
import Testing

@testable import Analysis

@Suite struct PlanCacheTests {
    private static let knowledge = AnalyzerTests.knowledge

    private func plan(_ values: AlertValues, _ cache: inout PlanCache) throws -> BoundPlan {
        let alert = try values.alert()
        return cache.plan(
            for: AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert)))
    }

    @Test func alertsOfOneKindShareAPlan() throws {
        var cache = PlanCache(knowledge: Self.knowledge)
        let first = try plan(.sample(fields: ["proc.name": "a", "fd.name": "/x"]), &cache)
        #expect(try plan(.sample(fields: ["proc.name": "b", "fd.name": "<NA>"]), &cache) === first)
        #expect(try plan(.sample(fields: ["fd.name": "/x", "proc.name": "a"]), &cache) !== first)
        #expect(
            try plan(.sample(fields: ["proc.name": "a", "fd.name": "/x"], tags: ["T1059"]), &cache) !== first)
        #expect(
            try plan(.sample(rule: "Other", fields: ["proc.name": "a", "fd.name": "/x"]), &cache) !== first)
    }

    /// All public rules and as many of which nobody knows anything.
    @Test func manyRulesTakeLittle() throws {
        var cache = PlanCache(knowledge: Self.knowledge)
        let rules = Self.knowledge.rules.all
        for round in 0..<2 {
            for rule in rules {
                let fields = rule.outputFields.map { (key: $0, value: "1") }
                for name in [rule.name, "\(rule.name) \(round)"] {
                    _ = try plan(
                        AlertValues(
                            time: nil, priority: .notice, rule: name, output: "", fields: fields,
                            tags: rule.tags,
                            source: rule.source), &cache)
                }
            }
        }
        #expect(cache.size > 100_000 && cache.size <= PlanCache.largest)
    }

    /// Whoever writes alerts chooses names, tags and fields.
    @Test func madeUpNamesTakeNoMore() throws {
        var cache = PlanCache(knowledge: Self.knowledge)
        var largest = 0
        for number in 0..<1500 {
            let long = String(repeating: "x", count: number % 3 == 0 ? 250 : 20)
            let tags = (0..<(number % 5 == 0 ? 64 : 1)).map { "\(long)\(number)\($0)".suffix(256) }.map(
                String.init)
            let keys = (0..<(number % 7 == 0 ? 250 : 5)).map { "k\(number).\($0).\(long.prefix(60))" }
            _ = try plan(
                AlertValues(
                    time: nil, priority: .notice, rule: "\(number) \(long)".prefix(256).description,
                    output: "",
                    fields: keys.map { (key: $0, value: "v") }, tags: tags, source: "syscall"), &cache)
            largest = max(largest, cache.size)
        }
        #expect(largest > 500_000 && largest <= PlanCache.largest)
    }
}

@Suite struct FieldLayoutTests {
    private static let glossary = AnalyzerTests.knowledge.glossary

    @Test func everyKeyIsFoundAtItsPlace() {
        for count in [0, 1, 2, 5, 6, 20, 21, 300] {
            let keys = (0..<count).map { "key\($0)" }
            let layout = FieldLayout(keys: keys, glossary: Self.glossary)
            for (place, key) in keys.enumerated() { #expect(layout.place(of: key) == place) }
            #expect(layout.place(of: "key") == nil && layout.place(of: "") == nil)
            #expect(layout.order.sorted() == (0..<Int32(count)).map { $0 })
        }
    }

    @Test func ofAKeyThatComesTwiceTheLastCounts() {
        let layout = FieldLayout(keys: ["proc.name", "x", "proc.name", "x"], glossary: Self.glossary)
        #expect(layout.place(of: "proc.name") == 2 && layout.place(of: .processName) == 2)
        #expect(layout.place(of: "x") == 3)
    }

    @Test func groupsFollowTheGlossary() {
        let layout = FieldLayout(
            keys: ["custom.z", "proc.aname[10]", "evt.type", "proc.aname[9]", "custom.a", "container.id"],
            glossary: Self.glossary)
        let titles = layout.groups.map(\.title)
        #expect(titles.last == "Other" && Set(titles).count == titles.count)
        let shown = layout.order.map { layout.fields[Int($0)].key }
        #expect(shown.suffix(2) == ["custom.a", "custom.z"])
        #expect(shown.filter { $0.hasPrefix("proc.aname") } == ["proc.aname[9]", "proc.aname[10]"])
    }
}
