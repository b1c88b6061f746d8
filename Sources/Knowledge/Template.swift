/// Our own words with places for an alert's values, parsed. `Analysis` fills it: prose into `Prose` with the values
/// marked, commands into `ShellCommand` with the values quoted.
package struct Template: Sendable, Hashable {
    package enum Segment: Sendable, Hashable {
        case words(String)
        /// A field's value. Without a fallback the whole item is left out when the field says nothing.
        case field(String, fallback: String?)
        case derived(DerivedWord, fallback: String?)
    }

    package let segments: [Segment]

    package init(segments: [Segment]) {
        self.segments = segments
    }

    /// The fields it asks for, in order.
    package var fields: [String] {
        segments.compactMap { if case .field(let name, _) = $0 { name } else { nil } }
    }
}
