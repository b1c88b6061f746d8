/// Facts about one rule of Falco's public rule sets.
package struct CatalogueRule: Sendable, Hashable {
    package let name: String
    /// The file it comes in, for example `falco_rules.yaml`.
    package let ruleset: String
    /// The event source, for example `syscall`.
    package let source: String
    /// As the rule spells it, for example `WARNING`.
    package let priority: String
    /// `stable`, `incubating`, `sandbox` or `deprecated`; `nil` for plugins' rules.
    package let maturity: String?
    /// Whether it is on unless someone turns it off.
    package let enabled: Bool
    package let tags: [String]
    /// The fields that its output prints.
    package let outputFields: [String]
    /// Macros and lists that the rule offers for tuning.
    package let tuningMacros: [String]
    package let tuningLists: [String]
    /// Names of the exceptions it defines.
    package let exceptions: [String]
}

extension CatalogueRule {
    /// What Falco calls its messages about itself, as far as is known.
    static let internalRules = [
        "Falco internal: syscall event drop", "Falco internal: metrics snapshot",
        "Falco internal: timeouts notification", "Falco internal: hot restart failure",
    ]

    /// Whether it is the name of a message of Falco's about itself.
    package static func isInternal(_ name: String) -> Bool {
        let start = "Falco internal: "
        return name.utf8.count > start.utf8.count && name.hasPrefix(start)
    }

    /// A message of Falco's about itself, which no rule set has.
    package init(internalRule name: String) {
        self.init(
            name: name, ruleset: "Falco itself", source: "internal", priority: "", maturity: nil,
            enabled: true,
            tags: [], outputFields: [], tuningMacros: [], tuningLists: [], exceptions: [])
    }

    /// A rule that no public rule set has, known by a playbook from a file alone.
    package init(ownRule name: String) {
        self.init(
            name: name, ruleset: "own playbook", source: "", priority: "", maturity: nil, enabled: true,
            tags: [],
            outputFields: [], tuningMacros: [], tuningLists: [], exceptions: [])
    }
}
