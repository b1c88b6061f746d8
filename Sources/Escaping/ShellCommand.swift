/// A shell command in which every value taken from an alert has been quoted: safe to paste into a POSIX shell.
package struct ShellCommand: Sendable, Hashable {
    /// The longest value that is quoted, in bytes.
    package static let longestValue = 4096

    /// The command as POSIX shell. Holds printable characters only, on one line.
    package private(set) var text: String = ""
    private var context = ShellContext()

    /// Whether no quotes are open at its end.
    package var isWhole: Bool { context.isOutsideQuotes }

    package init() {}

    /// Adds shell text of our own.
    package mutating func append(_ syntax: String) {
        text += syntax
        context.read(syntax)
    }

    /// Adds a value taken from an alert, quoted for `dash` and `bash` alike.
    /// - Throws: `UnquotableValue` when the value is unknown, cannot be carried or would act as an option. The command
    ///   then stays as it was.
    package mutating func append(value: String) throws(UnquotableValue) {
        try append(bytes: Array(value.utf8))
    }

    /// Adds bytes taken from an alert, quoted: the shell gives exactly these bytes to the program.
    /// - Throws: `UnquotableValue`, as for a string.
    package mutating func append(bytes: [UInt8]) throws(UnquotableValue) {
        try context.check(bytes)
        text += ShellQuoting.quoted(bytes, startsWord: context.isAtWordStart)
        context.readValue()
    }

    package static func == (a: ShellCommand, b: ShellCommand) -> Bool { a.text == b.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
