internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// The narrowest exception that would have kept this alert away, or why there should be none.
struct TuningAdvice {
    private static let file = "/etc/falco/rules.d/falconer-tuning.yaml"
    private static let mostKeys = 5
    /// What an intruder can name at will.
    private static let mereNames: Set<String> = [
        "proc.name", "proc.pname", "proc.cmdline", "proc.args", "proc.exe",
    ]
    /// What takes more than a name to imitate.
    private static let strong: Set<String> = [
        "container.image.repository", "container.image.digest", "proc.exepath", "proc.pexepath", "fd.name",
        "proc.hash.sha256", "k8s.ns.name",
    ]
    /// Places where any user may put a file.
    private static let openPlaces = [
        "/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/proc/", "memfd:", "/memfd:",
    ]

    private let facts: AlertFacts
    private let fingerprint: AlertDigest
    private let plan: RulePlan
    private let tuning: Playbook.Tuning?
    private let words: Wording?
    private let assessment: Report.Assessment

    init(_ composer: Composer, _ assessment: Report.Assessment) {
        facts = composer.facts
        fingerprint = composer.fingerprint
        plan = composer.plan
        tuning = composer.compiled.tuning
        words = composer.compiled.tuningAdvice
        self.assessment = assessment
    }

    var advice: Report.ConfigurationAdvice {
        let keys = usableKeys()
        if let reason = objection(to: keys) { return refusal(reason) }
        var values: [String] = []
        for key in keys {
            guard let value = facts.value(of: key), let quoted = scalar(value, of: key) else {
                return refusal(
                    "the value of `\(ours: key)` cannot be written so that Falco takes it for exactly this text, and an exception without it would hide more."
                )
            }
            values.append(quoted)
        }
        return Report.ConfigurationAdvice(
            kind: .tuning, title: "Except just this combination, once you know that it is innocent",
            yaml: yaml(keys, values), file: TuningAdvice.file, leastVersion: "0.37", note: consequences(keys))
    }

    /// The fields that the exception stands on: those of the playbook that the alert has.
    private func usableKeys() -> [String] {
        let byDefault = ["container.image.repository", "proc.exepath", "proc.pname", "fd.name"]
        let wanted = tuning.map(\.keys).flatMap { $0.isEmpty ? nil : $0 } ?? byDefault
        var keys: [String] = []
        // A connection's name holds a port that is another one next time.
        for key in wanted where facts.value(of: key) != nil && !(key == "fd.name" && facts.words.isConnection)
        {
            if !keys.contains(key) { keys.append(key) }
        }
        return Array(keys.prefix(TuningAdvice.mostKeys))
    }

    private func objection(to keys: [String]) -> Prose? {
        guard !facts.rule.isEmpty, facts.rule.utf8.count <= 256 else { return "the alert names no rule." }
        if assessment.suspicious.count > assessment.reassuring.count {
            return
                "this alert itself shows \(assessment.suspicious.count) \(ours: assessment.suspicious.count == 1 ? "sign" : "signs") of an attack (see what speaks for one). Find out first; an exception would hide the next one too."
        }
        guard keys.count >= 2 else {
            return keys.isEmpty
                ? "the alert carries none of the fields that an exception could stand on."
                : "an exception on \(ours: keys.joined()) alone hides too much, and the alert carries no second field to stand on."
        }
        guard keys.contains(where: { !TuningAdvice.mereNames.contains($0) }) else {
            return
                "the alert only has names to stand on (\(ours: keys.joined(separator: ", "))), which an intruder can choose at will."
        }
        if let path = facts.value(of: .processExecutable),
            TuningAdvice.openPlaces.contains(where: path.hasPrefix)
        {
            return
                "the program lies where any user may put one (\(value: Excerpt.of(path))): whoever writes that file next would be excepted as well."
        }
        let strong = keys.filter(TuningAdvice.strong.contains)
        if facts.priority.isAtLeast(.critical), strong.count < 2 {
            return
                "for a rule this severe an exception needs two things that are hard to imitate, such as the image and the executable's path; the alert has \(strong.count)."
        }
        return nil
    }

    private func scalar(_ value: String, of key: String) -> String? {
        if let place = facts.layout.place(of: key), facts.isRepaired(at: place) { return nil }
        return Escaping.falcoValue(value)
    }

    private func refusal(_ reason: Prose) -> Report.ConfigurationAdvice {
        var note: Prose = "None is given because "
        note.append(reason)
        addAdvice(to: &note)
        return Report.ConfigurationAdvice(
            kind: .tuning, title: "No exception for this alert", yaml: nil, file: TuningAdvice.file,
            leastVersion: "0.37", note: note)
    }

    private func yaml(_ keys: [String], _ values: [String]) -> String {
        let comps = keys.map { _ in "\"=\"" }.joined(separator: ", ")
        let fields = keys.map { $0.utf8.contains(UInt8(ascii: "[")) ? Escaping.yaml($0) : $0 }
        return """
            # Belongs in \(TuningAdvice.file); needs Falco 0.37 or newer.
            - rule: \(Escaping.yaml(facts.rule))
              exceptions:
                - name: falconer_\(fingerprint)
                  fields: [\(fields.joined(separator: ", "))]
                  comps: [\(comps)]
                  values:
                    - [\(values.joined(separator: ", "))]
              override:
                exceptions: append

            """
    }

    private func consequences(_ keys: [String]) -> Prose {
        var note: Prose =
            "It also hides every later alert of this rule in which \(ours: keys.joined(separator: " and ")) \(ours: keys.count == 2 ? "are both" : "are all") the same, whoever is behind it: an intruder who uses the same program in the same place is not seen by this rule any more. Check it with `falco --validate` before you put it in force."
        if let macro = tuning?.macro ?? plan.rule?.tuningMacros.first(where: { $0 != "never_true" }) {
            note.append(
                " The rule offers `\(ours: macro)` for the same purpose, which Falco before 0.37 can take; look first which other rules use it."
                    as Prose)
        }
        addAdvice(to: &note)
        return note
    }

    private func addAdvice(to note: inout Prose) {
        guard let advice = words?.fill(facts) else { return }
        note.append(" ")
        note.append(advice)
    }
}
