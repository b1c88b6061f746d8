internal import Escaping
package import Knowledge

extension Explanation {
    /// What is known about a rule of Falco's public rule sets or of a playbook from a file, or about a message of
    /// Falco's about itself; `nil` when there is no such rule.
    package init?(rule name: String, knowledge: KnowledgeBase) {
        let own = knowledge.playbook(forRule: name)
        let isInternal = CatalogueRule.isInternal(name)
        guard
            let rule = knowledge.rules.rule(named: name)
                ?? (isInternal ? CatalogueRule(internalRule: name) : nil)
                ?? (own?.path == nil ? nil : CatalogueRule(ownRule: name))
        else { return nil }
        // As reports read them.
        let attack = AttackMapper(catalogue: knowledge.attack)
            .mapping(of: rule.tags, reading: own?.attack ?? [])
        let techniques = attack.techniques
        guard
            let playbook = own ?? techniques.lazy.compactMap({ knowledge.playbook(forTechnique: $0.id) })
                .first
                ?? knowledge.playbook(forClass: isInternal ? "internal" : "other")
        else { return nil }

        self.rule = rule
        coverage = own == nil ? .composed : playbook.rules.count > 1 ? .family : .own
        meaning = playbook.meaning?.generic ?? Prose("Nothing is known about this rule beyond its tags.")
        abuse = playbook.abuse?.generic
        self.techniques = techniques
        // A rule without tags has none that disagree.
        attackFlags = rule.tags.isEmpty ? [] : attack.flags
        impact = playbook.impact.map(Item.init)
        innocent = playbook.innocent.map {
            Cause(cause: $0.cause.generic, check: $0.check.generic, when: $0.when.inWords)
        }
        suspicious = playbook.suspicious.map(Item.init)
        reassuring = playbook.reassuring.map(Item.init)
        steps = playbook.steps.map(Step.init)
        commands = playbook.commands.map(Command.init)
        evidence = playbook.evidence.map(Item.init)
        tuningAdvice = playbook.tuning?.advice?.generic
        tuningKeys = playbook.tuning?.keys ?? []
        let preferred = playbook.tuning?.macro
        let others = (rule.tuningMacros + rule.tuningLists).filter { $0 != "never_true" && $0 != preferred }
        tuningHooks = (preferred.map { [$0] } ?? []) + others
        related = playbook.related
        references = playbook.references
    }
}

extension Explanation.Item {
    fileprivate init(_ statement: Playbook.Statement) {
        self.init(text: statement.text.generic, when: statement.when.inWords)
    }
}

extension Explanation.Step {
    fileprivate init(_ step: Playbook.Step) {
        self.init(
            phase: .init(rawValue: step.phase.rawValue) ?? .investigate, action: step.action.generic,
            why: step.why.generic, undo: step.undo?.generic, command: step.command?.run.shellTemplate,
            when: step.when.inWords)
    }
}

extension Explanation.Command {
    fileprivate init(_ command: Playbook.Command) {
        self.init(
            purpose: command.purpose?.generic ?? Prose(), shell: command.run.shellTemplate,
            place: .init(rawValue: command.place.rawValue) ?? .host, disruptive: command.disruptive,
            needs: command.needs, when: command.when.inWords)
    }
}

extension Template {
    /// The text with the names of fields as code.
    fileprivate var generic: Prose {
        segments.reduce(into: Prose()) { prose, segment in
            switch segment {
            case .words(let words): prose.append(words)
            case .field(let name, _): prose.append("`\(name)`")
            case .derived(.where, _): prose.append("in `place`")
            case .derived(let word, _): prose.append("`\(word.rawValue)`")
            }
        }
    }

    /// The command with a quoted shell variable for each value.
    fileprivate var shellTemplate: String {
        segments.reduce(into: "") { text, segment in
            switch segment {
            case .words(let words): text += words
            case .field(let name, _): text += "\"$\(Self.variable(name))\""
            case .derived(let word, _): text += "\"$\(Self.variable(word.rawValue))\""
            }
        }
    }

    private static func variable(_ field: String) -> String {
        var name = ""
        for byte in field.utf8 where byte != UInt8(ascii: "]") {
            let isWord = (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            name.unicodeScalars.append(isWord ? Unicode.Scalar(byte) : "_")
        }
        return name
    }
}

extension [Condition] {
    /// When they all hold, in words; empty when there are none.
    fileprivate var inWords: String {
        map(\.inWords).joined(separator: ", ")
    }
}

extension Condition {
    fileprivate var inWords: String {
        let no = negated ? "not " : ""
        switch test {
        case .fact(let fact): return no + fact.inWords
        case .has(let subject): return "\(subject.name) is \(negated ? "un" : "")known"
        case .matches(let subject, let glob): return "\(subject.name) is \(no)\(glob.text)"
        case .among(let subject, let values):
            return
                "\(subject.name) is \(negated ? "none" : "one") of \(values.map(\.text).joined(separator: ", "))"
        }
    }
}

extension Condition.Subject {
    fileprivate var name: String {
        switch self {
        case .field(let name): name
        case .word(let word): word.rawValue
        }
    }
}

extension Fact {
    fileprivate var inWords: String {
        switch self {
        case .container: "in a container"
        case .host: "on the host"
        case .kubernetes: "in a pod"
        case .docker: "with Docker"
        case .containerd: "with containerd"
        case .crio: "with CRI-O"
        case .podman: "with Podman"
        case .root: "as root"
        case .nonroot: "as an ordinary user"
        case .privileged: "in a privileged container"
        case .terminal: "with a terminal"
        case .noTerminal: "without a terminal"
        case .loginSession: "in a login session"
        case .noLoginSession: "outside a login session"
        case .connection: "about a connection"
        case .file: "about a file"
        case .peer: "the peer is known"
        case .peerPublic: "the peer is public"
        case .peerPrivate: "the peer is private"
        case .failed: "the call failed"
        case .succeeded: "the call succeeded"
        case .upperLayer: "the binary is newer than the image"
        case .memfd: "the binary is in memory only"
        }
    }
}
