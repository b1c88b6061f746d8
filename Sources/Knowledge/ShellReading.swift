/// Follows the shell text of a playbook's command to tell where a value would be run instead of passed along. It knows as
/// much of the shell as that takes, and lets through what it does not understand.
struct ShellReading {
    private enum Kind { case command, arithmetic, brackets, backticks }
    private enum Quote { case none, single, double }

    /// A command, or what stands in parentheses within one.
    private struct Frame {
        var kind = Kind.command
        var quote = Quote.none
        /// The words of the simple command so far, without their quotes; a value is `V`.
        var words: [String] = []
        var word = ""
        var hasWord = false
        /// Whether what it prints becomes a word of the command around it.
        var isValue = false
        /// Whether a value stood in it so far.
        var sawValue = false
        /// Whether a value may be in what its commands read.
        var isFed = false

        mutating func put(_ byte: UInt8) {
            word.unicodeScalars.append(Unicode.Scalar(byte))
            hasWord = true
        }

        mutating func endWord() {
            if hasWord { words.append(word) }
            word = ""
            hasWord = false
        }

        mutating func endCommand() {
            endWord()
            words = []
        }
    }

    /// Why a value would be run by what reads it from a pipe; `nil` so far.
    private(set) var failure: String?

    private var frames = [Frame()]
    private var top: Frame {
        get { frames[frames.count - 1] }
        set { frames[frames.count - 1] = newValue }
    }

    /// Follows shell text of our own.
    mutating func read(_ text: String) {
        let bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count { place += read(bytes[place], bytes[(place + 1)...]) }
    }

    /// The text is at its end.
    mutating func finish() {
        for _ in 1..<frames.count { close() }
        endCommand()
    }

    private mutating func open(_ kind: Kind = .command, isValue: Bool) {
        frames.append(Frame(kind: kind, isValue: isValue, isFed: top.isFed))
    }

    private mutating func endCommand() {
        top.endWord()
        if top.isFed, top.kind == .command, failure == nil {
            failure = ShellCommandWords(top.words).inputObjection
        }
        top.words = []
    }

    /// Reads one byte, and more where it takes more to understand it.
    /// - Returns: how many.
    private mutating func read(_ byte: UInt8, _ rest: ArraySlice<UInt8>) -> Int {
        let next = rest.first
        switch (top.quote, byte) {
        case (.single, UInt8(ascii: "'")), (.double, UInt8(ascii: "\"")): top.quote = .none
        case (.single, _): top.put(byte)
        case (_, UInt8(ascii: "\\")):
            if let next { top.put(next) }
            return 2
        case (_, UInt8(ascii: "$")): return readDollar(rest)
        case (_, UInt8(ascii: "`")):
            if top.kind == .backticks { close() } else { open(.backticks, isValue: true) }
        case (.double, _): top.put(byte)
        case (_, UInt8(ascii: "'")):
            top.quote = .single
            top.hasWord = true
        case (_, UInt8(ascii: "\"")):
            top.quote = .double
            top.hasWord = true
        default: return readBare(byte, next)
        }
        return 1
    }

    private mutating func readDollar(_ rest: ArraySlice<UInt8>) -> Int {
        if rest.starts(with: "((".utf8) {
            open(.arithmetic, isValue: true)
            return 3
        }
        if rest.first == UInt8(ascii: "(") {
            open(isValue: true)
            return 2
        }
        if rest.first == UInt8(ascii: "[") {
            open(.brackets, isValue: true)
            return 2
        }
        top.put(UInt8(ascii: "$"))
        guard rest.first == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
            return 1
        }
        for byte in rest[...end] { top.put(byte) }
        return end - rest.startIndex + 2
    }

    private mutating func readBare(_ byte: UInt8, _ next: UInt8?) -> Int {
        switch byte {
        case UInt8(ascii: "("):
            if next == byte {
                open(.arithmetic, isValue: false)
                return 2
            }
            openParenthesis()
        case UInt8(ascii: ")"):
            if top.kind == .arithmetic, next == byte {
                close()
                return 2
            }
            if frames.count > 1 { close() } else { endCommand() }
        case UInt8(ascii: "]") where top.kind == .brackets: close()
        case UInt8(ascii: " "), UInt8(ascii: "\t"): top.endWord()
        case UInt8(ascii: "&"):
            let isRedirection =
                top.word.hasSuffix(">") || top.word.hasSuffix("<") || next == UInt8(ascii: ">")
            if isRedirection { top.put(byte) } else { endCommand() }
        case UInt8(ascii: "|"):
            endCommand()
            if next == byte { return 2 }
            if top.sawValue { top.isFed = true }
        case UInt8(ascii: ";"), UInt8(ascii: "\n"): endCommand()
        default: top.put(byte)
        }
        return 1
    }

    /// A subshell, or one whose input or output is named like a file.
    private mutating func openParenthesis() {
        let isInput = top.word == "<"
        let isNamed = isInput || top.word == ">"
        if isNamed {
            top.word = ""
            top.hasWord = false
        }
        let sawValue = top.sawValue
        open(isValue: isNamed)
        if isNamed { top.isFed = !isInput && sawValue }
    }

    private mutating func close() {
        endCommand()
        if frames.count > 1 { frames.removeLast() }
        top.put(UInt8(ascii: "V"))
    }

    /// Follows a value.
    mutating func readValue() {
        for index in frames.indices { frames[index].sawValue = true }
        let isInput = top.hasWord ? top.word.hasPrefix("<") : top.words.last?.hasPrefix("<") == true
        if isInput { top.isFed = true }
        top.put(UInt8(ascii: "V"))
    }

    // MARK: What a value would be

    /// Why a value must not come next; `nil` when it may, as far as this can tell.
    var objection: String? {
        if frames.contains(where: { $0.kind == .arithmetic || $0.kind == .brackets }) {
            return "in `$((…))` and `((…))` the shell works the value out, and runs what it holds"
        }
        if frames.contains(where: { $0.kind == .backticks }) {
            return "between backticks the shell reads the value twice"
        }
        for (index, frame) in frames.enumerated() {
            // What stands in a subshell is no word of the command around it.
            guard index == frames.count - 1 || frames[index + 1].isValue else { continue }
            if let objection = ShellReading.objection(in: frame) { return objection }
        }
        return nil
    }

    private static func objection(in frame: Frame) -> String? {
        let word = frame.word
        if isOpen("{", "}", in: word) {
            return "in `${…}` the shell may work the value out, and run what it holds"
        }
        if word.hasPrefix(">") || word.hasPrefix("<") { return nil }
        let isNew = !frame.hasWord
        if let last = frame.words.last, isNew, ShellCommandWords.isRedirection(last) { return nil }
        return ShellCommandWords(frame.words).objection(to: word, isNew: isNew)
    }

    /// Whether `$` and a bracket stand in the word, and nothing closes them.
    private static func isOpen(_ opening: Character, _ closing: Character, in word: String) -> Bool {
        guard let place = word.lastIndex(of: "$") else { return false }
        let rest = word[word.index(after: place)...]
        return rest.first == opening && !rest.contains(closing)
    }
}
