import Analysis
import FalcoAlerts
import Knowledge
import TestSupport
import Testing

@Suite struct RelatedActivityTests {
    private func related(
        _ fields: KeyValuePairs<String, String>, to others: [KeyValuePairs<String, String>],
        hosts: [String] = []
    ) throws -> Report.RelatedActivity {
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        for (index, other) in others.enumerated() {
            _ = analyzer.report(
                for: try AlertValues.sample(
                    rule: "rule \(index)", seconds: 1_795_376_400 + Int64(index), fields: other,
                    hostname: index < hosts.count ? hosts[index] : "vm"
                ).alert())
        }
        return analyzer.report(for: try AlertValues.sample(fields: fields).alert()).related
    }

    static let cases: [([(String, String)], [(String, String)], [String])] = [
        (
            [("container.id", "a"), ("proc.name", "x")], [("container.id", "a"), ("proc.name", "y")],
            ["container"]
        ),
        ([("container.id", "a")], [("container.id", "b")], []),
        ([("container.id", "host")], [("container.id", "host")], []),
        ([("container.name", "web")], [("container.name", "web")], ["container"]),
        (
            [("container.id", "a"), ("k8s.ns.name", "n"), ("k8s.pod.name", "p")],
            [("container.id", "b"), ("k8s.ns.name", "n"), ("k8s.pod.name", "p")], ["pod"]
        ),
        ([("k8s.ns.name", "n"), ("k8s.pod.name", "p")], [("k8s.ns.name", "m"), ("k8s.pod.name", "p")], []),
        (
            [("proc.pid", "50"), ("proc.ppid", "40")], [("proc.pid", "40"), ("proc.ppid", "30")],
            ["process tree"]
        ),
        (
            [("proc.pid", "50"), ("proc.ppid", "40")], [("proc.pid", "51"), ("proc.ppid", "40")],
            ["process tree"]
        ),
        ([("proc.pid", "50"), ("proc.ppid", "1")], [("proc.pid", "51"), ("proc.ppid", "1")], []),
        ([("proc.pid", "-1")], [("proc.pid", "-1")], []),
        (
            [("proc.name", "id"), ("proc.pname", "sh"), ("proc.aname[2]", "nginx"), ("container.id", "a")],
            [("proc.name", "sh"), ("proc.pname", "nginx"), ("container.id", "a")],
            ["container", "process tree (by names alone)"]
        ),
        (
            [("proc.name", "id"), ("proc.pname", "sshd")], [("proc.name", "id"), ("proc.pname", "sshd")], []
        ),
        ([("proc.sid", "77")], [("proc.sid", "77")], ["session"]),
        (
            [("user.loginuid", "1000"), ("proc.tty", "34816")],
            [("user.loginuid", "1000"), ("proc.tty", "34816")],
            ["session", "user"]
        ),
        ([("user.loginuid", "1000")], [("user.loginuid", "1000")], ["user"]),
        ([("user.loginuid", "-1")], [("user.loginuid", "-1")], []),
        ([("user.uid", "33")], [("user.uid", "33")], ["user"]),
        ([("user.uid", "0")], [("user.uid", "0")], []),
        ([("user.uid", "33"), ("container.id", "a")], [("user.uid", "33"), ("container.id", "b")], []),
    ]

    @Test(arguments: cases.indices)
    func sharesAreTold(_ index: Int) throws {
        let (own, other, shares) = Self.cases[index]
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        func report(_ rule: String, _ fields: [(String, String)]) throws -> Report {
            let values = AlertValues(
                time: Timestamp(seconds: 1_795_376_469), priority: .notice, rule: rule,
                fields: fields.map { (key: $0.0, value: $0.1) }, hostname: "vm")
            return analyzer.report(for: try values.alert())
        }
        _ = try report("earlier", other)
        let related = try report("later", own).related
        #expect(related.alerts.map(\.shares) == (shares.isEmpty ? [] : [shares]))
        #expect(related.omitted == 0)
    }

    @Test func hostsAreKeptApart() throws {
        #expect(try related(["proc.pid": "50"], to: [["proc.pid": "50"]], hosts: ["other"]).alerts.isEmpty)
    }

    @Test func theLatestTwentyAreListedOldestFirst() throws {
        let others = (0..<30).map { ["container.id": "a", "proc.name": "p\($0)"] as KeyValuePairs }
        let related = try related(["container.id": "a"], to: others)
        #expect(related.alerts.map(\.rule) == (10..<30).map { "rule \($0)" })
        #expect(related.omitted == 10)
    }

    @Test func repeatsAreListedOnceAtTheirLatestTime() throws {
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        for second in 0..<50 {
            _ = analyzer.report(
                for: try AlertValues.sample(seconds: Int64(1000 + second), fields: ["container.id": "a"])
                    .alert())
        }
        let related = analyzer.report(
            for: try AlertValues.sample(rule: "other", seconds: 2000, fields: ["container.id": "a"]).alert()
        ).related
        #expect(related.alerts.map(\.time?.seconds) == [1049])
        #expect(related.omitted == 49)
    }

    @Test func theTimelineIsByTime() throws {
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        for (index, seconds) in ([50, nil, 10, 253_402_300_799, 30] as [Int64?]).enumerated() {
            _ = analyzer.report(
                for: try AlertValues.sample(
                    rule: "r\(index)", seconds: seconds, fields: ["container.id": "a"]
                )
                .alert())
        }
        let related = analyzer.report(for: try AlertValues.sample(fields: ["container.id": "a"]).alert())
            .related
        #expect(related.alerts.map(\.time?.seconds) == [nil, 10, 30, 50, 253_402_300_799])
    }
}
