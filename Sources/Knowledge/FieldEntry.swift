/// What is known about one of Falco's fields.
package struct FieldEntry: Sendable, Hashable {
    /// How Falco writes the field in its JSON output.
    package enum Kind: String, Sendable, Hashable {
        case string
        /// A number that may be negative.
        case integer
        /// A number up to 2^64 - 1.
        case unsigned
        case boolean
        case number
        /// A list of strings.
        case list
    }

    /// The field's name; for a family such as `proc.aname[3]` the name without its argument.
    package let key: String
    /// The heading it is shown under.
    package let group: String
    /// Where it comes within its group, and where the group comes: ascending.
    package let order: Int
    package let kind: Kind
    /// What the field says, in plain words.
    package let meaning: String
    /// Why it may be missing.
    let absence: String
    let decoder: ValueDecoder
}
