internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// What an exception for an alert could stand on, and what speaks against one.
struct TuningGrounds {
    private static let mostKeys = 5
    /// What takes more than a name to imitate.
    private static let strong: Set<String> = [
        "container.image.repository", "container.image.digest", "proc.exepath", "proc.pexepath", "fd.name",
        "proc.hash.sha256", "k8s.ns.name",
    ]
    /// What must be a path from the root: anything else is a name.
    private static let paths: Set<String> = ["fd.name", "proc.exepath", "proc.pexepath"]
    /// Places where any user may put a program, beside those for passing files.
    private static let openPlaces = ["/run/user/", "/proc/", "memfd:", "/memfd:"]

    let facts: AlertFacts
    let assessment: Report.Assessment
    private let bound: BoundPlan
    /// The playbook's reason for none.
    private let veto: Prose?

    init(_ composer: Composer, _ assessment: Report.Assessment, veto: Prose?) {
        facts = composer.facts
        bound = composer.bound
        self.assessment = assessment
        self.veto = veto
    }

    /// The fields that the exception stands on: those of the playbook that the alert has.
    func usableKeys() -> [String] {
        let byDefault = ["container.image.repository", "proc.exepath", "proc.pname", "fd.name"]
        let wanted =
            bound.adviser.flatMap { bound, tuning in
                tuning.keys.isEmpty ? nil : tuning.keys.map(bound.playbook.name)
            } ?? byDefault
        var keys: [String] = []
        for key in wanted where !keys.contains(key) {
            guard let value = facts.value(of: key) else { continue }
            // A connection's name holds a port that is another one next time.
            if key == "fd.name", facts.words.isConnection { continue }
            if TuningGrounds.paths.contains(key), !value.hasPrefix("/") { continue }
            // On a host it is added anyway.
            if key == "container.id", value == "host" { continue }
            keys.append(key)
            if keys.count == TuningGrounds.mostKeys { break }
        }
        return keys
    }

    /// The field that says where an exception is to hold: on hosts, or in containers of the alert's image.
    var place: String? {
        if facts.has(.host) { return "container.id" }
        return facts.has(.container) && facts.value(of: .imageRepository) != nil
            ? "container.image.repository" : nil
    }

    /// The same with the place, which is not counted as a field to stand on.
    func withPlace(_ keys: [String]) -> [String] {
        guard let place, !keys.contains(place) else { return keys }
        return Array(keys.prefix(TuningGrounds.mostKeys - 1)) + [place]
    }

    func objection(to keys: [String]) -> Prose? {
        guard TuningYAML.isWritable(facts.rule) else { return "the alert names no rule." }
        if let veto { return veto }
        if looksLikeAnAttack {
            return
                "this alert itself shows \(assessment.suspicious.count) \(ours: assessment.suspicious.count == 1 ? "sign" : "signs") of an attack (see what speaks for one). Find out first; an exception would hide the next one too."
        }
        if let person {
            return
                "\(value: Excerpt.of(person)) is not an account that only programs use: what a person does, somebody can do who has taken the account over."
        }
        if let path = facts.value(of: .processExecutable),
            PathWords.isTemporary(path) || TuningGrounds.openPlaces.contains(where: path.hasPrefix)
        {
            return
                "the program lies where any user may put one (\(value: Excerpt.of(path))): whoever writes that file next would be excepted as well."
        }
        guard keys.count >= 2 else {
            return keys.isEmpty
                ? "the alert carries none of the fields that an exception could stand on."
                : "an exception on \(ours: keys.joined()) alone hides too much, and the alert carries no second field to stand on."
        }
        let hard = keys.filter(TuningGrounds.strong.contains)
        let strong = hard.filter { !isInterpreter($0) }
        if facts.source == "syscall", strong.isEmpty {
            return hard.isEmpty
                ? "the alert only has names to stand on (\(ours: keys.joined(separator: ", "))), which an intruder can choose at will."
                : "the program is an interpreter, which runs whatever it is given."
        }
        if facts.priority.isAtLeast(.critical), strong.count < 2 {
            return
                "for a rule this severe an exception needs two things that are hard to imitate, such as the image and the executable's path; the alert has \(strong.count)."
        }
        return nil
    }

    var looksLikeAnAttack: Bool {
        !assessment.suspicious.isEmpty && assessment.suspicious.count >= assessment.reassuring.count
    }

    private static let shells: Set<String> = ["ash", "bash", "busybox", "dash", "fish", "ksh", "sh", "zsh"]
    /// Programs that do what another file or their command line says.
    private static let interpreters = shells.union(["gdb", "java", "lua", "node", "nodejs"])
    /// The same with a version behind: `python3.12`.
    private static let versioned = ["lua", "perl", "php", "python", "ruby"]

    /// Whether the field holds the path of an interpreter.
    func isInterpreter(_ key: String) -> Bool {
        guard key == "proc.exepath" || key == "proc.pexepath", let path = facts.value(of: key) else {
            return false
        }
        let name =
            path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] }
            ?? path[...]
        return TuningGrounds.interpreters.contains(String(name))
            || TuningGrounds.versioned.contains(where: name.hasPrefix)
    }

    /// Programs whose work is all in their command line.
    private static let tools: Set<String> = [
        "apk", "apt", "apt-get", "at", "awk", "base64", "cargo", "cat", "cc", "chmod", "chown", "chroot",
        "cp",
        "crictl", "crontab", "ctr", "curl", "dd", "dig", "dnf", "docker", "dpkg", "ed", "egrep", "emacs",
        "env", "find",
        "ftp",
        "gawk", "gcc", "gem", "git", "go", "grep", "gzip", "head", "install", "kubectl", "ld", "less", "ln",
        "make",
        "mawk", "mount", "mv", "mysql", "nano", "nc", "ncat", "nerdctl", "netcat", "nohup", "npm", "nsenter",
        "nslookup",
        "od", "openssl", "pip", "pip3", "podman", "psql", "redis-cli", "rm", "rpm", "rsync", "runc", "scp",
        "sed",
        "sftp", "shred", "socat", "ssh", "strings", "su", "sudo", "systemctl", "tail", "tar", "tcpdump",
        "tee",
        "telnet", "tftp", "timeout", "unshare", "unzip", "vi", "vim", "wget", "xargs", "xxd", "yum", "zip",
    ]

    /// The same with what a program was told that does what it is told, and by whom, unless they say so already. In one
    /// image an interpreter runs one application.
    /// - Returns: `nil` when the alert does not say it, or a person typed it: then whoever uses the program next would be
    ///   excepted as well.
    func withOrders(_ keys: [String]) -> [String]? {
        guard doesWhatItIsTold, !keys.contains(where: tellsWhatWasTold) else { return keys }
        let path = facts.value(of: .processExecutable) ?? facts.value(of: .processName) ?? ""
        guard TuningGrounds.isTool(path) || !keys.contains("container.image.repository") else { return keys }
        let orders = ["proc.cmdline", "proc.pname"].filter {
            facts.value(of: $0) != nil && !keys.contains($0)
        }
        guard !facts.has(.terminal), orders.contains(where: tellsWhatWasTold) else { return nil }
        return keys + orders
    }

    var lacksOrders: Prose {
        "\(value: Excerpt.of(facts.words.process ?? "the program")) does what it is told, and nothing that an exception could stand on says what that was, outside a terminal: whoever uses it next would be excepted as well."
    }

    /// Whether the field says what a program was told, or names the program that told it.
    private func tellsWhatWasTold(_ key: String) -> Bool {
        guard let value = facts.value(of: key) else { return false }
        switch key {
        case "proc.cmdline", "proc.pcmdline", "proc.args": return value.utf8.contains(UInt8(ascii: " "))
        case "proc.pexepath": return !isInterpreter(key) && !TuningGrounds.isTool(value)
        default: return false
        }
    }

    private static func isTool(_ path: String) -> Bool {
        guard let name = path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap({ String($0) }) else {
            return true
        }
        return tools.contains(name) || shells.contains(name)
    }

    /// Whether the process does what its command line says, so that nothing holds for all its command lines.
    var doesWhatItIsTold: Bool {
        guard facts.source == "syscall" else { return false }
        if isInterpreter("proc.exepath") { return true }
        return TuningGrounds.isTool(
            facts.value(of: .processExecutable) ?? facts.value(of: .processName) ?? "")
    }

    /// The account of an audit log's record, when its name does not say that it is a program's.
    private var person: String? {
        if let user = facts.value(of: .auditUser), !user.hasPrefix("system:") { return user }
        if let user = facts.value(of: .googleUser), !user.hasSuffix("gserviceaccount.com") { return user }
        if let user = facts.value(of: .oktaActor) { return user }
        if let user = facts.value(of: .gitHubUser), !user.hasSuffix("[bot]") { return user }
        return nil
    }

    /// Whether a site may do without the rule altogether.
    var isMereNoise: Bool {
        (facts.priority == .informational || facts.priority == .debug) && TuningYAML.isWritable(facts.rule)
            && veto == nil && !looksLikeAnAttack
    }
}
