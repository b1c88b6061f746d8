internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// The narrowest exception that would have kept this alert away, or why there should be none.
struct TuningAdvice {
    private static let file = TuningYAML.file
    private static let mostKeys = 5
    /// What takes more than a name to imitate.
    private static let strong: Set<String> = [
        "container.image.repository", "container.image.digest", "proc.exepath", "proc.pexepath", "fd.name",
        "proc.hash.sha256", "k8s.ns.name",
    ]
    /// What must be a path from the root: anything else is a name.
    private static let paths: Set<String> = ["fd.name", "proc.exepath", "proc.pexepath"]
    /// Places where any user may put a file.
    private static let openPlaces = [
        "/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/proc/", "memfd:", "/memfd:",
    ]

    private let facts: AlertFacts
    private let fingerprint: AlertDigest
    private let plan: RulePlan
    private let tuning: Playbook.Tuning?
    private let words: Wording?
    private let glossary: FieldGlossary
    private let assessment: Report.Assessment
    /// The playbook's reason for none.
    private let veto: Prose?

    init(_ composer: Composer, _ assessment: Report.Assessment, veto: Prose? = nil) {
        facts = composer.facts
        fingerprint = composer.fingerprint
        plan = composer.plan
        tuning = composer.compiled.tuning
        words = composer.compiled.tuningAdvice
        glossary = composer.glossary
        self.assessment = assessment
        self.veto = veto
    }

    /// The narrowest change that Falco takes; or the reason for none, with the last resort where one is bearable.
    var advices: [Report.ConfigurationAdvice] {
        let usable = usableKeys()
        if let reason = objection(to: usable) {
            return [refusal(reason)] + (isMereNoise ? [switchingOff] : [])
        }
        let keys = withPlace(usable)
        if let yaml = TuningYAML.exception(
            rule: facts.rule, fingerprint, keys.map { test($0, Escaping.falcoValue) })
        {
            return [exception(yaml, keys)] + older(keys)
        }
        if let yaml = TuningYAML.condition(rule: facts.rule, keys.map { test($0, Escaping.falcoString) }) {
            return [condition(yaml, keys)]
        }
        let unsafe = keys.first { test($0, Escaping.falcoString).values == nil } ?? keys[0]
        return [
            refusal(
                "the value of `\(ours: unsafe)` cannot be written so that Falco takes it for exactly this text, and an exception without it would hide more."
            )
        ]
    }

    /// The fields that the exception stands on: those of the playbook that the alert has.
    private func usableKeys() -> [String] {
        let byDefault = ["container.image.repository", "proc.exepath", "proc.pname", "fd.name"]
        let wanted = tuning.map(\.keys).flatMap { $0.isEmpty ? nil : $0 } ?? byDefault
        var keys: [String] = []
        for key in wanted where !keys.contains(key) {
            guard let value = facts.value(of: key) else { continue }
            // A connection's name holds a port that is another one next time.
            if key == "fd.name", facts.words.isConnection { continue }
            if TuningAdvice.paths.contains(key), !value.hasPrefix("/") { continue }
            // On a host it is added anyway.
            if key == "container.id", value == "host" { continue }
            keys.append(key)
        }
        return Array(keys.prefix(TuningAdvice.mostKeys))
    }

    /// The same with where the exception is to hold: on hosts, or in containers of this image. It is not counted as a
    /// field to stand on.
    private func withPlace(_ keys: [String]) -> [String] {
        let place: String? =
            if facts.has(.host) {
                "container.id"
            } else if facts.has(.container), facts.value(of: .imageRepository) != nil {
                "container.image.repository"
            } else {
                nil
            }
        guard let place, !keys.contains(place) else { return keys }
        return Array(keys.prefix(TuningAdvice.mostKeys - 1)) + [place]
    }

    private func objection(to keys: [String]) -> Prose? {
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
            TuningAdvice.openPlaces.contains(where: path.hasPrefix)
        {
            return
                "the program lies where any user may put one (\(value: Excerpt.of(path))): whoever writes that file next would be excepted as well."
        }
        guard keys.count >= 2 else {
            return keys.isEmpty
                ? "the alert carries none of the fields that an exception could stand on."
                : "an exception on \(ours: keys.joined()) alone hides too much, and the alert carries no second field to stand on."
        }
        let hard = keys.filter(TuningAdvice.strong.contains)
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

    private var looksLikeAnAttack: Bool {
        !assessment.suspicious.isEmpty && assessment.suspicious.count >= assessment.reassuring.count
    }

    /// Programs that do what another file or their command line says.
    private static let interpreters: Set<String> = [
        "ash", "bash", "busybox", "dash", "fish", "gdb", "java", "ksh", "lua", "node", "nodejs", "sh", "zsh",
    ]
    /// The same with a version behind: `python3.12`.
    private static let versioned = ["lua", "perl", "php", "python", "ruby"]

    /// Whether the field holds the path of an interpreter.
    private func isInterpreter(_ key: String) -> Bool {
        guard key == "proc.exepath" || key == "proc.pexepath", let path = facts.value(of: key) else {
            return false
        }
        let name =
            path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] }
            ?? path[...]
        return TuningAdvice.interpreters.contains(String(name))
            || TuningAdvice.versioned.contains(where: name.hasPrefix)
    }

    /// The account of an audit log's record, when its name does not say that it is a program's.
    private var person: String? {
        if let user = facts.value(of: .auditUser), !user.hasPrefix("system:") { return user }
        if let user = facts.value(of: .googleUser), !user.hasSuffix("gserviceaccount.com") { return user }
        if let user = facts.value(of: .oktaActor) { return user }
        if let user = facts.value(of: .gitHubUser), !user.hasSuffix("[bot]") { return user }
        return nil
    }

    /// A test for just the field's value, written by `write`; without values when one cannot be written.
    private func test(_ key: String, _ write: (String) -> String?) -> TuningYAML.Test {
        guard let value = exact(key) else { return TuningYAML.Test(field: key, values: nil) }
        guard glossary.entry(key)?.kind == .list else {
            return TuningYAML.Test(field: key, values: write(value).map { [$0] })
        }
        // Falco prints a list as `(a,b)`, and compares one by `in` alone.
        let elements =
            value.utf8.first == UInt8(ascii: "(") && value.utf8.last == UInt8(ascii: ")")
            ? value.dropFirst().dropLast() : value[...]
        let written = elements.split(separator: ",").map { write(String($0)) }
        let values = written.compactMap(\.self)
        return TuningYAML.Test(
            field: key, values: values.count == written.count && !values.isEmpty ? values : nil, isList: true)
    }

    private func exact(_ key: String) -> String? {
        if let place = facts.layout.place(of: key), facts.isRepaired(at: place) { return nil }
        return facts.value(of: key)
    }

    // MARK: The changes, the narrowest first

    private func exception(_ yaml: String, _ keys: [String]) -> Report.ConfigurationAdvice {
        var note = consequences(keys)
        note.append(" Falco 0.28 to 0.36 takes it with `append: true` in place of the section `override`.")
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning, title: "Except just this combination, once you know that it is innocent",
            yaml: yaml, file: TuningAdvice.file, leastVersion: "0.37", note: note)
    }

    private func condition(_ yaml: String, _ keys: [String]) -> Report.ConfigurationAdvice {
        var note: Prose =
            "An exception's values cannot carry what stands in one of these, a condition's can. It is put behind the rule's own condition: if that holds an `or` outside parentheses, it narrows the last part only. "
        note.append(consequences(keys))
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning,
            title:
                "Leave just this combination out of the rule's condition, once you know that it is innocent",
            yaml: yaml, file: TuningAdvice.file, leastVersion: "0.37", note: note)
    }

    /// The same through the rule's own macro, which every Falco takes.
    private func older(_ keys: [String]) -> [Report.ConfigurationAdvice] {
        guard let hook = plan.tuningHook(preferred: tuning?.macro),
            let yaml = TuningYAML.macro(hook.name, keys.map { test($0, Escaping.falcoString) })
        else { return [] }
        var note: Prose =
            "The rule asks `\(ours: hook.name)` before it speaks. This file takes the place of what the macro says now: where you have filled it already, join both with `or`."
        if !hook.others.isEmpty {
            note.append(
                " It also quiets \(ours: hook.others.joined(separator: ", ")), which \(ours: hook.others.count == 1 ? "asks" : "ask") the same macro."
                    as Prose)
        }
        return [
            Report.ConfigurationAdvice(
                kind: .tuning, title: "Or the same through the rule's own macro, for a Falco before 0.28",
                yaml: yaml, file: TuningAdvice.file, leastVersion: "0.24", note: note)
        ]
    }

    /// Whether a site may do without the rule altogether.
    private var isMereNoise: Bool {
        (facts.priority == .informational || facts.priority == .debug) && TuningYAML.isWritable(facts.rule)
            && veto == nil && !looksLikeAnAttack
    }

    private var switchingOff: Report.ConfigurationAdvice {
        Report.ConfigurationAdvice(
            kind: .tuning, title: "As a last resort, switch the rule off",
            yaml: TuningYAML.off(rule: facts.rule), file: TuningAdvice.file, leastVersion: "0.37",
            note:
                "Then Falco is silent about all that this rule watches, on every machine that reads the file. At priority \(ours: facts.priority.name) that can be right where nobody acts on it; filtering it behind Falco keeps it for an investigation."
        )
    }

    private func refusal(_ reason: Prose) -> Report.ConfigurationAdvice {
        var note: Prose = "None is given because "
        note.append(reason)
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning, title: "No exception for this alert", yaml: nil, file: TuningAdvice.file,
            leastVersion: "0.37", note: note)
    }

    private func consequences(_ keys: [String]) -> Prose {
        "It also hides every later alert of this rule in which \(ours: keys.joined(separator: " and ")) \(ours: keys.count == 2 ? "are both" : "are all") the same, whoever is behind it: an intruder who \(ours: facts.words.isAudit ? "uses the same account for the same" : "uses the same program in the same place") is not seen by this rule any more. Check it with `falco --dry-run`, or with `falco --validate` for the rule's own file and then for this one. It must be loaded after the file that defines the rule; with rules of plugins, list it behind theirs in `rules_files`."
    }

    private func addAdvice(to note: inout Prose) {
        guard let advice = words?.fill(facts) else { return }
        note.append(" ")
        note.append(advice)
    }
}
