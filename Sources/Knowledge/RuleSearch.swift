/// Finds rules by names as people type them.
enum RuleSearch {
    /// The least that is looked for within names, in letters and digits.
    private static let least = 3
    /// Longer texts are no names.
    private static let longest = 200

    /// Names that are `text` or near it, best first. Letters' case and punctuation do not count: an exact name, then names
    /// that hold all its words, then names that need few changes.
    static func names(like text: String, among names: [String], limit: Int) -> [String] {
        if names.contains(text) { return [text] }
        let wanted = Slug.make(text)
        guard !wanted.isEmpty, wanted.utf8.count <= longest else { return [] }
        let slugs = names.map(Slug.make)
        if let exact = slugs.firstIndex(of: wanted) { return [names[exact]] }
        guard wanted.utf8.count >= least else { return [] }
        let words = wanted.split(separator: "-")
        // Of twenty letters seven may be wrong; a name further away is another rule.
        let allowed = max(2, wanted.utf8.count / 3)
        let ranked = slugs.enumerated().compactMap { index, name -> (cost: Int, index: Int)? in
            if words.allSatisfy({ name.contains($0) }) { return (name.utf8.count - wanted.utf8.count, index) }
            let distance = Nearest.distance(Array(wanted.utf8), Array(name.utf8))
            return distance <= allowed ? (1000 + distance, index) : nil
        }
        return unique(
            ranked.sorted { ($0.cost, $0.index) < ($1.cost, $1.index) }.map { names[$0.index] }, limit)
    }

    /// Names that hold most of the text's words, or all of it without spaces; then those that need the fewest changes.
    static func names(nearest text: String, among names: [String], limit: Int) -> [String] {
        let wanted = Slug.make(text)
        guard wanted.utf8.count >= least, wanted.utf8.count <= longest else { return [] }
        let words = wanted.split(separator: "-").filter { $0.utf8.count >= least }
        let whole = wanted.filter { $0 != "-" }
        let ranked = names.enumerated().map { index, name -> (cost: Int, index: Int) in
            let slug = Slug.make(name)
            let shared =
                words.count { slug.contains($0) } + (slug.filter { $0 != "-" }.contains(whole) ? 1 : 0)
            let distance = Nearest.distance(Array(wanted.utf8), Array(slug.utf8))
            return (distance - shared * 1000, index)
        }
        return unique(
            ranked.sorted { ($0.cost, $0.index) < ($1.cost, $1.index) }.map { names[$0.index] }, limit)
    }

    private static func unique(_ names: [String], _ limit: Int) -> [String] {
        var kept: [String] = []
        for name in names where kept.count < limit && !kept.contains(name) { kept.append(name) }
        return kept
    }
}
