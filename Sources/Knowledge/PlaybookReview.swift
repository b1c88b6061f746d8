/// What a playbook leaves out that a responder would look for. Remarks, not errors: it can be used as it is.
package enum PlaybookReview {
    /// - Parameter knowledge: the public rules and ATT&CK, by which names are judged.
    package static func remarks(on playbook: Playbook, kind: PlaybookKind, knowledge: KnowledgeBase)
        -> [String]
    {
        if kind == .techniques, knowledge.attack.technique(playbook.name) == nil {
            return [noTechnique(playbook.name)]
        }
        guard kind == .rules else { return [] }
        return lacks(of: playbook) + names(in: playbook, knowledge.rules)
            + playbook.attack.filter { knowledge.attack.technique($0) == nil }.map {
                "`attack`: \(noTechnique($0))"
            }
    }

    /// What to say of a directory beside those that are read.
    package static let unread = "not read: only rules/, techniques/, classes/ and context/ are"

    private static func noTechnique(_ id: String) -> String {
        "\(id) is no technique of ATT&CK \(AttackCatalogue.version) for Linux, containers or clouds"
    }

    private static func lacks(of playbook: Playbook) -> [String] {
        var remarks: [String] = []
        func need(_ holds: Bool, _ remark: String) {
            if !holds { remarks.append(remark) }
        }
        need(playbook.abuse != nil, "`abuse` is missing: how attackers use it")
        need(!playbook.impact.isEmpty, "`impact` is missing: what an attacker gains")
        need(playbook.innocent.count >= 2, "`innocent` has fewer than two causes")
        need(
            !playbook.suspicious.isEmpty,
            "`suspicious` is missing: which values of the alert speak for an attack")
        need(
            !playbook.reassuring.isEmpty,
            "`reassuring` is missing: which values of the alert speak against one")
        for phase in Playbook.Step.Phase.allCases {
            need(
                playbook.steps.contains { $0.phase == phase }, "`steps` has none of phase `\(phase.rawValue)`"
            )
        }
        need(!playbook.commands.isEmpty, "`commands` is missing")
        need(
            !playbook.evidence.isEmpty,
            "`evidence` is missing: what is worth keeping before anything is stopped")
        need(playbook.tuning?.advice != nil, "`tuning` has no `advice`")
        need(!playbook.references.isEmpty, "`references` is missing")
        let marks = playbook.commands.map(\.disruptive)
        need(
            marks == marks.sorted { !$0 && $1 }, "a disruptive command stands before one that only reads")
        return remarks
    }

    private static func names(in playbook: Playbook, _ rules: RuleCatalogue) -> [String] {
        var remarks: [String] = []
        for (key, names) in [("rules", playbook.rules), ("related", playbook.related)] {
            for name in names where rules.rule(named: name) == nil {
                // A rule of one's own is no mistake; one that is nearly a public rule's name mostly is.
                guard let near = Nearest.name(to: name, among: rules.all.lazy.map(\.name)) else { continue }
                remarks.append("`\(key)`: “\(name)” is no public rule; did you mean “\(near)”?")
            }
        }
        let known = playbook.rules.compactMap(rules.rule)
        if let macro = playbook.tuning?.macro, !known.isEmpty,
            !known.contains(where: { $0.tuningMacros.contains(macro) || $0.tuningLists.contains(macro) })
        {
            remarks.append("`tuning`: the public rules have no macro or list `\(macro)` for tuning")
        }
        return remarks
    }
}
