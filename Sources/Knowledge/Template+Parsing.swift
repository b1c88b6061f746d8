extension Template {
    /// What is wrong with a template's text, in words.
    struct Fault: Error {
        let message: String
    }

    /// Parses `words {field} words {field|fallback} {{literal brace`.
    /// - Parameter isKnown: says whether a name that is no derived word may be asked for.
    init(parsing text: String, isKnown: (String) -> Bool) throws(Fault) {
        var segments: [Segment] = []
        var words = ""
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            words += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            if rest[open] == "}" {
                // `}}` is the counterpart of `{{`, so that braces may be written in pairs.
                guard inside.first == "}" else {
                    throw Fault(message: "`}` without `{`; write `}}` for a brace")
                }
                words += "}"
                rest = inside.dropFirst()
            } else if inside.first == "{" {
                words += "{"
                rest = inside.dropFirst()
            } else {
                guard let close = inside.firstIndex(of: "}") else {
                    throw Fault(message: "`{` without `}`; write `{{` for a brace")
                }
                if !words.isEmpty { segments.append(.words(words)) }
                words = ""
                segments.append(try Template.segment(inside[..<close], isKnown: isKnown))
                rest = inside[inside.index(after: close)...]
            }
        }
        words += rest
        if !words.isEmpty { segments.append(.words(words)) }
        self.init(segments: segments)
    }

    private static func segment(
        _ text: Substring, isKnown: (String) -> Bool
    ) throws(Fault) -> Segment {
        let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let fallback = parts.count > 1 ? String(parts[1]) : nil
        if let word = DerivedWord(rawValue: name) { return .derived(word, fallback: fallback) }
        guard FieldName.isValid(name) else {
            throw Fault(message: "`{\(name)}` is no field name; write `{{` for a brace")
        }
        guard isKnown(name) else { throw Fault(message: DerivedWord.unknown(name)) }
        return .field(name, fallback: fallback)
    }
}

extension DerivedWord {
    /// What to say about a name that is neither a field nor a derived word.
    static func unknown(_ name: String) -> String {
        let nearest = Nearest.name(to: name, among: DerivedWord.allCases.map(\.rawValue))
        let hint = nearest.map { "; did you mean `\($0)`?" } ?? ""
        if name.utf8.contains(UInt8(ascii: ".")) {
            return "`\(name)` is no field of Falco's that is known here\(hint)"
        }
        let words = DerivedWord.allCases.map(\.rawValue).joined(separator: ", ")
        return "`\(name)` is neither a field nor one of the words \(words)\(hint)"
    }
}
