/// What "inert on a terminal" means to the tests, written down a second time and from the standard library's tables.
enum Inert {
    /// Scalars of `text` that a terminal or a reader could be fooled by. Newlines count unless allowed.
    static func faults(in text: String, newlines: Bool = false) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { scalar in
            if scalar == " " || (newlines && scalar == "\n") { return false }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse,
                .surrogate:
                return true
            default:
                return scalar.properties.isDefaultIgnorableCodePoint
                    || scalar.properties.isNoncharacterCodePoint
            }
        }
    }
}
