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

    package var rules: RuleCatalogue { RuleCatalogue(EmbeddedFile.bytes(named: "falco-rules.tsv")) }

    package var glossary: FieldGlossary {
        state.withLock { $0.readGlossary() }
    }

    /// The embedded file that names this rule.
    package func playbookFile(forRule name: String) -> EmbeddedFile? {
        state.withLock { $0.file(forRule: name) }
    }

    /// The embedded file of a technique, class or context.
    package func playbookFile(named name: String) -> EmbeddedFile? {
        PlaybookKind.allCases.lazy.filter { $0 != .rules }
            .compactMap { EmbeddedFile(named: "\($0.directory)\(name).yaml") }.first
    }

    // MARK: Whole playbooks, read anew each time

    /// The playbook that names this rule.
    package func playbook(forRule name: String) -> Playbook? { whole { find(rule: name, &$0) } }

    /// The playbook of a technique; of a sub-technique without one, its parent's.
    package func playbook(forTechnique id: String) -> Playbook? { whole { _ in find(technique: id) } }

    /// The playbook of a class of events: `process`, `file-read`, `network`, …
    package func playbook(forClass eventClass: String) -> Playbook? { whole { _ in find(class: eventClass) } }

    /// Playbooks to consider for every alert; each of their items has its own `when`.
    package var contextPlaybooks: [Playbook] {
        state.withLock { state in findContext().compactMap { state.whole($0) } }
    }

    private func whole(_ find: (inout KnowledgeCache) -> PlaybookPlace?) -> Playbook? {
        state.withLock { state in find(&state).flatMap { state.whole($0) } }
    }

    // MARK: The same as reports use them, read once

    package func compactPlaybook(forRule name: String) -> CompactPlaybook? {
        compact { find(rule: name, &$0) }
    }

    package func compactPlaybook(forTechnique id: String) -> CompactPlaybook? {
        compact { _ in find(technique: id) }
    }

    package func compactPlaybook(forClass eventClass: String) -> CompactPlaybook? {
        compact { _ in find(class: eventClass) }
    }

    package var compactContext: [CompactPlaybook] {
        state.withLock { state in
            if let context = state.context { return context }
            let context = findContext().compactMap { state.compact($0) }
            state.context = context
            return context
        }
    }

    private func compact(_ find: (inout KnowledgeCache) -> PlaybookPlace?) -> CompactPlaybook? {
        state.withLock { state in find(&state).flatMap { state.compact($0) } }
    }

    // MARK: Where they are

    private func find(rule name: String, _ state: inout KnowledgeCache) -> PlaybookPlace? {
        if let playbook = added.rules[name] { return .added(playbook, .rules) }
        return state.file(forRule: name).map { .embedded($0, .rules) }
    }

    private func find(technique id: String) -> PlaybookPlace? {
        var id = id[...]
        while true {
            if let playbook = added.techniques[String(id)] { return .added(playbook, .techniques) }
            if let file = PlaybookPlace(.techniques, named: String(id)) { return file }
            guard let dot = id.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
            id = id[..<dot]
        }
    }

    private func find(class name: String) -> PlaybookPlace? {
        added.classes[name].map { .added($0, .classes) } ?? PlaybookPlace(.classes, named: name)
    }

    private func findContext() -> [PlaybookPlace] {
        let names = ["container", "kubernetes", "host", "file", "process", "network", "user"]
        let ours = names.compactMap { name in
            added.context.first { $0.name == name }.map { .added($0, .context) }
                ?? PlaybookPlace(.context, named: name)
        }
        return ours + added.context.filter { !names.contains($0.name) }.map { .added($0, .context) }
    }
}
