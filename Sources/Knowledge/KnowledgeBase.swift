internal import Synchronization

/// The facts that reports are made from. Making one costs nothing: each part is read when it is first asked for, and
/// kept. What is kept is bounded by what is embedded.
package final class KnowledgeBase: Sendable {
    private let state = Mutex(KnowledgeCache())
    private let added: AddedPlaybooks

    /// - Parameter added: playbooks that stand in for those inside the binary, or beside them.
    package init(adding added: AddedPlaybooks = AddedPlaybooks()) {
        self.added = added
    }

    /// The names of the rules that playbooks from files are for.
    var addedRules: [String] { Array(added.rules.keys) }

    package var attack: AttackCatalogue {
        state.withLock { state in
            if let attack = state.attack { return attack }
            let attack = AttackCatalogue(EmbeddedFile.bytes(named: "attack-enterprise.tsv"))
            state.attack = attack
            return attack
        }
    }

    package var rules: RuleCatalogue {
        state.withLock { state in
            if let rules = state.rules { return rules }
            let rules = RuleCatalogue(EmbeddedFile.bytes(named: "falco-rules.tsv"))
            state.rules = rules
            return rules
        }
    }

    package var glossary: FieldGlossary {
        state.withLock { $0.readGlossary() }
    }

    /// The embedded file that names this rule.
    package func playbookFile(forRule name: String) -> EmbeddedFile? {
        state.withLock { $0.readFamilies()[name] }.flatMap { EmbeddedFile(named: $0) }
    }

    /// The embedded file of a technique, class or context.
    package func playbookFile(named name: String) -> EmbeddedFile? {
        PlaybookKind.allCases.lazy.filter { $0 != .rules }
            .compactMap { EmbeddedFile(named: "\($0.directory)\(name).yaml") }.first
    }

    /// The playbook that names this rule.
    package func playbook(forRule name: String) -> Playbook? {
        if let playbook = added.rules[name] { return playbook }
        return state.withLock { state in
            let file = "\(PlaybookKind.rules.directory)\(Slug.make(name)).yaml"
            if let own = state.playbook(file, .rules), own.rules.contains(name) { return own }
            guard let family = state.readFamilies()[name] else { return nil }
            return state.playbook(family, .rules)
        }
    }

    /// The playbook of a technique; of a sub-technique without one, its parent's.
    package func playbook(forTechnique id: String) -> Playbook? {
        state.withLock { state in
            var id = id[...]
            while true {
                if let playbook = added.techniques[String(id)] { return playbook }
                let file = "\(PlaybookKind.techniques.directory)\(id).yaml"
                if let playbook = state.playbook(file, .techniques) { return playbook }
                guard let dot = id.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
                id = id[..<dot]
            }
        }
    }

    /// The playbook of a class of events: `process`, `file-read`, `network`, …
    package func playbook(forClass eventClass: String) -> Playbook? {
        if let playbook = added.classes[eventClass] { return playbook }
        return state.withLock { $0.playbook("\(PlaybookKind.classes.directory)\(eventClass).yaml", .classes) }
    }

    /// Playbooks to consider for every alert; each of their items has its own `when`.
    package var contextPlaybooks: [Playbook] {
        state.withLock { state in
            if let context = state.context { return context }
            let names = ["container", "kubernetes", "host", "file", "process", "network", "user"]
            let ours = names.compactMap { name in
                added.context.first { $0.name == name }
                    ?? state.playbook("\(PlaybookKind.context.directory)\(name).yaml", .context)
            }
            let context = ours + added.context.filter { !names.contains($0.name) }
            state.context = context
            return context
        }
    }
}
