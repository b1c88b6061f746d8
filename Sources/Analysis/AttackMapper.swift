internal import Escaping
internal import Knowledge

/// Reads a rule's tags against ATT&CK.
final class AttackMapper {
    let catalogue: AttackCatalogue
    /// What was said of techniques already: the rules name few, each of them many a time. Only those that ATT&CK has come
    /// in here.
    private var described: [String: Report.AttackMapping.Technique] = [:]
    /// The same for mitigations, which many techniques share, and for sets of tactics, a bit for each.
    private var mitigations: [String: String] = [:]
    private var sets: [UInt32: [Report.AttackMapping.Tactic]] = [:]

    init(catalogue: AttackCatalogue) {
        self.catalogue = catalogue
    }

    /// Tags are alerts' text: there may be any number of them.
    private static let mostTags = 64
    /// More sets of tactics than rules have; alerts can name any.
    private static let mostSets = 256

    /// - Parameter reading: the techniques of the rule's playbook, for when the tags name none.
    func mapping(of tags: [String], reading: [String] = []) -> Report.AttackMapping {
        var techniques: [Technique] = []
        var named: [(tag: String, tactic: Tactic)] = []
        var flags: [Prose] = []
        for tag in tags.prefix(AttackMapper.mostTags) {
            switch AttackTag(tag) {
            case .technique(let id):
                if let technique = catalogue.technique(id) {
                    if !techniques.contains(technique) { techniques.append(technique) }
                } else {
                    flags.append(
                        "The tag \(value: Excerpt.of(tag)) names a technique that ATT&CK \(ours: version) does not have for Linux, containers or clouds."
                    )
                }
            case .tactic(let id): read(catalogue.tactic(id: id), tag, &named, &flags)
            case .tacticName(let name): read(catalogue.tactic(shortName: name), tag, &named, &flags)
            case nil: break
            }
        }
        flags += disagreements(techniques, named)
        // What ATT&CK says otherwise is flagged, and not said again as if it held.
        if !techniques.isEmpty {
            named.removeAll { tag in !techniques.contains { $0.tactics.contains(tag.tactic.shortName) } }
        }
        if techniques.isEmpty {
            // Of what the playbook says, that which agrees with what the tags say.
            techniques = reading.compactMap(catalogue.technique).filter { technique in
                named.isEmpty || named.contains { technique.tactics.contains($0.tactic.shortName) }
            }
            flags.append(
                techniques.isEmpty
                    ? withoutTechnique(named, tags)
                    : "The rule's tags name no technique; the playbook reads the rule as \(ours: techniques.map(\.id).joined(separator: ", "))."
            )
        }
        return Report.AttackMapping(
            techniques: techniques.map(describe), tactics: tactics(techniques, named), flags: flags)
    }

    private var version: String { AttackCatalogue.version }

    private func read(
        _ tactic: Tactic?, _ tag: String, _ named: inout [(tag: String, tactic: Tactic)],
        _ flags: inout [Prose]
    ) {
        if let tactic {
            named.append((tag, tactic))
        } else {
            flags.append(
                "The tag \(value: Excerpt.of(tag)) names no tactic of ATT&CK \(ours: version).")
        }
    }

    /// Tactics that none of the techniques serves, and techniques that serve none of the tactics.
    private func disagreements(
        _ techniques: [Technique], _ named: [(tag: String, tactic: Tactic)]
    ) -> [Prose] {
        guard !techniques.isEmpty, !named.isEmpty else { return [] }
        var flags: [Prose] = []
        for (tag, tactic) in named
        where !techniques.contains(where: { $0.tactics.contains(tactic.shortName) }) {
            let theirs = techniques.map { "\($0.id) (\($0.name)) belongs to \(names($0.tactics))" }
            flags.append(
                "The tag \(value: Excerpt.of(tag)) says \(ours: tactic.name), but in ATT&CK \(ours: version) \(ours: theirs.joined(separator: ", and "))."
            )
        }
        guard flags.isEmpty else { return flags }
        let said = named.map(\.tactic)
        for technique in techniques where !said.contains(where: { technique.tactics.contains($0.shortName) })
        {
            flags.append(
                "\(ours: technique.id) (\(ours: technique.name)) belongs to \(ours: names(technique.tactics)) in ATT&CK \(ours: version), which none of the tags says."
            )
        }
        return flags
    }

    private func withoutTechnique(_ named: [(tag: String, tactic: Tactic)], _ tags: [String]) -> Prose {
        if !named.isEmpty {
            return
                "The tags name a tactic but no technique, so there is only the aim to go by, not the means."
        }
        return tags.isEmpty
            ? "The alert has no tags, so nothing in it points into ATT&CK."
            : "None of the tags points into ATT&CK."
    }

    private func names(_ shortNames: [String]) -> String {
        let names = shortNames.map { catalogue.tactic(shortName: $0)?.name ?? $0 }
        guard names.count > 1, let last = names.last else { return names.first ?? "no tactic" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    private func describe(_ technique: Technique) -> Report.AttackMapping.Technique {
        if let known = described[technique.id] { return known }
        let parent = technique.parent.flatMap(catalogue.technique)
        let made = Report.AttackMapping.Technique(
            id: technique.id, name: parent.map { "\($0.name): \(technique.name)" } ?? technique.name,
            tactics: technique.tactics.map { catalogue.tactic(shortName: $0)?.name ?? $0 },
            mitigations: technique.mitigations.map(mitigation))
        described[technique.id] = made
        return made
    }

    private func mitigation(_ id: String) -> String {
        if let known = mitigations[id] { return known }
        let made = catalogue.mitigationName(id).map { "\(id) \($0)" } ?? id
        mitigations[id] = made
        return made
    }

    private func tactics(
        _ techniques: [Technique], _ named: [(tag: String, tactic: Tactic)]
    ) -> [Report.AttackMapping.Tactic] {
        var set: UInt32 = 0
        for (place, tactic) in catalogue.tactics.enumerated()
        where named.contains(where: { $0.tactic == tactic })
            || techniques.contains(where: { $0.tactics.contains(tactic.shortName) })
        {
            set |= 1 << UInt32(place)
        }
        if let known = sets[set] { return known }
        let made = catalogue.tactics.enumerated().filter { set >> UInt32($0.offset) & 1 == 1 }
            .map { Report.AttackMapping.Tactic(id: $0.element.id, name: $0.element.name) }
        if sets.count < AttackMapper.mostSets { sets[set] = made }
        return made
    }
}
