import Testing

@testable import Knowledge

@Suite struct PlaybookReviewTests {
    static let knowledge = KnowledgeBase()

    private func remarks(_ text: String, kind: PlaybookKind = .rules) throws -> [String] {
        let playbook = try Array(text.utf8).withUnsafeBufferPointer {
            try PlaybookReader.read($0, file: "a.yaml", kind: kind, glossary: Self.knowledge.glossary)
        }
        return PlaybookReview.remarks(on: playbook, kind: kind, knowledge: Self.knowledge)
    }

    @Test func builtInPlaybooksLackNothing() {
        for (file, kind, playbook) in PlaybookFilesTests.playbooks {
            #expect(
                PlaybookReview.remarks(on: playbook, kind: kind, knowledge: Self.knowledge) == [], "\(file)")
        }
    }

    @Test func whatIsMissingIsNamed() throws {
        let remarks = try remarks("rules: [House rule]\nmeaning: x\n")
        for key in [
            "abuse", "impact", "innocent", "suspicious", "reassuring", "commands", "evidence", "tuning",
        ] {
            #expect(remarks.contains { $0.contains("`\(key)`") }, "\(key): \(remarks)")
        }
        #expect(remarks.filter { $0.contains("phase") }.count == 4)
    }

    @Test func nearMissesOfPublicNamesAreAsked() throws {
        let remarks = try remarks(
            """
            rules: [Terminal shell in contaner]
            meaning: x
            related: [Run shel untrusted, Our own rule]
            """)
        #expect(remarks.contains { $0.contains("did you mean “Terminal shell in container”?") })
        #expect(remarks.contains { $0.contains("did you mean “Run shell untrusted”?") })
        #expect(!remarks.contains { $0.contains("Our own rule") })
    }

    @Test func aMacroMustBeTheRules() throws {
        let remarks = try remarks(
            "rules: [Terminal shell in container]\nmeaning: x\ntuning: {macro: some_macro}\n")
        #expect(remarks.contains { $0.contains("`some_macro`") })
    }

    @Test func aTechniqueMustBeKnown() throws {
        let remarks = try remarks("rules: [House rule]\nmeaning: x\nattack: [T1059, T9999]\n")
        #expect(remarks.filter { $0.contains("`attack`") }.count == 1)
        #expect(remarks.contains { $0.contains("T9999") })
    }

    @Test func ofTheOthersOnlyTheNameIsReviewed() throws {
        #expect(try remarks("meaning: x\n", kind: .classes) == [])
        #expect(try remarks("meaning: x\n", kind: .techniques).first?.hasPrefix("a is no technique") == true)
    }
}
