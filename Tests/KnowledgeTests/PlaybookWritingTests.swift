import Testing

@testable import Knowledge

/// How playbooks are written: no sentence twice, short sentences, plain words. The bounds are what the built-in ones keep.
@Suite struct PlaybookWritingTests {
    /// A rule's playbook has this many characters of prose.
    static let length = 2_500...24_000
    /// Words in a sentence: on average over a playbook, and at most.
    static let averageSentence = 6.0...20.0
    static let longestSentence = 48
    /// Automated Readability Index, about the years of school that a reader needs.
    static let readability = 4.0...13.0
    /// Files that may share a sentence.
    static let mostSharing = 3

    private static func prose(_ playbook: Playbook) -> [Template] {
        var templates = [playbook.meaning, playbook.abuse, playbook.tuning?.advice].compactMap(\.self)
        templates += (playbook.impact + playbook.suspicious + playbook.reassuring + playbook.evidence).map(
            \.text)
        templates += playbook.innocent.flatMap { [$0.cause, $0.check] }
        templates += playbook.steps.flatMap { [$0.action, $0.why, $0.undo].compactMap(\.self) }
        return templates
    }

    /// With a word for each value.
    private static func text(_ template: Template) -> String {
        template.segments.map { segment in
            switch segment {
            case .words(let words): words
            case .field(_, let fallback), .derived(_, let fallback): fallback ?? "value"
            }
        }.joined()
    }

    private static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        var current = ""
        var iterator = text.makeIterator()
        var next = iterator.next()
        while let character = next {
            next = iterator.next()
            current.append(character)
            if ".?!:;".contains(character), next == " " || next == nil || next == "\n" {
                sentences.append(current)
                current = ""
                if next == " " { next = iterator.next() }
            }
        }
        if !current.isEmpty { sentences.append(current) }
        return sentences
    }

    private static func words(_ sentence: String) -> [Substring] {
        sentence.split { $0 == " " || $0 == "\n" }.filter { $0.contains(where: \.isLetter) }
    }

    static let rules = PlaybookFilesTests.playbooks.filter { $0.kind == .rules }

    @Test func sentencesAreNotShared() {
        var files: [String: Set<String>] = [:]
        for (file, _, playbook) in Self.rules {
            for sentence in Self.prose(playbook).flatMap({ Self.sentences(Self.text($0)) })
            where Self.words(sentence).count >= 6 {
                files[sentence, default: []].insert(file)
            }
        }
        for (sentence, files) in files where files.count > Self.mostSharing {
            Issue.record("\(files.count) playbooks say “\(sentence)”: \(files.sorted())")
        }
    }

    @Test func theyAreShortAndPlain() {
        for (file, _, playbook) in Self.rules {
            let text = Self.prose(playbook).map(Self.text)
            let characters = text.reduce(0) { $0 + $1.count }
            #expect(Self.length.contains(characters), "\(file): \(characters) characters")
            let sentences = text.flatMap(Self.sentences).map(Self.words).filter { !$0.isEmpty }
            let words = sentences.reduce(0) { $0 + $1.count }
            let letters = sentences.joined().reduce(0) { $0 + $1.count }
            let average = Double(words) / Double(sentences.count)
            #expect(Self.averageSentence.contains(average), "\(file): \(average) words a sentence")
            for sentence in sentences where sentence.count > Self.longestSentence {
                Issue.record("\(file): \(sentence.count) words: \(sentence.joined(separator: " "))")
            }
            let index = 4.71 * Double(letters) / Double(words) + 0.5 * average - 21.43
            #expect(Self.readability.contains(index), "\(file): readability \(index)")
        }
    }

    @Test func valuesStandWhereTheyRead() {
        for (file, _, playbook) in PlaybookFilesTests.playbooks {
            for template in playbook.templates {
                for (words, value) in zip(template.segments, template.segments.dropFirst()) {
                    guard case .words(let text) = words, case .derived(.place, _) = value else { continue }
                    // On a host it would read "in host": `where` brings the right word along.
                    #expect(
                        !text.lowercased().hasSuffix(" in ") && text.lowercased() != "in ", "\(file): \(text)"
                    )
                }
            }
        }
    }

    @Test func nothingIsShouted() {
        for (file, _, playbook) in PlaybookFilesTests.playbooks {
            for text in Self.prose(playbook).map(Self.text) {
                #expect(!text.contains("!") || text.contains("`"), "\(file): \(text)")
                #expect(!text.contains("—"), "\(file): \(text)")
            }
        }
    }
}
