internal import Escaping

/// How a call ended.
enum ResultWords {
    static let failed = "The attempt counts, but it had no effect."

    /// `SUCCESS`, an error's name, or a number with or without the name after it: `-2(ENOENT)`.
    static func meaning(_ value: String, words: ValueWords) -> Prose {
        if value == "SUCCESS" { return Prose("The call succeeded.") }
        var name = value
        if let open = value.utf8.firstIndex(of: UInt8(ascii: "(")), value.utf8.last == UInt8(ascii: ")") {
            name = String(value[value.utf8.index(after: open)...].dropLast())
        }
        if name == "EINPROGRESS", let why = words[.errno, name] {
            return Prose(Wording.capitalised(why) + ".")
        }
        if let why = words[.errno, name] { return Prose("The call failed: \(ours: why). \(ours: failed)") }
        if let number = Int64(value) { return Prose(ResultWords.number(number)) }
        return value.hasPrefix("E") ? Prose("The call failed. \(ours: failed)") : Prose()
    }

    static func number(_ number: Int64) -> String {
        number < 0
            ? "The call failed with error number \(number.magnitude). \(failed)" : "The call succeeded."
    }
}
