/// The words of a simple command, without their quotes, to tell what it does with a value among them. A value is `V`.
struct ShellCommandWords {
    private static let shells: Set<String> = [
        "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish", "rbash",
    ]
    private static let languages: Set<String> = [
        "perl", "python", "python2", "ruby", "node", "nodejs", "php", "lua", "tclsh", "expect", "Rscript",
        "pwsh",
    ]
    private static let filters: Set<String> = ["awk", "gawk", "mawk", "nawk", "sed"]
    private static let containerTools: Set<String> = ["docker", "podman", "nerdctl", "crictl"]
    private static let findActions: Set<String> = ["-exec", "-execdir", "-ok", "-okdir"]
    private static let asProgram = "the value would be run as a program"

    private let words: ArraySlice<String>

    init(_ words: [String]) {
        self.init(words[...])
    }

    private init(_ words: ArraySlice<String>) {
        self.words = words
    }

    // MARK: A value among the words

    /// Why a value must not follow `word`, the start of a word, or stand as one of its own.
    func objection(to word: String, isNew: Bool) -> String? {
        var rest = ShellCommandWords.withoutRedirections(words)
        while true {
            rest = rest.drop { ShellCommandWords.isAssignment($0) || ShellProgram.keywords.contains($0) }
            guard let first = rest.first else {
                return ShellCommandWords.isAssignment(word) ? nil : ShellCommandWords.asProgram
            }
            let name = ShellCommandWords.program(first)
            let arguments = rest.dropFirst()
            switch ShellCommandWords.next(name, arguments, word) {
            case .nothing: return nil
            case .script: return "`\(name)` runs the value"
            case .value where ShellCommandWords.isAssignment(word): return nil
            case .value: return ShellCommandWords.asProgram
            case .command where name == "ssh": return "the shell of the other host reads the value anew"
            case .command(let command): rest = command
            case .none:
                return ShellCommandWords.objection(name, arguments, word, isNew)
                    ?? ShellCommandWords.isScript(after: Array(rest))
            }
        }
    }

    private enum Next {
        /// The program takes the value for itself.
        case nothing
        /// The value would be what it starts.
        case value
        /// The value would be (a part of) what one of its options tells it to run.
        case script
        case command(ArraySlice<String>)
    }

    /// What a program starts, if that is its business; `word` comes after the arguments.
    private static func next(_ name: String, _ arguments: ArraySlice<String>, _ word: String) -> Next? {
        if let starter = ShellProgram.starters[name] { return next(starter, arguments, word) }
        if containerTools.contains(name) || name == "ip" && arguments.contains("netns") {
            guard let place = arguments.firstIndex(of: "exec") else { return nil }
            return next(ShellProgram.inside, arguments[(place + 1)...], word)
        }
        if name == "kubectl" || name == "oc" {
            guard arguments.contains("exec"), let place = arguments.firstIndex(of: "--") else { return nil }
            let command = arguments[(place + 1)...]
            return command.isEmpty ? .value : .command(command)
        }
        if name == "find", let place = arguments.lastIndex(where: findActions.contains) {
            let command = arguments[(place + 1)...]
            if command.contains(";") || command.last == "+" { return nil }
            return command.isEmpty ? .value : .command(command)
        }
        return nil
    }

    private static func next(
        _ starter: ShellProgram, _ arguments: ArraySlice<String>, _ word: String
    ) -> Next {
        var rest = arguments
        var operands = starter.operands
        var takesOptions = true
        while let first = rest.first {
            if takesOptions, first == "--" {
                takesOptions = false
                rest = rest.dropFirst()
            } else if takesOptions, first.hasPrefix("-") {
                if starter.attaching.contains(first) { return .nothing }
                if isOne(of: starter.running, first) {
                    return rest.count == 1 ? .script : .nothing
                }
                let length = starter.length(of: first)
                if rest.count < length { return .nothing }
                rest = rest.dropFirst(length)
            } else if operands > 0 {
                operands -= 1
                rest = rest.dropFirst()
            } else if isAssignment(first) {
                rest = rest.dropFirst()
            } else {
                return .command(rest)
            }
        }
        if takesOptions, word.hasPrefix("-") { return holds(starter.running, word) ? .script : .nothing }
        return operands > 0 ? .nothing : .value
    }

    /// Why a program that starts no other must not be given the value.
    private static func objection(
        _ name: String, _ arguments: ArraySlice<String>, _ word: String, _ isNew: Bool
    ) -> String? {
        if ShellProgram.runningAll.contains(name) { return "`\(name)` runs the value, or works it out" }
        if name == "declare" || name == "typeset" || name == "local" {
            let counts = arguments.contains { $0.hasPrefix("-") && $0.contains("i") }
            return counts || !isAssignment(word) ? "`\(name)` may work the value out" : nil
        }
        if name == "." || name == "source" { return arguments.isEmpty ? "`\(name)` runs the value" : nil }
        if let running = ShellProgram.runningOptions[name] {
            if isNew, let last = arguments.last, isOne(of: running, last) {
                return "`\(name) \(last)` runs the value"
            }
            if !isNew, holds(running, word) { return "`\(name) \(word)` runs the value" }
        }
        if name == "jq" || name == "yq" { return jqObjection(name, arguments, word) }
        if isInterpreter(name) {
            let hasScript = arguments.contains { !$0.hasPrefix("-") || $0 == "-" }
            if !hasScript || word.hasPrefix("-") { return "`\(name)` runs the value" }
        }
        return nil
    }

    private static func jqObjection(
        _ name: String, _ arguments: ArraySlice<String>, _ word: String
    ) -> String? {
        var rest = arguments
        while let first = rest.first {
            let length: Int
            switch first {
            case "--arg", "--argjson", "--slurpfile", "--rawfile": length = 3
            case "--indent", "-L": length = 2
            case "-f", "--from-file": return nil
            case let option where option.hasPrefix("-"): length = 1
            default: return nil
            }
            if rest.count < length { return nil }
            rest = rest.dropFirst(length)
        }
        return word.hasPrefix("-") ? nil : "`\(name)` takes its first operand for its program"
    }

    /// Whether the value would be (a part of) the script of a shell, a language, `awk` or `sed` somewhere among `words`.
    private static func isScript(after words: [String]) -> String? {
        guard
            let place = words.lastIndex(where: { isInterpreter(program($0)) || filters.contains(program($0)) }
            )
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
        let isCommand = place == 0 || words[place - 1] == "--"
        if let last = rest.last, last.hasPrefix("-"), !last.hasPrefix("--") {
            let runs = last.utf8.contains(shells.contains(name) ? UInt8(ascii: "c") : UInt8(ascii: "e"))
            if runs || last == "-c" { return "`\(name) \(last)` runs the value" }
        }
        if rest.isEmpty, isCommand { return "`\(name)` runs the value" }
        return nil
    }

    // MARK: A value in what the command reads

    /// Why the command must not read a value from its standard input.
    var inputObjection: String? {
        var rest = ShellCommandWords.withoutRedirections(words)
        while true {
            rest = rest.drop { ShellCommandWords.isAssignment($0) || ShellProgram.keywords.contains($0) }
            guard let first = rest.first else { return nil }
            let name = ShellCommandWords.program(first)
            let arguments = rest.dropFirst()
            if name == "xargs" { return ShellCommandWords.xargsObjection(rest) }
            switch ShellCommandWords.next(name, arguments, "") {
            case .nothing, .script: return nil
            case .value:
                return name == "ssh" || name == "su"
                    ? "`\(name)` runs what it reads, and with it the value" : nil
            case .command(let command): rest = command
            case .none: return ShellCommandWords.inputObjection(name, arguments)
            }
        }
    }

    private static func inputObjection(_ name: String, _ arguments: ArraySlice<String>) -> String? {
        let objection = "`\(name)` runs what it reads, and with it the value"
        let readsAll = ["parallel", "at", "batch"].contains(name)
        let readsFile = [".", "source"].contains(name) && arguments.first == "/dev/stdin"
        if readsAll || readsFile { return objection }
        guard isInterpreter(name) else { return nil }
        let script = arguments.first { !$0.hasPrefix("-") || $0 == "-" }
        return script == nil || script == "-" || script == "/dev/stdin" || arguments.contains("-s")
            ? objection : nil
    }

    /// `xargs` puts what it reads behind its words, or in the place of one.
    private static func xargsObjection(_ words: ArraySlice<String>) -> String? {
        guard case .command(let command) = next("xargs", words.dropFirst(), "") else { return nil }
        guard let mark = replaced(words[..<command.startIndex]), !mark.isEmpty else {
            return ShellCommandWords(command).objection(to: "", isNew: true)
        }
        for place in command.indices where command[place].contains(mark) {
            let isWhole = command[place] == mark
            let start = isWhole ? "" : String(command[place].prefix { $0 != mark.first })
            let before = ShellCommandWords(command[..<place])
            if let objection = before.objection(to: start, isNew: start.isEmpty) { return objection }
        }
        return nil
    }

    /// The word that `xargs -I` puts the lines in place of.
    private static func replaced(_ words: ArraySlice<String>) -> String? {
        for (place, word) in zip(words.indices, words) {
            if word == "-I" { return place + 1 < words.endIndex ? words[place + 1] : nil }
            if word.hasPrefix("-I") { return String(word.dropFirst(2)) }
            if word.hasPrefix("--replace=") { return String(word.dropFirst("--replace=".count)) }
            if word == "-i" || word == "--replace" { return "{}" }
        }
        return nil
    }

    // MARK: Words

    private static func isInterpreter(_ name: String) -> Bool {
        shells.contains(name) || languages.contains(name) || name.hasPrefix("python3")
    }

    /// Whether the word is one of the options, or letters of which the last is one.
    private static func isOne(of options: Set<String>, _ word: String) -> Bool {
        if options.contains(word) { return true }
        guard word.hasPrefix("-"), !word.hasPrefix("--"), let last = word.last else { return false }
        return options.contains("-\(last)")
    }

    /// Whether one of the options begins the word, so that its argument stands in it.
    private static func holds(_ options: Set<String>, _ word: String) -> Bool {
        if word.hasPrefix("--") { return options.contains(String(word.prefix { $0 != "=" })) }
        return word.hasPrefix("-") && options.contains(String(word.prefix(2)))
    }

    static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")), equals > word.startIndex else {
            return false
        }
        return word[..<equals].utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 | 0x20
        }
    }

    static func isRedirection(_ word: String) -> Bool {
        let operators = word.utf8.drop { 0x30...0x39 ~= $0 }
        return !operators.isEmpty
            && operators.allSatisfy { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }
    }

    private static func withoutRedirections(_ words: ArraySlice<String>) -> ArraySlice<String> {
        var kept: [String] = []
        var place = words.startIndex
        while place < words.endIndex {
            let word = words[place]
            let first = word.utf8.drop { 0x30...0x39 ~= $0 }.first
            if isRedirection(word) {
                place += 1
            } else if first != UInt8(ascii: "<"), first != UInt8(ascii: ">") {
                kept.append(word)
            }
            place += 1
        }
        return kept[...]
    }

    static func program(_ word: String) -> String {
        word.split(separator: "/").last.map(String.init) ?? word
    }
}
