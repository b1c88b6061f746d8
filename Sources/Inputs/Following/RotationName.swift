/// The name that a rotated file has, such as `events.json.1`, `events.json-20261122.gz` or `events-20261122.json`.
struct RotationName: Sendable, Hashable {
    private enum Order: Hashable {
        /// The newest has the smallest number.
        case shifted(Int)
        /// The newest has the latest date.
        case dated(String)
    }

    private let order: Order
    /// Whether the name says that it is compressed.
    let isCompressed: Bool

    private static let packed = [".gz", ".zst", ".xz", ".bz2", ".lz4", ".Z"]

    /// Reads a name in the directory of a file called `base`; `nil` when it is none that rotation gives.
    init?(_ name: String, of base: String) {
        var name = name[...]
        let ending = Self.packed.first { name.hasSuffix($0) }
        isCompressed = ending != nil
        if let ending { name = name.dropLast(ending.count) }
        guard let middle = Self.middle(name, base), let separator = middle.first, ".-_".contains(separator),
            middle.allSatisfy({ $0.isASCII && ($0.isWholeNumber || ".-_:+TZ".contains($0)) })
        else { return nil }
        let digits = middle.dropFirst()
        guard digits.contains(where: \.isWholeNumber) else { return nil }
        if digits.count <= 4, let number = Int(digits) {
            order = .shifted(number)
        } else {
            order = .dated(String(digits))
        }
    }

    /// What rotation has put behind the name, or before its extension.
    private static func middle(_ name: Substring, _ base: String) -> Substring? {
        if name.hasPrefix(base) { return name.dropFirst(base.count) }
        guard let dot = base.lastIndex(of: "."), dot > base.startIndex else { return nil }
        let (stem, ending) = (base[..<dot], base[dot...])
        guard name.count > base.count, name.hasPrefix(stem), name.hasSuffix(ending) else { return nil }
        return name.dropFirst(stem.count).dropLast(ending.count)
    }

    /// Whether this file was rotated later; `nil` when the names do not tell.
    func isNewer(than other: RotationName) -> Bool? {
        switch (order, other.order) {
        case (.shifted(let own), .shifted(let others)): own == others ? nil : own < others
        case (.dated(let own), .dated(let others)):
            own.count == others.count && own != others ? own > others : nil
        default: nil
        }
    }
}
