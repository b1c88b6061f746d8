import Knowledge
import Testing

@Suite struct KnowledgeBaseTests {
    let knowledge = KnowledgeBase()

    @Test func everyStableRuleHasAPlaybookOfItsOwn() throws {
        let stable = knowledge.rules.all.filter { $0.maturity == "stable" }
        for rule in stable {
            let playbook = try #require(knowledge.playbook(forRule: rule.name), "\(rule.name) has none")
            #expect(playbook.rules.contains(rule.name))
        }
    }

    @Test(arguments: [
        "", "No such rule", "terminal shell in container", "../classes/process",
        "Terminal shell in container\u{0}",
    ])
    func anUnknownRuleHasNone(name: String) {
        #expect(knowledge.playbook(forRule: name) == nil)
    }

    @Test func aSubtechniqueFallsBackToItsParent() {
        #expect(knowledge.playbook(forTechnique: "T1059.004")?.name == "T1059.004")
        #expect(knowledge.playbook(forTechnique: "T1059.001")?.name == "T1059")
        #expect(knowledge.playbook(forTechnique: "T1222.002")?.name == "T1222")
        #expect(knowledge.playbook(forTechnique: "T9999") == nil)
        #expect(knowledge.playbook(forTechnique: "") == nil)
    }

    @Test func everyTechniqueThatRulesNameHasAPlaybook() {
        for tag in Set(knowledge.rules.all.flatMap(\.tags)) where knowledge.attack.technique(tag) != nil {
            #expect(knowledge.playbook(forTechnique: tag) != nil, "\(tag) has none")
        }
    }

    @Test(arguments: [
        "process", "file-read", "file-write", "file-open", "network", "namespace", "module", "ptrace",
        "account", "cloud",
        "kubernetes-audit", "internal", "other",
    ])
    func everyClassIsWorthReading(name: String) throws {
        let playbook = try #require(knowledge.playbook(forClass: name))
        #expect(playbook.meaning != nil)
        #expect(playbook.abuse != nil)
        #expect(playbook.impact.count >= 2)
        #expect(playbook.innocent.count >= 2)
        #expect(playbook.steps.count >= 2)
        #expect(playbook.tuning?.advice != nil)
    }

    @Test func contextsComeInAFixedOrder() {
        #expect(
            knowledge.contextPlaybooks.map(\.name)
                == ["container", "kubernetes", "host", "file", "process", "network", "user"])
        // Every item of a context has a condition: contexts are considered for every alert.
        for playbook in knowledge.contextPlaybooks {
            #expect(playbook.steps.allSatisfy { !$0.when.isEmpty })
            #expect(playbook.commands.allSatisfy { !$0.when.isEmpty })
            #expect(playbook.evidence.allSatisfy { !$0.when.isEmpty })
        }
    }

    @Test func slugsNameFiles() {
        #expect(
            Slug.make("Netcat/Socat Remote Code Execution on Host")
                == "netcat-socat-remote-code-execution-on-host")
        #expect(Slug.make("  Odd -- name (CVE-2021-4034)! ") == "odd-name-cve-2021-4034")
        #expect(Slug.make("../../etc/passwd") == "etc-passwd")
        #expect(Slug.make("é") == "")
        #expect(Slug.make(String(repeating: "ab ", count: 1000)).utf8.count <= 122)
    }

    @Test func asksFromManyThreadsAtOnce() async {
        let knowledge = KnowledgeBase()
        await withTaskGroup(of: Int.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let names = knowledge.rules.all.map(\.name)
                    let found = names.compactMap { knowledge.playbook(forRule: $0) }
                    return found.count + (knowledge.attack.techniqueCount + number) * 0
                }
            }
            var counts: Set<Int> = []
            for await count in group { counts.insert(count) }
            #expect(counts.count == 1)
        }
    }

    @Test func makingOneReadsNothing() {
        let duration = ContinuousClock().measure { for _ in 0..<1000 { _ = KnowledgeBase() } }
        #expect(duration < .milliseconds(100))
    }
}
