/// A shell command in which every value taken from an alert has been quoted: safe to paste into a POSIX shell.
package struct ShellCommand: Sendable, Hashable {
    /// The longest value that is quoted, in bytes.
    package static let longestValue = 4096

    /// The command as POSIX shell. Holds printable characters only, on one line.
    package private(set) var line = Text()
    /// What the text so far means for what comes next.
    package private(set) var context = ShellContext()

    /// The same as a string.
    package var text: String { line.string }

    /// Whether no quotes are open at its end.
    package var isWhole: Bool { context.isOutsideQuotes }

    package init() {}

    /// An empty command with room for that many bytes.
    package init(capacity: Int) {
        line.reserve(capacity)
    }

    /// Adds shell text of our own.
    package mutating func append(_ syntax: String) {
        line.append(syntax)
        context.read(syntax)
    }

    /// The same for text that was read once already, behind the same text as now.
    /// - Parameters:
    ///   - isPlain: what `Escaping.isPlain` says of it.
    ///   - context: what it led to.
    package mutating func append(
        _ syntax: UnsafeBufferPointer<UInt8>, isPlain: Bool, leadingTo context: ShellContext
    ) {
        line.append(syntax, isPlain: isPlain)
        self.context = context
    }

    /// Adds a value taken from an alert, quoted for `dash` and `bash` alike.
    /// - Throws: `UnquotableValue` when the value is unknown, cannot be carried or would act as an option. The command
    ///   then stays as it was.
    package mutating func append(value: String) throws(UnquotableValue) {
        var failure: UnquotableValue?
        Escaping.withUTF8(value) { failure = add($0) }
        if let failure { throw failure }
    }

    /// Adds bytes taken from an alert, quoted: the shell gives exactly these bytes to the program.
    /// - Throws: `UnquotableValue`, as for a string.
    package mutating func append(bytes: [UInt8]) throws(UnquotableValue) {
        if let failure = bytes.withUnsafeBufferPointer({ add($0) }) { throw failure }
    }

    private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) -> UnquotableValue? {
        do {
            try context.check(bytes)
        } catch {
            return error
        }
        ShellQuoting.append(bytes, to: &line, startsWord: context.isAtWordStart)
        context.readValue()
        return nil
    }

    package static func == (a: ShellCommand, b: ShellCommand) -> Bool { a.line == b.line }

    package func hash(into hasher: inout Hasher) { hasher.combine(line) }
}
