internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// What to change in Falco's configuration after an alert: the narrowest exception that would have kept it quiet, or
/// why there should be none; and fields that later alerts should carry.
struct ConfigurationAdvisor: Sendable {
    private let knowledge: KnowledgeBase

    init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
    }

    /// - Parameter looksLikeAttack: whether the alert's own facts speak for an attack; then nothing is excepted.
    func advice(alert: Alert, playbook: Playbook?, looksLikeAttack: Bool) -> [Report.ConfigurationAdvice] {
        let source = alert.source
        if source == "internal" { return [] }
        var advice = [tuning(of: alert, playbook: playbook, looksLikeAttack: looksLikeAttack)]
        if source == "syscall", let context = context(for: alert, playbook: playbook) {
            advice.append(context)
        }
        return advice
    }
}

// MARK: Exceptions

extension ConfigurationAdvisor {
    private static let tuningFile = "/etc/falco/rules.d/falconer-tuning.yaml"

    /// Fields that an exception may stand on when no playbook names better ones, strongest first.
    private static let usualKeys = [
        "container.image.repository", "proc.exepath", "fd.name", "k8s.ns.name", "proc.pname", "ka.user.name",
        "ka.target.namespace", "ct.user.arn", "ct.name",
    ]

    /// Fields that whoever starts a process chooses freely: they only narrow what stronger ones allow.
    private static let weakKeys: Set<String> = [
        "proc.name", "proc.pname", "proc.cmdline", "proc.pcmdline", "proc.args", "proc.env", "proc.cwd",
        "proc.exe",
        "proc.aname[2]", "proc.aname[3]", "evt.type", "user.name", "user.uid", "user.loginuid", "proc.tty",
        "container.name", "fd.l4proto",
    ]

    /// Directories that every account may write to: a path there says nothing about who put the file there.
    private static let openDirectories = ["/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "memfd:"]

    private struct Key {
        let name: String
        let value: String
        let yaml: String
        let isStrong: Bool
    }

    private func tuning(of alert: Alert, playbook: Playbook?, looksLikeAttack: Bool)
        -> Report.ConfigurationAdvice
    {
        if looksLikeAttack {
            return refusal(
                "Facts of this alert speak for an attack (see “Is it real?”). An exception would hide the next one. "
                    + "Tune only after they are explained.")
        }
        var unquotable: [String] = []
        let keys = keys(of: alert, playbook: playbook, unquotable: &unquotable)
        guard keys.count >= 2, keys.contains(where: \.isStrong) else {
            if let field = unquotable.first {
                return refusal(
                    "The value of `\(field)` holds characters that cannot be quoted safely in a Falco rules file, and "
                        + "what is left would hide too much.")
            }
            return refusal(
                "The alert has fewer than two attributes that an exception could stand on, one of them strong "
                    + "(image, path of the executable, file). Anything broader would hide too much.")
        }
        return exception(for: alert, keys: keys, playbook: playbook)
    }

    private func refusal(_ why: String) -> Report.ConfigurationAdvice {
        Report.ConfigurationAdvice(
            kind: .tuning, title: "No exception for this alert", yaml: nil, file: Self.tuningFile,
            leastVersion: "0.37", note: Prose(why))
    }

    /// At most three attributes, strongest first as the playbook orders them.
    private func keys(of alert: Alert, playbook: Playbook?, unquotable: inout [String]) -> [Key] {
        let wanted = playbook?.tuning?.keys ?? []
        var names = wanted
        for name in Self.usualKeys where !names.contains(name) { names.append(name) }
        var keys: [Key] = []
        for name in names where keys.count < 3 {
            guard let value = alert[name], isUsable(value, of: name) else { continue }
            guard let yaml = Escaping.falcoValue(value) else {
                unquotable.append(name)
                continue
            }
            let isOpen = Self.openDirectories.contains { value.hasPrefix($0) }
            keys.append(
                Key(name: name, value: value, yaml: yaml, isStrong: !Self.weakKeys.contains(name) && !isOpen))
        }
        return keys
    }

    private func isUsable(_ value: String, of name: String) -> Bool {
        switch name {
        // A connection's name holds an ephemeral port: it never comes again.
        case "fd.name": !value.utf8.contains(UInt8(ascii: ">"))
        case "container.id", "evt.time": false
        default: value != "host" && value != "-1"
        }
    }

    private func exception(for alert: Alert, keys: [Key], playbook: Playbook?) -> Report.ConfigurationAdvice {
        let name = "falconer_" + keys.map { Self.word($0.name) }.joined(separator: "_")
        let fields = keys.map { $0.name.contains("[") ? Escaping.yaml($0.name) : $0.name }
        let yaml = """
            - rule: \(Escaping.yaml(alert.rule))
              exceptions:
                - name: \(name)
                  fields: [\(fields.joined(separator: ", "))]
                  comps: [\(keys.map { _ in "\"=\"" }.joined(separator: ", "))]
                  values:
                    - [\(keys.map(\.yaml).joined(separator: ", "))]
              override:
                exceptions: append

            """
        var title = Prose("If this is innocent: except this combination of ")
        title.append(keys.map { "`\($0.name)`" }.joined(separator: ", "))
        var note = Prose("It also hides every later alert of this rule with ")
        for (index, key) in keys.enumerated() {
            if index > 0 { note.append(index == keys.count - 1 ? " and " : ", ") }
            note.append("`\(key.name)` ")
            note.append(value: key.value)
        }
        note.append(", whoever causes it. Load the file after the rule's own.")
        if let hook = hook(of: alert, playbook: playbook) {
            note.append(" The rule's own place for such exceptions is `\(hook)`; it is broader.")
        }
        return Report.ConfigurationAdvice(
            kind: .tuning, title: title, yaml: yaml, file: Self.tuningFile, leastVersion: "0.37", note: note)
    }

    private func hook(of alert: Alert, playbook: Playbook?) -> String? {
        if let macro = playbook?.tuning?.macro { return macro }
        // These two are no places for exceptions: one widens its rule, the other describes a path.
        let notHooks: Set<String> = ["never_true", "grep_more", "user_ssh_directory"]
        guard let rule = knowledge.rules.rule(named: alert.rule) else { return nil }
        return (rule.tuningMacros + rule.tuningLists).first { !notHooks.contains($0) }
    }

    /// A field's name as part of an exception's name: letters, digits and underscores.
    private static func word(_ field: String) -> String {
        String(
            decoding: field.utf8.compactMap { byte -> UInt8? in
                switch byte {
                case UInt8(ascii: "."), UInt8(ascii: "["): UInt8(ascii: "_")
                case UInt8(ascii: "]"): nil
                default: byte
                }
            }, as: UTF8.self)
    }
}

// MARK: Context

extension ConfigurationAdvisor {
    private static let usualContext = ["proc.pid", "proc.ppid", "proc.sid", "proc.vpid"]
    private static let podContext = ["k8s.pod.uid"]

    /// Fields that a responder misses in this alert, added to later ones.
    private func context(for alert: Alert, playbook: Playbook?) -> Report.ConfigurationAdvice? {
        var wanted = Self.usualContext
        if alert["k8s.pod.name"] != nil { wanted += Self.podContext }
        for field in playbook?.tuning?.context ?? [] where !wanted.contains(field) { wanted.append(field) }
        let missing = wanted.filter { alert.fields.first(matching: $0) == nil }
        if missing.isEmpty { return nil }
        let yaml = """
            append_output:
              - match:
                  rule: \(Escaping.yaml(alert.rule))
                extra_fields:
            \(missing.map { "      - \($0)" }.joined(separator: "\n"))

            """
        return Report.ConfigurationAdvice(
            kind: .context, title: "Let later alerts of this rule say what this one leaves open", yaml: yaml,
            file: "/etc/falco/config.d/falconer-context.yaml", leastVersion: "0.39",
            note: """
                It adds fields to `output_fields` and hides nothing. Without `rule` under `match` it applies to every \
                rule. Where `falco.yaml` has an `append_output` list already, add the item there.
                """)
    }
}
