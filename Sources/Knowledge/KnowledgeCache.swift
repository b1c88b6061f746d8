internal import Synchronization
internal import YAML

/// What `KnowledgeBase` has read so far.
struct KnowledgeCache: Sendable {
    var attack: AttackCatalogue?
    var context: [CompactPlaybook]?
    private var glossary: FieldGlossary?
    /// Those from files of the user's.
    private var added: [String: CompactPlaybook] = [:]
    /// The embedded ones, by their files' places: read once in a program, like the files themselves part of it.
    private static let embedded = Mutex<[Int: CompactPlaybook?]>([:])
    /// Places of the files that name a rule, by the rule's hash.
    private var families: [UInt64: Int]?

    mutating func readGlossary() -> FieldGlossary {
        if let glossary { return glossary }
        let made = FieldGlossary(
            fields: EmbeddedFile.bytes(named: "fields.tsv"), values: EmbeddedFile.bytes(named: "values.tsv"))
        glossary = made
        return made
    }

    /// The whole playbook. An embedded one that cannot be read (tests read them all) counts as none.
    mutating func whole(_ place: PlaybookPlace) -> Playbook? {
        switch place {
        case .added(let playbook, _): return playbook
        case .embedded(let file, let kind):
            defer { EmbeddedFile.letGo() }
            return try? PlaybookReader.read(
                file.bytes, file: file.name, kind: kind, glossary: readGlossary())
        }
    }

    /// The same as reports use it, read once.
    mutating func compact(_ place: PlaybookPlace) -> CompactPlaybook? {
        switch place {
        case .added(let playbook, let kind):
            if let known = added[playbook.origin] { return known }
            let made = CompactPlaybook(playbook, kind)
            added[playbook.origin] = made
            return made
        case .embedded(let file, let kind):
            if let known = KnowledgeCache.embedded.withLock({ $0[file.place] }) { return known }
            let read = whole(place)
            return KnowledgeCache.embedded.withLock { embedded in
                // Somebody else's may have come in between.
                if let known = embedded[file.place] { return known }
                let made = read.map { CompactPlaybook($0, kind, lasts: true) }
                embedded[file.place] = .some(made)
                return made
            }
        }
    }

    /// The embedded file that names the rule: one called like it, or one that several rules share.
    mutating func file(forRule name: String) -> EmbeddedFile? {
        let likely = EmbeddedFile(named: "\(PlaybookKind.rules.directory)\(Slug.make(name)).yaml")
        if let likely, KnowledgeCache.rules(of: likely).contains(name) { return likely }
        guard let place = readFamilies()[KnowledgeCache.hash(name)], let file = EmbeddedFile(at: place),
            KnowledgeCache.rules(of: file).contains(name)
        else { return nil }
        return file
    }

    private mutating func readFamilies() -> [UInt64: Int] {
        if let families { return families }
        defer { EmbeddedFile.letGo() }
        var made: [UInt64: Int] = [:]
        for file in EmbeddedFile.all(startingWith: PlaybookKind.rules.directory) {
            for rule in KnowledgeCache.rules(of: file) { made[KnowledgeCache.hash(rule)] = file.place }
        }
        families = made
        return made
    }

    /// The rules that the file names; nothing else of it is read.
    private static func rules(of file: EmbeddedFile) -> [String] {
        guard let node = try? YAMLReader.readFirst("rules", in: file.bytes),
            case .list(let rules) = node.content
        else { return [] }
        return rules.compactMap(\.scalar)
    }

    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(ByteTable<Never>.seed) { ByteTable<Never>.hash($0, $1) }
    }
}
