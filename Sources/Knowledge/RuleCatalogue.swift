/// The rules of Falco's public rule sets and plugins. It is read where it lies: making one costs nothing, and it takes no
/// memory of its own.
package struct RuleCatalogue: @unchecked Sendable {
    private let bytes: UnsafeBufferPointer<UInt8>

    /// - Parameter bytes: which stay as long as the program.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// All rules, in the order of their files.
    package var all: [CatalogueRule] {
        Lines(bytes).map { line in
            var line = line
            let name = line.text()
            return RuleCatalogue.rule(name, &line)
        }
    }

    /// The rule of exactly that name.
    package func rule(named name: String) -> CatalogueRule? {
        guard var line = Lines.line(beginningWith: name, in: bytes) else { return nil }
        return RuleCatalogue.rule(name, &line)
    }

    /// The names of the rules that offer this macro for tuning, in the order of their files.
    package func rules(offering macro: String) -> [String] {
        Lines(bytes).compactMap { line in
            var line = line
            let name = line.bytes()
            for _ in 0..<RuleCatalogue.columnsBeforeMacros { _ = line.bytes() }
            let macros = line.bytes().split(separator: UInt8(ascii: " "))
            return macros.contains { $0.elementsEqual(macro.utf8) }
                ? String(decoding: name, as: UTF8.self) : nil
        }
    }

    /// Those between a rule's name and its macros for tuning.
    private static let columnsBeforeMacros = 7

    private static func rule(_ name: String, _ line: inout Lines.Columns) -> CatalogueRule {
        let (ruleset, source, priority, maturity) = (line.text(), line.text(), line.text(), line.text())
        return CatalogueRule(
            name: name, ruleset: ruleset, source: source, priority: priority,
            maturity: maturity.isEmpty ? nil : maturity, enabled: line.text() == "on", tags: line.parts(),
            outputFields: line.words(), tuningMacros: line.words(), tuningLists: line.words(),
            exceptions: line.words())
    }
}
