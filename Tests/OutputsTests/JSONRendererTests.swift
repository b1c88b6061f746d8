import Foundation
import Knowledge
import Outputs
import TestSupport
import Testing

@testable import Analysis

@Suite struct JSONRendererTests {
    private func json(_ body: (inout [UInt8]) -> Void) -> [UInt8] {
        var out: [UInt8] = []
        body(&out)
        return out
    }

    @Test func report() throws {
        let report = try Samples.report()
        try Golden.expect(json { JSONRenderer().report(report, into: &$0) }, matches: "report.json")
    }

    @Test func summary() throws {
        try Golden.expect(
            json { JSONRenderer().summary(Samples.summary(), into: &$0) }, matches: "summary.json")
    }

    @Test func reportsAreValid() throws {
        let schema = try Schema(named: "report")
        for report in [
            try Samples.report(), try Samples.emptyReport(), try Samples.hostileReport("\u{1B}\"\\\n"),
        ] {
            let faults = try schema.faults(in: json { JSONRenderer().report(report, into: &$0) })
            #expect(faults.isEmpty, "\(faults.prefix(5))")
        }
    }

    @Test func summariesAreValid() throws {
        let schema = try Schema(named: "summary")
        for summary in [Samples.summary(), Samples.emptySummary] {
            let faults = try schema.faults(in: json { JSONRenderer().summary(summary, into: &$0) })
            #expect(faults.isEmpty, "\(faults.prefix(5))")
        }
    }

    @Test func explanationsAreValid() throws {
        let schema = try Schema(named: "explanation")
        let knowledge = KnowledgeBase()
        let names = knowledge.rules.all.map(\.name) + ["Falco internal: syscall event drop"]
        for name in names {
            let explanation = try #require(Explanation(rule: name, knowledge: knowledge))
            let faults = try schema.faults(in: json { JSONRenderer().explanation(explanation, into: &$0) })
            #expect(faults.isEmpty, "\(name): \(faults.prefix(5))")
        }
        let internalOne = try #require(
            Explanation(rule: "Falco internal: metrics snapshot", knowledge: knowledge))
        #expect(internalOne.rule.source == "internal" && internalOne.coverage == .composed)
        #expect(Explanation(rule: "Falco internal: ", knowledge: knowledge) == nil)
    }

    /// A schema that lets everything pass proves nothing.
    @Test func theSchemaFindsFaults() throws {
        let schema = try Schema(named: "report")
        let good = String(
            decoding: json { JSONRenderer().report(try! Samples.report(), into: &$0) }, as: UTF8.self)
        for (old, new) in [
            ("\"schema_version\":1", "\"schema_version\":\"1\""), ("\"hostname\"", "\"host\""),
            ("\"level\":3", "\"level\":null"),
            ("\"confidence\":\"medium\"", "\"confidence\":\"some\""),
            ("\"kind\":\"report\"", "\"kind\":\"report\",\"extra\":1"),
        ] {
            #expect(try !schema.faults(in: Array(good.replacing(old, with: new).utf8)).isEmpty, "\(old)")
        }
    }
}
