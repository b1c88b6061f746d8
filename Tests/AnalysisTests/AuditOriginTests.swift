import FalcoAlerts
import Knowledge
import TestSupport
import Testing

@testable import Analysis

/// Alerts from plugins' audit logs: who, where, from which address.
@Suite struct AuditOriginTests {
    private func facts(_ source: String, _ fields: [String: String]) throws -> AlertFacts {
        let alert = try AlertValues(
            priority: .notice, rule: "House rule",
            fields: fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            hostname: "sensor", source: source
        ).alert()
        var cache = PlanCache(knowledge: AnalyzerTests.knowledge)
        return AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
    }

    static let origins: [(String, [String: String], user: String?, place: String, peer: String?)] = [
        (
            "k8s_audit", ["ka.user.name": "jane", "ka.target.namespace": "shop"], "jane", "namespace shop",
            nil
        ),
        ("k8s_audit", ["ka.user.name": "jane"], "jane", "the Kubernetes cluster", nil),
        (
            "aws_cloudtrail", ["ct.user": "joe", "ct.region": "eu-west-1", "ct.srcip": "8.8.8.8"], "joe",
            "AWS region eu-west-1", "8.8.8.8"
        ),
        (
            "aws_cloudtrail", ["ct.user": "joe", "ct.srcip": "autoscaling.amazonaws.com"], "joe",
            "the AWS account", nil
        ),
        ("okta", ["okta.actor.name": "Joe", "okta.client.ip": "10.1.2.3"], "Joe", "Okta", "10.1.2.3"),
        (
            "gcp_auditlog", ["gcp.user": "a@b.c", "gcp.project": "p1", "gcp.caller": "8.8.4.4"], "a@b.c",
            "GCP project p1", "8.8.4.4"
        ),
        (
            "github", ["github.user": "jo", "github.owner": "acme", "github.repo.name": "shop"], "jo",
            "repository acme/shop", nil
        ),
        (
            "github", ["github.owner": "acme", "github.repo.name": "acme/shop"], nil, "repository acme/shop",
            nil
        ),
        ("github", ["github.org": "acme"], nil, "GitHub organisation acme", nil),
    ]

    @Test(arguments: origins)
    func readsTheSource(
        source: String, fields: [String: String], user: String?, place: String, peer: String?
    ) throws {
        let facts = try facts(source, fields)
        #expect(facts.value(of: DerivedWord.user) == user)
        #expect(facts.value(of: DerivedWord.place) == place)
        #expect(facts.value(of: DerivedWord.peer) == peer)
        #expect(facts.has(.peer) == (peer != nil))
        #expect(facts.has(.peerPublic) == (peer?.hasPrefix("8.") ?? false))
        #expect(!facts.has(.connection), "nothing on this machine to block")
        #expect(!facts.has(.container) && !facts.has(.host) && !facts.has(.root))
    }

    @Test func otherSourcesAreLeftAlone() throws {
        let facts = try facts("syscall", ["ct.user": "joe", "ct.region": "r"])
        #expect(facts.value(of: DerivedWord.user) == nil)
        #expect(facts.value(of: DerivedWord.place) == "host sensor")
    }

    @Test func theReportSpeaksOfThePlaceNotOfTheSensor() throws {
        let alert = try AlertValues(
            time: Timestamp(seconds: 1, nanoseconds: 0), priority: .critical, rule: "House rule",
            fields: [("ct.user", "joe"), ("ct.region", "eu-west-1"), ("ct.srcip", "8.8.8.8")],
            hostname: "sensor",
            source: "aws_cloudtrail"
        ).alert()
        var analyzer = Analyzer(knowledge: AnalyzerTests.knowledge)
        let report = analyzer.report(for: alert)
        #expect(report.summary.raw.contains("done by joe in AWS region eu-west-1 at 1970"))
        #expect(!report.summary.raw.contains("sensor"))
        #expect(!report.shells.contains { $0.contains("iptables") })
        // The same account again is related, though nothing else is shared.
        let again = analyzer.report(for: alert)
        #expect(again.related.alerts.first?.shares == ["user"])
    }

    @Test func aPlaybookReadsRulesWithoutTechniques() {
        let mapper = AttackMapper(catalogue: AnalyzerTests.knowledge.attack)
        let mapping = mapper.mapping(of: ["aws"], reading: ["T1078.004"])
        #expect(mapping.techniques.map(\.id) == ["T1078.004"])
        #expect(mapping.flags.map(\.raw).contains { $0.contains("the playbook reads the rule as T1078.004") })
        // What the rule says itself counts more.
        #expect(mapper.mapping(of: ["T1059"], reading: ["T1078.004"]).techniques.map(\.id) == ["T1059"])
    }
}
