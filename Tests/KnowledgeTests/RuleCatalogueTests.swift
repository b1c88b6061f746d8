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

    @Test func shortTextsAreNoNames() {
        for text in ["X", "ab", "-", "k8"] {
            #expect(rules.rules(like: text).isEmpty, "\(text)")
            #expect(KnowledgeBase().ruleNames(nearest: text).isEmpty)
        }
    }

    @Test func theNearestNamesAreToldWhenNothingIsLike() {
        let knowledge = KnowledgeBase()
        #expect(knowledge.ruleNames(like: "kube secret").isEmpty)
        #expect(knowledge.ruleNames(nearest: "kube secret").contains { $0.contains("Secret") })
        #expect(knowledge.ruleNames(nearest: "CRONJOB").first == "Schedule Cron Jobs")
        #expect(knowledge.ruleNames(nearest: "CRONJOB").count == 3)
    }

    /// `Escaping` refuses values that hold words of this kind.
    @Test func listsForTuningHaveUnderscores() {
        #expect(rules.all.flatMap(\.tuningLists).allSatisfy { $0.contains("_") })
    }
}
