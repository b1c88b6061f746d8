import Knowledge
import Testing

@Suite struct RuleCatalogueTests {
    let rules = KnowledgeBase().rules

    @Test func holdsTheWholeCatalogue() {
        #expect(rules.all.count == 242)
        #expect(rules.all.count { $0.maturity == "stable" } == 25)
        #expect(rules.all.count { $0.maturity == "incubating" } == 31)
        #expect(rules.all.count { $0.maturity == "sandbox" } == 37)
        #expect(rules.all.count { $0.maturity == "deprecated" } == 4)
        #expect(rules.all.count { $0.maturity == nil } == 145)
        #expect(rules.all.count { !$0.enabled } == 27)
        #expect(Set(rules.all.map(\.name)).count == 242)
    }

    @Test func givesARuleWhole() throws {
        let rule = try #require(rules.rule(named: "Read sensitive file untrusted"))
        #expect(rule.ruleset == "falco_rules.yaml")
        #expect(rule.source == "syscall")
        #expect(rule.priority == "WARNING")
        #expect(rule.maturity == "stable")
        #expect(rule.enabled)
        #expect(rule.tags.contains("T1555"))
        #expect(rule.outputFields.contains("proc.aname[2]"))
        #expect(rule.tuningMacros.contains("user_known_read_sensitive_files_activities"))
        #expect(rules.rule(named: "read sensitive file untrusted") == nil)
    }

    @Test func tagsWithSpacesStayWhole() {
        #expect(rules.all.flatMap(\.tags).contains("TA0005-defense-evasion"))
        #expect(rules.all.allSatisfy { !$0.tags.contains("") && !$0.outputFields.contains("") })
    }
}
