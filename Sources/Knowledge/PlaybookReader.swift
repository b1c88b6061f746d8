internal import YAML

/// Turns a playbook's YAML into a `Playbook`, or says precisely what is wrong with it: all of it.
///
/// Strict on purpose: an unknown key, a wrong shape, an unknown fact or field is a fault, so that nothing that someone
/// wrote is silently left out of a report.
package struct PlaybookReader {
    /// What was found wrong so far.
    private final class Found {
        var faults: [KnowledgeError] = []
    }

    let file: String
    let kind: PlaybookKind
    let glossary: FieldGlossary
    private let found = Found()

    private init(file: String, kind: PlaybookKind, glossary: FieldGlossary) {
        self.file = file
        self.kind = kind
        self.glossary = glossary
    }

    /// Reads one playbook.
    /// - Parameters:
    ///   - bytes: the file's content, UTF-8, at most 256 KiB.
    ///   - file: its name; without directory and ending it becomes the playbook's name.
    ///   - glossary: knows the fields that templates and conditions may ask for.
    /// - Throws: every fault that was found, in the order of the file; of what is not even YAML the first.
    package static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, file: String, kind: PlaybookKind, glossary: FieldGlossary
    ) throws(PlaybookFaults) -> Playbook {
        let reader = PlaybookReader(file: file, kind: kind, glossary: glossary)
        let root: YAMLNode
        do throws(YAMLError) {
            root = try YAMLReader.read(bytes)
        } catch {
            throw PlaybookFaults(errors: [KnowledgeError(error, file: file)])
        }
        let playbook = reader.playbook(root)
        let faults = reader.found.faults.enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
        }
        if let playbook, faults.isEmpty { return playbook }
        throw PlaybookFaults(errors: faults.map(\.element))
    }

    private func playbook(_ root: YAMLNode) -> Playbook? {
        guard var keys = KeyReader(root, of: "a playbook", reader: self) else { return nil }
        var playbook = Playbook(name: PlaybookReader.stem(file))
        playbook.rules = keys.strings("rules") ?? []
        playbook.meaning = keys.template("meaning")
        playbook.abuse = keys.template("abuse")
        playbook.attack = keys.techniques("attack") ?? []
        playbook.impact = keys.items("impact", statement)
        playbook.innocent = keys.items("innocent", cause)
        playbook.suspicious = keys.items("suspicious", statement)
        playbook.reassuring = keys.items("reassuring", statement)
        playbook.steps = keys.items("steps", step)
        playbook.commands = keys.items("commands", command)
        playbook.evidence = keys.items("evidence", statement)
        playbook.tuning = keys.node("tuning").flatMap(tuning)
        playbook.related = keys.strings("related") ?? []
        playbook.references = keys.strings("references") ?? []
        keys.finish()
        check(playbook, keys, at: root)
        return playbook
    }

    private func check(_ playbook: Playbook, _ keys: KeyReader, at root: YAMLNode) {
        if kind == .rules {
            if playbook.rules.isEmpty, !keys.isFaulty("rules") {
                fault(root, "a rule's playbook needs `rules`: the exact names")
            }
            if playbook.meaning == nil, !keys.isFaulty("meaning") {
                fault(root, "a rule's playbook needs `meaning`")
            }
        } else if !playbook.rules.isEmpty {
            fault(root, "`rules` belongs in rules' playbooks only")
        } else if !playbook.attack.isEmpty {
            fault(root, "`attack` belongs in rules' playbooks only")
        }
    }

    private func statement(_ node: YAMLNode) -> Playbook.Statement? {
        guard var keys = KeyReader(node, of: "this item", reader: self) else { return nil }
        let text = keys.required("text", keys.template("text"))
        let when = keys.conditions()
        keys.finish()
        guard let text else { return nil }
        return Playbook.Statement(text: text, when: when)
    }

    private func cause(_ node: YAMLNode) -> Playbook.Cause? {
        guard var keys = KeyReader(node, of: "an innocent cause", reader: self) else { return nil }
        let cause = keys.required("cause", keys.template("cause"))
        let check = keys.required("check", keys.template("check"))
        let when = keys.conditions()
        keys.finish()
        guard let cause, let check else { return nil }
        return Playbook.Cause(cause: cause, check: check, when: when)
    }

    private func step(_ node: YAMLNode) -> Playbook.Step? {
        guard var keys = KeyReader(node, of: "a step", reader: self) else { return nil }
        let phase: Playbook.Step.Phase? = keys.required("phase", keys.choice("phase"))
        let action = keys.required("do", keys.template("do"))
        let why = keys.required("why", keys.template("why"))
        let undo = keys.template("undo")
        let when = keys.conditions()
        let command = keys.node("command").flatMap(stepCommand)
        keys.finish()
        if let command, command.disruptive, undo == nil {
            fault(
                node,
                "a step with a disruptive command needs `undo`: how to take it back, or that nothing does")
        }
        guard let phase, let action, let why else { return nil }
        return Playbook.Step(phase: phase, action: action, why: why, undo: undo, when: when, command: command)
    }

    private func stepCommand(_ node: YAMLNode) -> Playbook.Command? {
        command(node, of: "a step's command", hasPurpose: false)
    }

    private func command(_ node: YAMLNode) -> Playbook.Command? {
        command(node, of: "a command", hasPurpose: true)
    }

    private func command(
        _ node: YAMLNode, of what: String, hasPurpose: Bool
    ) -> Playbook.Command? {
        guard var keys = KeyReader(node, of: what, reader: self) else { return nil }
        let purpose = hasPurpose ? keys.required("purpose", keys.template("purpose")) : nil
        let run = keys.required("run", keys.command("run"))
        let place: Playbook.Command.Place? = keys.required("on", keys.choice("on"))
        let needs = keys.string("needs")
        let disruptive = keys.flag("disruptive") ?? false
        let when = hasPurpose ? keys.conditions() : []
        keys.finish()
        guard let run, let place else { return nil }
        return Playbook.Command(
            purpose: purpose, run: run, place: place, needs: needs, disruptive: disruptive, when: when)
    }

    private func tuning(_ node: YAMLNode) -> Playbook.Tuning? {
        guard var keys = KeyReader(node, of: "`tuning`", reader: self) else { return nil }
        let tuning = Playbook.Tuning(
            advice: keys.template("advice"), keys: keys.fields("keys") ?? [],
            macro: keys.string("macro"), context: keys.fields("context") ?? [],
            never: keys.items("never", statement))
        keys.finish()
        if tuning.keys.count == 1, !keys.isFaulty("keys") {
            fault(node, "`keys` needs two fields at least: an exception on one alone hides too much")
        }
        return tuning
    }

    /// Notes what is wrong.
    func fault(_ node: YAMLNode, _ message: String) {
        found.faults.append(
            KnowledgeError(.structure, file: file, line: node.line, column: node.column, message: message))
    }

    private static func stem(_ file: String) -> String {
        let name = file.split(separator: "/").last ?? ""
        return String(name.split(separator: ".").dropLast().joined(separator: "."))
    }
}
