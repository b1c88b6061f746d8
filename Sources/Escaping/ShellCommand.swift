/// A shell command in which every value taken from an alert has been quoted: safe to paste into a POSIX shell.
package struct ShellCommand: Sendable, Hashable {
    /// The command as POSIX shell. Holds printable characters only.
    package private(set) var text: String = ""

    package init() {}

    /// Adds shell text of our own.
    package mutating func append(_ syntax: String) {
        text += syntax
    }
}
