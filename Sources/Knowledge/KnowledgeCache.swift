internal import YAML

/// What `KnowledgeBase` has read so far.
struct KnowledgeCache: Sendable {
    var attack: AttackCatalogue?
    var rules: RuleCatalogue?
    var context: [Playbook]?
    private var glossary: FieldGlossary?
    private var playbooks: [String: Playbook?] = [:]
    private var families: [String: String]?

    mutating func readGlossary() -> FieldGlossary {
        if let glossary { return glossary }
        let made = FieldGlossary(
            fields: EmbeddedFile.bytes(named: "fields.tsv"), values: EmbeddedFile.bytes(named: "values.tsv"))
        glossary = made
        return made
    }

    /// The embedded playbook of that name, read once. A name without a file is not remembered: names may come from
    /// alerts. A file that cannot be read (tests read them all) counts as none.
    mutating func playbook(_ name: String, _ kind: PlaybookKind) -> Playbook? {
        if let known = playbooks[name] { return known }
        guard let file = EmbeddedFile(named: name) else { return nil }
        let playbook = try? PlaybookReader.read(file.bytes, file: name, kind: kind, glossary: readGlossary())
        playbooks[name] = .some(playbook)
        return playbook
    }

    /// Files by the rules that they name, for rules that share a file.
    mutating func readFamilies() -> [String: String] {
        if let families { return families }
        var made: [String: String] = [:]
        for file in EmbeddedFile.all(startingWith: PlaybookKind.rules.directory) {
            guard let node = try? YAMLReader.readFirst("rules", in: file.bytes),
                case .list(let rules) = node.content
            else { continue }
            for rule in rules { if let name = rule.scalar { made[name] = file.name } }
        }
        families = made
        return made
    }
}
