package import Escaping

/// What is known about one of Falco's fields.
package final class FieldEntry: Sendable {
    /// How Falco writes the field in its JSON output. A field that says nothing is `null` whatever its kind.
    package enum Kind: String, Sendable, Hashable {
        case string
        /// A whole number that may be negative.
        case integer
        /// A whole number up to 2^64 - 1.
        case unsigned
        case boolean
        /// A number with or without a fraction; some fields of this kind hold text at times.
        case number
        /// A list of strings; over gRPC it is `(a,b)`.
        case list
        /// Nanoseconds since 1970 in JSON; over gRPC it may be a date in text.
        case time
    }

    /// The field's name; for a family such as `proc.aname[3]` the name without its argument.
    package let key: String
    /// The heading it is shown under.
    package let group: String
    /// Where it comes in a report: ascending, over all groups.
    package let order: Int
    package let kind: Kind
    /// That it is missing, and why it may be.
    let missing: Prose
    /// What the field says, in plain words.
    package let meaning: Text
    let decoder: ValueDecoder
    /// Whether the field's meaning is left unsaid when its value has nothing special.
    let isQuiet: Bool

    init(
        key: String, group: String, order: Int, kind: Kind, missing: Prose, meaning: Text,
        decoder: ValueDecoder,
        isQuiet: Bool
    ) {
        self.key = key
        self.group = group
        self.order = order
        self.kind = kind
        self.missing = missing
        self.meaning = meaning
        self.decoder = decoder
        self.isQuiet = isQuiet
    }
}
