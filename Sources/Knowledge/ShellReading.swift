/// Follows the shell text of a playbook's command to tell where a value would be run instead of passed along. It knows as
/// much of the shell as that takes, and lets through what it does not understand.
struct ShellReading {
    private enum Kind { case command, arithmetic, backticks }
    private enum Quote { case none, single, double }

    /// A command, or what stands in parentheses within one.
    private struct Frame {
        var kind = Kind.command
        var quote = Quote.none
        /// The words of the simple command so far, without their quotes; a value is `V`.
        var words: [String] = []
        var word = ""
        var hasWord = false

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
            if top.kind == .backticks { close() } else { frames.append(Frame(kind: .backticks)) }
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
            frames.append(Frame(kind: .arithmetic))
            return 3
        }
        if rest.first == UInt8(ascii: "(") {
            frames.append(Frame())
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
        case UInt8(ascii: "("): frames.append(Frame())
        case UInt8(ascii: ")"):
            if top.kind == .arithmetic, next == byte {
                close()
                return 2
            }
            if frames.count > 1 { close() } else { top.endCommand() }
        case UInt8(ascii: " "), UInt8(ascii: "\t"): top.endWord()
        case UInt8(ascii: "&"):
            let isRedirection =
                top.word.hasSuffix(">") || top.word.hasSuffix("<") || next == UInt8(ascii: ">")
            if isRedirection { top.put(byte) } else { top.endCommand() }
        case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "\n"): top.endCommand()
        default: top.put(byte)
        }
        return 1
    }

    private mutating func close() {
        if frames.count > 1 { frames.removeLast() }
        top.put(UInt8(ascii: "V"))
    }

    /// Follows a value.
    mutating func readValue() {
        top.put(UInt8(ascii: "V"))
    }

    // MARK: What a value would be

    private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh"]
    private static let languages: Set<String> = ["perl", "python", "python3", "ruby", "node", "php", "lua"]
    private static let filters: Set<String> = ["awk", "gawk", "mawk", "nawk", "sed"]
    /// What comes before a command and is none itself.
    private static let before: Set<String> = [
        "!", "{", "if", "then", "else", "elif", "while", "until", "do", "sudo", "exec", "command", "nohup",
        "time", "setsid", "env", "builtin", "xargs",
    ]
    private static let containerTools: Set<String> = ["docker", "podman", "nerdctl", "crictl"]

    /// Why a value must not come next; `nil` when it may, as far as this can tell.
    var objection: String? {
        if frames.contains(where: { $0.kind == .arithmetic }) {
            return "in `$((…))` the shell works the value out, and runs what it holds"
        }
        if frames.contains(where: { $0.kind == .backticks }) {
            return "between backticks the shell reads the value twice"
        }
        let words = top.words
        let word = top.word
        if ShellReading.isAssignment(word) || word.hasPrefix(">") || word.hasPrefix("<") { return nil }
        let isNew = !top.hasWord
        if let last = words.last, isNew, ShellReading.isRedirection(last) { return nil }
        let command = words.drop { ShellReading.isAssignment($0) || ShellReading.before.contains($0) }
        guard let name = command.first.map(ShellReading.program) else {
            return "the value would be run as a program"
        }
        if name == "eval" { return "`eval` runs the value" }
        if let last = words.last {
            if ["-exec", "-execdir", "-ok", "-okdir"].contains(last) { return "`\(last)` runs the value" }
            if last == "--", ShellReading.runsOthers(command) { return "the value would be run as a program" }
        }
        let operands = command.filter { $0 != "--" }
        if operands.count == 3, isNew, ShellReading.containerTools.contains(name), operands[1] == "exec",
            !operands[2].hasPrefix("-")
        {
            return "the value would be run as a program"
        }
        return ShellReading.isScript(after: words)
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")), equals > word.startIndex else {
            return false
        }
        return word[..<equals].utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 | 0x20
        }
    }

    private static func isRedirection(_ word: String) -> Bool {
        let operators = word.utf8.drop { 0x30...0x39 ~= $0 }
        return !operators.isEmpty
            && operators.allSatisfy { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }
    }

    private static func program(_ word: String) -> String {
        word.split(separator: "/").last.map(String.init) ?? word
    }

    /// Whether what follows the first `--` is a command.
    private static func runsOthers(_ command: ArraySlice<String>) -> Bool {
        guard command.count(where: { $0 == "--" }) == 1 else { return false }
        let name = command.first.map(program) ?? ""
        return name == "kubectl" && command.contains("exec")
            || ["nsenter", "unshare", "timeout", "chroot"].contains(name)
    }

    /// Whether the value would be (a part of) the script of a shell, a language, `awk` or `sed` somewhere among `words`.
    private static func isScript(after words: [String]) -> String? {
        guard
            let place = words.lastIndex(where: { word in
                let name = program(word)
                return shells.contains(name) || languages.contains(name) || filters.contains(name)
            })
        else { return nil }
        let name = program(words[place])
        let rest = words[(place + 1)...]
        if filters.contains(name) {
            let options = rest.indices.filter { index in
                rest[index].hasPrefix("-")
                    || index > rest.startIndex && ["-v", "-F"].contains(rest[index - 1])
            }
            // The argument of `-v` sets a variable, that of `-F` parts columns.
            if options.count < rest.count || rest.last == "-v" || rest.last == "-F" { return nil }
            return "`\(name)` takes its first operand for its program"
        }
        // Only as a command: a path or a name in a list may be called so too.
        let isCommand = place == 0 || words[place - 1] == "--" || before.contains(words[place - 1])
        if let last = rest.last, last.hasPrefix("-"), !last.hasPrefix("--") {
            let runs = last.utf8.contains(shells.contains(name) ? UInt8(ascii: "c") : UInt8(ascii: "e"))
            if runs || last == "-c" { return "`\(name) \(last)` runs the value" }
        }
        if rest.isEmpty, isCommand { return "`\(name)` runs the value" }
        return nil
    }
}
