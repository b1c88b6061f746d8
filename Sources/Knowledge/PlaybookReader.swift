internal import YAML

/// Turns a playbook's YAML into a `Playbook`, or says precisely what is wrong with it.
///
/// Strict on purpose: an unknown key, a wrong shape, an unknown fact or field stops the reading, so that nothing that
/// someone wrote is silently left out of a report.
package struct PlaybookReader {
    let file: String
    let kind: PlaybookKind
    let glossary: FieldGlossary

    /// Reads one playbook.
    /// - Parameters:
    ///   - bytes: the file's content, UTF-8, at most 256 KiB.
    ///   - file: its name; without directory and ending it becomes the playbook's name.
    ///   - glossary: knows the fields that templates and conditions may ask for.
    package static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, file: String, kind: PlaybookKind, glossary: FieldGlossary
    ) throws(KnowledgeError) -> Playbook {
        let reader = PlaybookReader(file: file, kind: kind, glossary: glossary)
        let root: YAMLNode
        do throws(YAMLError) {
            root = try YAMLReader.read(bytes)
        } catch {
            throw KnowledgeError(error, file: file)
        }
        return try reader.playbook(root)
    }

    private func playbook(_ root: YAMLNode) throws(KnowledgeError) -> Playbook {
        var keys = try KeyReader(root, of: "a playbook", reader: self)
        var playbook = Playbook(name: PlaybookReader.stem(file))
        playbook.rules = try keys.strings("rules") ?? []
        playbook.meaning = try keys.template("meaning")
        playbook.abuse = try keys.template("abuse")
        playbook.attack = try keys.techniques("attack") ?? []
        playbook.impact = try keys.items("impact", statement)
        playbook.innocent = try keys.items("innocent", cause)
        playbook.suspicious = try keys.items("suspicious", statement)
        playbook.reassuring = try keys.items("reassuring", statement)
        playbook.steps = try keys.items("steps", step)
        playbook.commands = try keys.items("commands", command)
        playbook.evidence = try keys.items("evidence", statement)
        playbook.tuning = try keys.node("tuning").map(tuning)
        playbook.related = try keys.strings("related") ?? []
        playbook.references = try keys.strings("references") ?? []
        try keys.finish()
        try check(playbook, at: root)
        return playbook
    }

    private func check(_ playbook: Playbook, at root: YAMLNode) throws(KnowledgeError) {
        if kind == .rules {
            if playbook.rules.isEmpty {
                throw fault(root, "a rule's playbook needs `rules`: the exact names")
            }
            if playbook.meaning == nil { throw fault(root, "a rule's playbook needs `meaning`") }
        } else if !playbook.rules.isEmpty {
            throw fault(root, "`rules` belongs in rules' playbooks only")
        } else if !playbook.attack.isEmpty {
            throw fault(root, "`attack` belongs in rules' playbooks only")
        }
    }

    private func statement(_ node: YAMLNode) throws(KnowledgeError) -> Playbook.Statement {
        var keys = try KeyReader(node, of: "this item", reader: self)
        let text = try keys.required("text", keys.template("text"))
        let when = try keys.conditions()
        try keys.finish()
        return Playbook.Statement(text: text, when: when)
    }

    private func cause(_ node: YAMLNode) throws(KnowledgeError) -> Playbook.Cause {
        var keys = try KeyReader(node, of: "an innocent cause", reader: self)
        let cause = try keys.required("cause", keys.template("cause"))
        let check = try keys.required("check", keys.template("check"))
        let when = try keys.conditions()
        try keys.finish()
        return Playbook.Cause(cause: cause, check: check, when: when)
    }

    private func step(_ node: YAMLNode) throws(KnowledgeError) -> Playbook.Step {
        var keys = try KeyReader(node, of: "a step", reader: self)
        let phase: Playbook.Step.Phase = try keys.required("phase", keys.choice("phase"))
        let action = try keys.required("do", keys.template("do"))
        let why = try keys.required("why", keys.template("why"))
        let undo = try keys.template("undo")
        let when = try keys.conditions()
        let command = try keys.node("command").map(stepCommand)
        try keys.finish()
        if let command, command.disruptive, undo == nil {
            throw fault(
                node,
                "a step with a disruptive command needs `undo`: how to take it back, or that nothing does")
        }
        return Playbook.Step(phase: phase, action: action, why: why, undo: undo, when: when, command: command)
    }

    private func stepCommand(_ node: YAMLNode) throws(KnowledgeError) -> Playbook.Command {
        try command(node, of: "a step's command", hasPurpose: false)
    }

    private func command(_ node: YAMLNode) throws(KnowledgeError) -> Playbook.Command {
        try command(node, of: "a command", hasPurpose: true)
    }

    private func command(
        _ node: YAMLNode, of what: String, hasPurpose: Bool
    ) throws(KnowledgeError) -> Playbook.Command {
        var keys = try KeyReader(node, of: what, reader: self)
        let purpose = hasPurpose ? try keys.required("purpose", keys.template("purpose")) : nil
        let run = try keys.required("run", keys.command("run"))
        let place: Playbook.Command.Place = try keys.required("on", keys.choice("on"))
        let needs = try keys.string("needs")
        let disruptive = try keys.flag("disruptive") ?? false
        let when = hasPurpose ? try keys.conditions() : []
        try keys.finish()
        return Playbook.Command(
            purpose: purpose, run: run, place: place, needs: needs, disruptive: disruptive, when: when)
    }

    private func tuning(_ node: YAMLNode) throws(KnowledgeError) -> Playbook.Tuning {
        var keys = try KeyReader(node, of: "`tuning`", reader: self)
        let tuning = Playbook.Tuning(
            advice: try keys.template("advice"), keys: try keys.fields("keys") ?? [],
            macro: try keys.string("macro"), context: try keys.fields("context") ?? [])
        try keys.finish()
        if tuning.keys.count == 1 {
            throw fault(node, "`keys` needs two fields at least: an exception on one alone hides too much")
        }
        return tuning
    }

    func fault(_ node: YAMLNode, _ message: String) -> KnowledgeError {
        KnowledgeError(.structure, file: file, line: node.line, column: node.column, message: message)
    }

    private static func stem(_ file: String) -> String {
        let name = file.split(separator: "/").last ?? ""
        return String(name.split(separator: ".").dropLast().joined(separator: "."))
    }
}
