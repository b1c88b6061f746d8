internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// The narrowest exception that would have kept this alert away, or why there should be none.
struct TuningAdvice {
    private static let file = TuningYAML.file
    private static let mostKeys = 5
    /// Places where any user may put a file.
    private static let openPlaces = [
        "/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/proc/", "memfd:", "/memfd:",
    ]

    private let facts: AlertFacts
    private let fingerprint: AlertDigest
    private let plan: RulePlan
    private let bound: BoundPlan
    private let assessment: Report.Assessment
    /// The playbook's reason for none.
    private let veto: Prose?

    init(_ composer: Composer, veto: Prose?) {
        facts = composer.facts
        fingerprint = composer.fingerprint
        plan = composer.plan
        bound = composer.bound
        assessment = composer.said.assessment
        self.veto = veto
    }

    /// The narrowest change that Falco takes; or the reason for none, with the last resort where one is bearable.
    var advices: [Report.ConfigurationAdvice] {
        let usable = usablePlaces()
        if let reason = objection(to: usable) {
            return [refusal(reason)] + (isMereNoise ? [switchingOff] : [])
        }
        let places = withScope(usable)
        if let tests = tests(places, Escaping.falcoValue) {
            let exception = exception(TuningYAML.exception(rule: facts.rule, fingerprint, tests), places)
            return older(places).map { [exception, $0] } ?? [exception]
        }
        if let tests = tests(places, Escaping.falcoString) {
            return [condition(TuningYAML.condition(rule: facts.rule, tests), places)]
        }
        let unsafe = places.first { test($0, Escaping.falcoString) == nil } ?? places[0]
        return [
            refusal(
                "the value of `\(ours: facts.layout.fields[unsafe].key)` cannot be written so that Falco takes it for exactly this text, and an exception without it would hide more."
            )
        ]
    }

    /// The places of the fields that the exception stands on: those of the playbook that the alert has.
    private func usablePlaces() -> [Int] {
        var usable: [Int] = []
        usable.reserveCapacity(TuningAdvice.mostKeys)
        for place in wantedPlaces() where usable.count < TuningAdvice.mostKeys && !usable.contains(place) {
            guard let value = facts.known[place] else { continue }
            // A connection's name holds a port that is another one next time.
            if place == facts.layout.place(of: .descriptorName), facts.words.isConnection { continue }
            if facts.layout.fields[place].footing.contains(.path), !value.hasPrefix("/") { continue }
            // On a host it is added anyway.
            if place == facts.layout.place(of: .containerID), value == "host" { continue }
            usable.append(place)
        }
        return usable
    }

    private func wantedPlaces() -> [Int] {
        if let (bound, tuning) = bound.adviser, !tuning.keys.isEmpty {
            return tuning.keys.compactMap(bound.place)
        }
        let byDefault: [KnownField] = [.imageRepository, .processExecutable, .parentName, .descriptorName]
        return byDefault.compactMap(facts.layout.place)
    }

    /// The same with where the exception is to hold: on hosts, or in containers of this image. It is not counted as a
    /// field to stand on.
    private func withScope(_ places: [Int]) -> [Int] {
        let scope: Int? =
            if facts.has(.host) {
                facts.layout.place(of: .containerID)
            } else if facts.has(.container), facts.value(of: .imageRepository) != nil {
                facts.layout.place(of: .imageRepository)
            } else {
                nil
            }
        guard let scope, !places.contains(scope) else { return places }
        return places.prefix(TuningAdvice.mostKeys - 1) + [scope]
    }

    private func objection(to places: [Int]) -> Prose? {
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
        guard places.count >= 2 else {
            return places.isEmpty
                ? "the alert carries none of the fields that an exception could stand on."
                : "an exception on \(ours: names(places)) alone hides too much, and the alert carries no second field to stand on."
        }
        let hard = places.filter { facts.layout.fields[$0].footing.contains(.strong) }
        let strong = hard.count { !isInterpreter($0) }
        if facts.source == "syscall", strong == 0 {
            return hard.isEmpty
                ? "the alert only has names to stand on (\(ours: names(places))), which an intruder can choose at will."
                : "the program is an interpreter, which runs whatever it is given."
        }
        if facts.priority.isAtLeast(.critical), strong < 2 {
            return
                "for a rule this severe an exception needs two things that are hard to imitate, such as the image and the executable's path; the alert has \(strong)."
        }
        return nil
    }

    /// The fields' names, between commas.
    private func names(_ places: [Int]) -> String {
        places.map { facts.layout.fields[$0].key }.joined(separator: ", ")
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
    private func isInterpreter(_ place: Int) -> Bool {
        guard facts.layout.fields[place].footing.contains(.program), let path = facts.known[place] else {
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

    /// Tests for just the fields' values, written by `write`; `nil` when one of them cannot be written.
    private func tests(_ places: [Int], _ write: (String) -> String?) -> [TuningYAML.Test]? {
        var tests: [TuningYAML.Test] = []
        tests.reserveCapacity(places.count)
        for place in places {
            guard let test = test(place, write) else { return nil }
            tests.append(test)
        }
        return tests
    }

    private func test(_ place: Int, _ write: (String) -> String?) -> TuningYAML.Test? {
        let key = facts.layout.fields[place].key
        guard !facts.fields.isRepaired(at: place), let value = facts.known[place] else { return nil }
        guard facts.layout.fields[place].entry?.kind == .list else {
            return write(value).map { TuningYAML.Test(field: key, value: $0) }
        }
        // Falco prints a list as `(a,b)`, and compares one by `in` alone.
        let elements =
            value.utf8.first == UInt8(ascii: "(") && value.utf8.last == UInt8(ascii: ")")
            ? value.dropFirst().dropLast() : value[...]
        let written = elements.split(separator: ",").map { write(String($0)) }
        let values = written.compactMap(\.self)
        guard values.count == written.count, !values.isEmpty else { return nil }
        return TuningYAML.Test(field: key, value: values.joined(separator: ", "), isList: true)
    }

    // MARK: The changes, the narrowest first

    private func exception(_ yaml: String, _ places: [Int]) -> Report.ConfigurationAdvice {
        var note = consequences(places)
        note.append(" Falco 0.28 to 0.36 takes it with `append: true` in place of the section `override`.")
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning, title: "Except just this combination, once you know that it is innocent",
            yaml: yaml, file: TuningAdvice.file, leastVersion: "0.37", note: note)
    }

    private func condition(_ yaml: String, _ places: [Int]) -> Report.ConfigurationAdvice {
        var note: Prose =
            "An exception's values cannot carry what stands in one of these, a condition's can. It is put behind the rule's own condition: if that holds an `or` outside parentheses, it narrows the last part only. "
        note.append(consequences(places))
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning,
            title:
                "Leave just this combination out of the rule's condition, once you know that it is innocent",
            yaml: yaml, file: TuningAdvice.file, leastVersion: "0.37", note: note)
    }

    /// The same through the rule's own macro, which every Falco takes.
    private func older(_ places: [Int]) -> Report.ConfigurationAdvice? {
        guard let hook = plan.hook, let tests = tests(places, Escaping.falcoString) else { return nil }
        var note: Prose =
            "The rule asks `\(ours: hook.name)` before it speaks. This file takes the place of what the macro says now: where you have filled it already, join both with `or`."
        if !hook.others.isEmpty {
            note.append(
                " It also quiets \(ours: hook.others.joined(separator: ", ")), which \(ours: hook.others.count == 1 ? "asks" : "ask") the same macro."
                    as Prose)
        }
        return Report.ConfigurationAdvice(
            kind: .tuning, title: "Or the same through the rule's own macro, for a Falco before 0.28",
            yaml: TuningYAML.macro(hook.name, tests), file: TuningAdvice.file, leastVersion: "0.24",
            note: note)
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

    private func consequences(_ places: [Int]) -> Prose {
        var words: Prose = "It also hides every later alert of this rule in which "
        words.reserve(bytes: 1024, values: 4)
        for (index, place) in places.enumerated() {
            if index > 0 { words.append(" and ") }
            words.append(facts.layout.fields[place].key)
        }
        words.append(places.count == 2 ? " are both" : " are all")
        words.append(" the same, whoever is behind it: an intruder who ")
        words.append(
            facts.words.isAudit
                ? "uses the same account for the same" : "uses the same program in the same place")
        words.append(
            " is not seen by this rule any more. Check it with `falco --dry-run`, or with `falco --validate` for the rule's own file and then for this one. It must be loaded after the file that defines the rule; with rules of plugins, list it behind theirs in `rules_files`."
        )
        return words
    }

    private func addAdvice(to note: inout Prose) {
        guard let advice = bound.tuningAdvice(facts) else { return }
        note.append(" ")
        note.append(advice)
    }
}
