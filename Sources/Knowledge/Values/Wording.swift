/// Putting words together.
enum Wording {
    /// With its first letter in upper case (ASCII only).
    static func capitalised(_ words: String) -> String {
        guard let first = words.utf8.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else {
            return words
        }
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// A sentence of the pieces: `First; second; third.` Empty for none.
    static func sentence(_ pieces: [String]) -> String {
        pieces.isEmpty ? "" : capitalised(pieces.joined(separator: "; ")) + "."
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension String {
    /// Whether the bytes of `needle` come somewhere in it.
    func holds(_ needle: String) -> Bool {
        Bytes.contain(self, needle)
    }

    /// What comes after the last `/`.
    var lastPathPart: Substring {
        utf8.lastIndex(of: UInt8(ascii: "/")).map { self[index(after: $0)...] } ?? self[...]
    }
}
