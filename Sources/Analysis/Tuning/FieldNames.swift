package import Escaping

extension Prose {
    /// Names of fields one after the other. Alerts choose theirs: one that is no field's name is shown as a value.
    package static func fields(_ names: [String]) -> Prose {
        var prose = Prose()
        for name in names {
            if !prose.isEmpty { prose.append(", ") }
            if isField(name) { prose.append("`\(name)`") } else { prose.append(value: name) }
        }
        return prose
    }

    /// Whether a text is the name of a field as conditions and rules files can hold it: words with dots between, and an
    /// argument in brackets, if any, without anything that ends it, quotes or separates.
    static func isField(_ name: String) -> Bool {
        let parts = name.utf8.split(
            separator: UInt8(ascii: "["), maxSplits: 1, omittingEmptySubsequences: false)
        guard let family = parts.first, !family.isEmpty, name.utf8.count <= 128,
            family.allSatisfy({ ASCIIName.isPart($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
        else { return false }
        guard parts.count == 2 else { return true }
        let argument = parts[1].dropLast()
        return parts[1].last == UInt8(ascii: "]") && !argument.isEmpty
            && argument.allSatisfy { ASCIIName.isPart($0) || "./-:".utf8.contains($0) }
    }
}
