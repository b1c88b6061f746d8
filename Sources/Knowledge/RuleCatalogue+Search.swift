extension RuleCatalogue {
    /// Rules whose name is `text` or near it, best first, at most `limit`. Letters' case and punctuation do not count:
    /// an exact name, then names that hold all its words, then names that need few changes.
    package func rules(like text: String, limit: Int = 5) -> [CatalogueRule] {
        let wanted = Slug.make(text)
        guard !wanted.isEmpty, wanted.utf8.count <= 200 else { return [] }
        if let exact = all.first(where: { Slug.make($0.name) == wanted }) { return [exact] }
        let words = wanted.split(separator: "-")
        // Of twenty letters seven may be wrong; a name further away is another rule.
        let allowed = max(2, wanted.utf8.count / 3)
        let ranked = all.enumerated().compactMap { index, rule -> (cost: Int, index: Int)? in
            let name = Slug.make(rule.name)
            if words.allSatisfy({ name.contains($0) }) { return (name.utf8.count - wanted.utf8.count, index) }
            let distance = Nearest.distance(Array(wanted.utf8), Array(name.utf8))
            return distance <= allowed ? (1000 + distance, index) : nil
        }
        return ranked.sorted { ($0.cost, $0.index) < ($1.cost, $1.index) }.prefix(limit).map { all[$0.index] }
    }
}
