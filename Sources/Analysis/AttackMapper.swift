internal import Escaping
internal import Knowledge

/// Reads an alert's tags against ATT&CK. What the tags of one rule say is worked out once.
struct AttackMapper: Sendable {
    /// Sets of tags remembered; tags come from alerts, so that a flood of new ones starts it afresh.
    private static let capacity = 1024

    private let attack: AttackCatalogue
    private var known: [[String]: Report.AttackMapping] = [:]

    init(knowledge: KnowledgeBase) {
        attack = knowledge.attack
    }

    mutating func mapping(of tags: [String]) -> Report.AttackMapping {
        if let mapping = known[tags] { return mapping }
        if known.count >= Self.capacity { known.removeAll() }
        let mapping = read(tags)
        known[tags] = mapping
        return mapping
    }

    private func read(_ tags: [String]) -> Report.AttackMapping {
        var techniques: [Technique] = []
        var unknown: [(tag: String, what: String)] = []
        var tagged: [(tag: String, tactic: Tactic)] = []
        for tag in tags {
            switch AttackTag(tag) {
            case .technique(let id):
                if let technique = attack.technique(id) {
                    if !techniques.contains(technique) { techniques.append(technique) }
                } else {
                    unknown.append((tag, "technique"))
                }
            case .tactic(let id):
                if let tactic = attack.tactic(id: id) {
                    tagged.append((tag, tactic))
                } else {
                    unknown.append((tag, "tactic"))
                }
            case .tacticName(let name):
                if let tactic = attack.tactic(shortName: name) {
                    tagged.append((tag, tactic))
                } else {
                    unknown.append((tag, "tactic"))
                }
            case nil: continue
            }
        }
        let tactics = attack.tactics.filter { tactic in
            tagged.contains { $0.tactic == tactic }
                || techniques.contains { $0.tactics.contains(tactic.shortName) }
        }
        return Report.AttackMapping(
            techniques: techniques.map(described), tactics: tactics.map { .init(id: $0.id, name: $0.name) },
            flags: flags(techniques, tagged, unknown))
    }

    private func described(_ technique: Technique) -> Report.AttackMapping.Technique {
        var name = technique.name
        if let parent = technique.parent.flatMap({ attack.technique($0) }) {
            name = "\(parent.name): \(name)"
        }
        return .init(
            id: technique.id, name: name, tactics: technique.tactics.map(name(ofTactic:)),
            mitigations: technique.mitigations.map { id in
                attack.mitigationName(id).map { "\($0) (\(id))" } ?? id
            })
    }

    private func name(ofTactic shortName: String) -> String {
        attack.tactic(shortName: shortName)?.name ?? shortName
    }

    /// Where the tags disagree with ATT&CK.
    private func flags(
        _ techniques: [Technique], _ tagged: [(tag: String, tactic: Tactic)],
        _ unknown: [(tag: String, what: String)]
    ) -> [Prose] {
        var flags: [Prose] = unknown.map { tag, what in
            "Tag \(value: tag) names no \(ours: what) of ATT&CK \(ours: AttackCatalogue.version) for Linux, containers or clouds."
        }
        guard !techniques.isEmpty else {
            if !tagged.isEmpty {
                flags.append("The tags name a tactic but no technique, so how it is done stays open.")
            }
            return flags
        }
        for (tag, tactic) in tagged
        where !techniques.contains(where: { $0.tactics.contains(tactic.shortName) }) {
            for technique in techniques {
                let filed = technique.tactics.map(name(ofTactic:)).joined(separator: ", ")
                flags.append(
                    "Tag \(value: tag) says \(ours: tactic.name), but ATT&CK files \(ours: technique.id) (\(ours: technique.name)) under \(ours: filed). Trust the rule's description over the tag."
                )
            }
        }
        return flags
    }
}
