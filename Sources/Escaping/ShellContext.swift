/// What the shell text so far means for a value that comes next.
package struct ShellContext: Sendable, Hashable {
    private enum Quote: Sendable { case none, single, double }

    private var quote = Quote.none
    /// Of the word being written no more than decides: how long it is, its first byte, and how many dashes it begins
    /// with. More than three bytes or dashes count as three.
    private var length: UInt8 = 0
    private var first: UInt8 = 0
    private var dashes: UInt8 = 0
    /// Whether a value is part of the word.
    private var wordHasValue = false
    /// Whether options have ended in this simple command: `--` came, and after it nothing of ours but paths.
    private var optionsEnded = false
    private var isEscaped = false

    var isOutsideQuotes: Bool { quote == .none && !isEscaped }
    var isAtWordStart: Bool { length == 0 && !wordHasValue }

    /// Follows shell text of our own.
    mutating func read(_ syntax: String) {
        var syntax = syntax
        syntax.withUTF8 { for byte in $0 { read(byte) } }
    }

    /// Follows a value that was added.
    mutating func readValue() {
        wordHasValue = true
    }

    /// Whether `bytes` may come next.
    func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(UnquotableValue) {
        func refuse(_ code: UnquotableValue.Code, _ message: String) -> UnquotableValue {
            UnquotableValue(code: code, message: message)
        }
        if bytes.isEmpty || bytes.count == 4 && bytes.elementsEqual("<NA>".utf8) {
            throw refuse(.missing, "the value is unknown")
        }
        if bytes.count > ShellCommand.longestValue {
            throw refuse(.tooLong, "the value is longer than \(ShellCommand.longestValue) bytes")
        }
        if bytes.contains(0) { throw refuse(.unrepresentable, "no shell word can hold a NUL byte") }
        if bytes.last == UInt8(ascii: "\n") {
            throw refuse(.unrepresentable, "the shell would drop the newline at the end of the value")
        }
        if quote != .none || isEscaped { throw refuse(.insideQuotes, "the value would stand inside quotes") }
        if bytes[0] == UInt8(ascii: "-"), isAtWordStart, !optionsEnded {
            throw refuse(.option, "the value begins with '-' and would be taken for an option")
        }
    }

    private mutating func read(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
            put(byte)
            return
        }
        switch (quote, byte) {
        case (.single, UInt8(ascii: "'")), (.double, UInt8(ascii: "\"")): quote = .none
        case (.single, _): put(byte)
        case (_, UInt8(ascii: "\\")): isEscaped = true
        case (.double, _): put(byte)
        case (_, UInt8(ascii: "'")): quote = .single
        case (_, UInt8(ascii: "\"")): quote = .double
        case (_, UInt8(ascii: " ")), (_, UInt8(ascii: "\t")): endWord()
        case (_, UInt8(ascii: "|")), (_, UInt8(ascii: ";")), (_, UInt8(ascii: "&")), (_, UInt8(ascii: "(")),
            (_, UInt8(ascii: ")")), (_, UInt8(ascii: "`")), (_, UInt8(ascii: "\n")):
            endWord()
            optionsEnded = false
        default: put(byte)
        }
    }

    private mutating func put(_ byte: UInt8) {
        if length == 0 { first = byte }
        if dashes == length, byte == UInt8(ascii: "-") { dashes = min(dashes + 1, 3) }
        length = min(length + 1, 3)
    }

    private mutating func endWord() {
        defer {
            length = 0
            dashes = 0
            wordHasValue = false
        }
        if isAtWordStart || wordHasValue { return }
        if length == 2, dashes == 2 {
            optionsEnded = true
        } else if first != UInt8(ascii: "/"), first != UInt8(ascii: ".") {
            // As in `kubectl exec pod -- cat FILE`: a command with options of its own begins here.
            optionsEnded = false
        }
    }
}
