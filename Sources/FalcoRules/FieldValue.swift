/// What one alert says of one field.
package enum FieldValue {
    /// The alert does not print the field.
    case unknown
    /// Falco had no value: every comparison with it fails, also `!=`, and so its negation holds.
    case missing
    /// The bytes as the alert prints them. They may be empty: an empty text is a value.
    case bytes(UnsafeRawBufferPointer)
    /// What the alert prints is either the word that stands for no value, or a text of just these bytes: Falco itself
    /// gives that word as the name of a user that it does not know.
    case missingOr(UnsafeRawBufferPointer)
}

/// What conditions are evaluated against: one alert.
package protocol FieldSource {
    /// The field's value. The bytes must stay where they are while the condition is evaluated.
    /// - Parameter name: as Falco prints it, for example `proc.aname[2]`.
    func value(of name: String) -> FieldValue
}
