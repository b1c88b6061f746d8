import Testing

@testable import Doctor

struct FalcoMetricsTests {
    private let page = """
        # HELP falcosecurity_falco_version_info https://falco.org/docs/metrics/
        # TYPE falcosecurity_falco_version_info gauge
        falcosecurity_falco_version_info{version="0.43.1"} 1
        falcosecurity_falco_outputs_queue_num_drops_total 3
        falcosecurity_scap_n_drops_total 103911
        falcosecurity_falco_rules_matches_total{priority="4",rule_name="Read sensitive file untrusted",source="syscall",tag_host="true"} 11
        falcosecurity_falco_rules_matches_total{priority="4",rule_name="Quotes \\" and \\\\ and \\n",source="syscall"} 1e1
        falcosecurity_falco_rules_matches_total{priority="4",rule_name="Read sensitive file untrusted",source="k8s"} 1
        falcosecurity_falco_start_timestamp_nanoseconds 1748557118882077336
        falco_broken{a="b
        falco_broken{a=b} 1
        falco_broken{a="b"}
        go_goroutines 5
        """

    @Test func countersAreRead() throws {
        let metrics = try #require(FalcoMetrics(parsing: Array(page.utf8)))
        #expect(metrics.version?.version == "0.43.1")
        #expect(metrics.queueDrops == 3)
        #expect(metrics.kernelDrops == 103_911)
        #expect(metrics.matches == ["Read sensitive file untrusted": 12, "Quotes \" and \\ and \n": 10])
    }

    @Test(arguments: ["", "<html>", "go_goroutines 5\n", "falco", "falco_x{"])
    func otherPagesAreNone(_ text: String) {
        #expect(FalcoMetrics(parsing: Array(text.utf8)) == nil)
    }

    @Test func rulesAreBounded() throws {
        let page = (0..<20_000).map { "falcosecurity_falco_rules_matches_total{rule_name=\"r\($0)\"} 1\n" }
            .joined()
        let metrics = try #require(FalcoMetrics(parsing: Array(page.utf8)))
        #expect(metrics.matches.count == FalcoMetrics.mostRules)
    }

    private func metrics(_ counts: [String: Int], start: Int = 1) throws -> FalcoMetrics {
        let lines = counts.map {
            "falcosecurity_falco_rules_matches_total{rule_name=\"\($0.key)\"} \($0.value)\n"
        }
        let page = lines.joined() + "falcosecurity_falco_start_timestamp_nanoseconds \(start)\n"
        return try #require(FalcoMetrics(parsing: Array(page.utf8)))
    }

    @Test func whatIsMatchedAndNotReceivedIsLost() throws {
        var watch = Watch(seconds: 5)
        watch.received = ["A": 3, "C": 9]
        let pair = MetricsPair(before: try metrics(["A": 10]), after: try metrics(["A": 15, "B": 1, "C": 2]))
        #expect(!pair.isBroken)
        #expect(
            RuleLoss.all(pair, watch) == [
                RuleLoss(rule: "A", matched: 5, received: 3), RuleLoss(rule: "B", matched: 1, received: 0),
                RuleLoss(rule: "C", matched: 2, received: 9),
            ])
        #expect(RuleLoss.all(pair, watch).map(\.lost) == [2, 1, 0])
    }

    @Test func countersThatBeganAnewProveNothing() throws {
        #expect(MetricsPair(before: try metrics(["A": 10]), after: try metrics(["A": 2])).isBroken)
        #expect(MetricsPair(before: try metrics(["A": 1]), after: try metrics(["A": 2], start: 2)).isBroken)
    }
}
