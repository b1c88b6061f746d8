import Foundation
import Knowledge
import Testing

@Suite struct AttackCatalogueTests {
    let attack = KnowledgeBase().attack

    @Test func holdsTheWholeCatalogue() {
        #expect(attack.techniqueCount == 434)
        #expect(attack.mitigationCount == 43)
        #expect(attack.tactics.count == 14)
        #expect(attack.tactics.first?.shortName == "reconnaissance")
        #expect(attack.tactics.last?.shortName == "impact")
    }

    @Test func knowsTechniquesAndTheirParents() throws {
        let shell = try #require(attack.technique("T1059.004"))
        #expect(shell.name == "Unix Shell")
        #expect(shell.tactics == ["execution"])
        #expect(shell.mitigations.contains("M1038"))
        #expect(shell.parent == "T1059")
        #expect(attack.technique("T1059")?.parent == nil)
        #expect(attack.technique("T9999") == nil)
        #expect(attack.technique("") == nil)
    }

    @Test func knowsTacticsAndMitigations() throws {
        #expect(attack.tactic(id: "TA0005")?.name == "Defense Evasion")
        #expect(attack.tactic(shortName: "defense-evasion")?.id == "TA0005")
        #expect(attack.tactic(id: "TA9999") == nil)
        #expect(attack.mitigationName("M1038") == "Execution Prevention")
        #expect(attack.mitigationName("M9999") == nil)
    }

    @Test func keepsTheAttributionWithTheData() throws {
        let file = try #require(EmbeddedFile(named: "attack-enterprise.tsv"))
        #expect(String(decoding: file.bytes, as: UTF8.self).contains(AttackCatalogue.attribution))
        #expect(String(decoding: file.bytes, as: UTF8.self).contains("v\(AttackCatalogue.version)"))
    }

    @Test func everyReferenceResolves() {
        for file in EmbeddedFile.all(startingWith: "playbooks/techniques/") {
            let id = String(file.name.dropFirst("playbooks/techniques/".count).dropLast(".yaml".count))
            #expect(attack.technique(id) != nil, "\(id) is no technique")
        }
        for id in ["T1059", "T1611", "T1620", "T1555", "T1485"] {
            for tactic in attack.technique(id)?.tactics ?? [] {
                #expect(attack.tactic(shortName: tactic) != nil)
            }
            for mitigation in attack.technique(id)?.mitigations ?? [] {
                #expect(attack.mitigationName(mitigation) != nil)
            }
        }
    }
}
