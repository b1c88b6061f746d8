/// A rule's tag that points into ATT&CK.
///
/// Falco's rules write `T1059`, `T1059.004`, `T1562-impair-defenses`, `TA0003`, `TA0005-defense-evasion` and
/// `mitre_defense_evasion`; older ones `MITRE_T1083_file_and_directory_discovery`.
enum AttackTag: Sendable, Hashable {
    /// A technique or sub-technique by its id.
    case technique(String)
    /// A tactic by its id.
    case tactic(String)
    /// A tactic by its short name, for example `defense-evasion`.
    case tacticName(String)

    /// `nil` for a tag that does not point into ATT&CK.
    init?(_ tag: String) {
        var rest = tag[...]
        let isMarked = tag.utf8.count > 6 && tag.prefix(6).lowercased() == "mitre_"
        if isMarked { rest = rest.dropFirst(6) }
        if let id = AttackTag.id(rest.utf8, digits: 4, letters: "TA") {
            self = .tactic(id)
        } else if let id = AttackTag.id(rest.utf8, digits: 4, letters: "T") {
            self = .technique(id)
        } else if isMarked {
            let name = rest.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : Criterion.lowered($0) }
            self = .tacticName(String(decoding: name, as: UTF8.self))
        } else {
            return nil
        }
    }

    /// Whether a tag can point into ATT&CK at all, from its first byte.
    static func mayBe(_ tag: UnsafeRawBufferPointer) -> Bool {
        tag.first == UInt8(ascii: "T") || tag.first.map(Criterion.lowered) == UInt8(ascii: "m")
    }

    /// The id at the start of `text`: letters, digits and, for techniques, perhaps a sub-technique; then the end, `-`
    /// or `_`.
    private static func id(_ text: Substring.UTF8View, digits: Int, letters: String) -> String? {
        guard text.starts(with: letters.utf8) else { return nil }
        var rest = text.dropFirst(letters.utf8.count)
        func takeDigits(_ count: Int) -> Bool {
            guard rest.prefix(while: isDigit).count == count else { return false }
            rest = rest.dropFirst(count)
            return true
        }
        guard takeDigits(digits) else { return nil }
        if letters == "T", rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard takeDigits(3) else { return nil }
        }
        guard rest.isEmpty || rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "_") else {
            return nil
        }
        return String(Substring(text[..<rest.startIndex]))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
