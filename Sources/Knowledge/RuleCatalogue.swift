/// The rules of Falco's public rule sets and plugins.
package struct RuleCatalogue: Sendable {
    /// In the order of their files.
    package let all: [CatalogueRule]
    private let places: [String: Int]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var all: [CatalogueRule] = []
        var places: [String: Int] = [:]
        all.reserveCapacity(256)
        places.reserveCapacity(256)
        for var line in Lines(bytes) {
            let name = line.text()
            let (ruleset, source, priority, maturity) = (line.text(), line.text(), line.text(), line.text())
            let rule = CatalogueRule(
                name: name, ruleset: ruleset, source: source, priority: priority,
                maturity: maturity.isEmpty ? nil : maturity, enabled: line.text() == "on", tags: line.parts(),
                outputFields: line.words(), tuningMacros: line.words(), tuningLists: line.words(),
                exceptions: line.words())
            places[name] = all.count
            all.append(rule)
        }
        self.all = all
        self.places = places
    }

    /// The rule of exactly that name.
    package func rule(named name: String) -> CatalogueRule? {
        places[name].map { all[$0] }
    }
}
