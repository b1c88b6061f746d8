extension RuleCatalogue {
    /// Rules whose name is `text` or near it, best first, at most `limit`: see `RuleSearch`.
    package func rules(like text: String, limit: Int = 5) -> [CatalogueRule] {
        RuleSearch.names(like: text, among: all.map(\.name), limit: limit).compactMap(rule)
    }
}

extension KnowledgeBase {
    /// Names of rules that playbooks from files are for and that no public rule has, in the order of the alphabet.
    package var ownRules: [String] { addedRules.filter { rules.rule(named: $0) == nil }.sorted() }

    /// The names of rules with playbooks from files, then those of the public rules.
    private var allRules: [String] { addedRules.sorted() + rules.all.map(\.name) }

    /// Names of rules that are `text` or near it, best first, at most `limit`.
    package func ruleNames(like text: String, limit: Int = 5) -> [String] {
        CatalogueRule.isInternal(text)
            ? [text]
            : RuleSearch.names(like: text, among: allRules + CatalogueRule.internalRules, limit: limit)
    }

    /// Names that have something of `text`, for one that nothing is like.
    package func ruleNames(nearest text: String, limit: Int = 3) -> [String] {
        RuleSearch.names(nearest: text, among: allRules + CatalogueRule.internalRules, limit: limit)
    }
}
