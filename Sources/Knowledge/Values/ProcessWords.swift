internal import Escaping

/// Names, ids and files of processes.
enum ProcessWords {
    private static let interpreters: Set<String> = [
        "ash", "bash", "busybox", "dash", "ksh", "lua", "node", "perl", "php", "ruby", "sh", "zsh",
    ]

    /// The kernel's name of a process, beside the file that it runs.
    static func comm(_ name: String, program: String?) -> Prose {
        if let program, let file = otherFile(than: name, program) {
            let isInterpreter = interpreters.contains(file) || file.hasPrefix("python")
            return isInterpreter
                ? Prose("Runs in \(value: file): a script, or a process that has renamed itself.")
                : Prose(
                    "The file that runs is called \(value: file): a link, or a process that has renamed itself."
                )
        }
        if name.utf8.count >= 15 {
            return Prose("15 bytes, the kernel's limit: the real name may be longer.")
        }
        return Prose()
    }

    /// The file's name when the process's name is not its beginning.
    private static func otherFile(than name: String, _ program: String) -> String? {
        if program.hasPrefix("memfd:") { return nil }
        let file = String(program.lastPathPart)
        if file.isEmpty || name.isEmpty || file == name { return nil }
        return name.utf8.count >= 15 && file.utf8.starts(with: name.utf8) ? nil : file
    }

    /// The first word of a command line, beside the file that runs.
    static func argv0(_ value: String, program: String?) -> Prose {
        if value.hasPrefix("-") { return Prose("The leading `-` marks a login shell.") }
        if let program, value.lastPathPart != program.lastPathPart, !program.isEmpty,
            !program.hasPrefix("memfd:")
        {
            return Prose("Not the name of the file that runs, \(value: program): set by whoever started it.")
        }
        return Prose()
    }

    /// A command line: whether it is whole, and what gives it away.
    static func commandLine(_ value: String, words: ValueWords) -> Prose {
        var pieces = words.arguments.found(in: value, limit: 3)
        if value.utf8.count >= 4096 { pieces.append("cut at 4096 bytes, the rest is not known") }
        return Prose(Wording.sentence(pieces))
    }

    static func environment(_ value: String, words: ValueWords) -> String {
        words.environment.found(in: value, limit: 3).joined(separator: " ")
    }

    static func pid(_ value: String) -> Prose {
        if ["0", "-1", "4294967295"].contains(value) { return "Not known to Falco." }
        return ValueShape.isProcessID(value) ? "" : "This is no process id."
    }

    static func parentPid(_ value: String) -> Prose {
        switch value {
        case "1": "The first process: a service of the system, or a parent that has ended and left it there."
        case "0": "A parent outside this process id namespace, or the kernel."
        default: pid(value)
        }
    }

    static func virtualPid(_ value: String, pid: String?, inContainer: Bool) -> Prose {
        if value == "1", inContainer {
            return "The container's first process: when it ends, the container ends."
        }
        if value == pid, inContainer {
            return "The same as on the host: the container shares the host's process ids."
        }
        return ProcessWords.pid(value)
    }

    static func descriptorNumber(_ value: String) -> Prose {
        switch value {
        case "0": "Standard input."
        case "1": "Standard output."
        case "2": "Standard error."
        case "-1": "No descriptor: the call failed."
        default: ""
        }
    }

    /// All arguments of a call in one line, as Falco prints them.
    static func arguments(_ value: String) -> Prose {
        if value.holds("AF_PACKET") {
            return value.holds("proto=768")
                ? "A packet socket: it reads and sends whole frames of a network interface, of every protocol (768 is ETH_P_ALL in network byte order)."
                : "A packet socket: it reads and sends whole frames of a network interface."
        }
        if value.holds("AF_ALG") { return "A socket to the kernel's cryptography." }
        if value.holds("AF_NETLINK") { return "A socket to the kernel, for settings such as the network's." }
        return ""
    }
}
