/// Playbooks from files, which stand in for those inside the binary or beside them.
package struct AddedPlaybooks: Sendable {
    /// By the exact name of each rule.
    private(set) var rules: [String: Playbook] = [:]
    /// By the technique's id.
    private(set) var techniques: [String: Playbook] = [:]
    /// By the class of events.
    private(set) var classes: [String: Playbook] = [:]
    private(set) var context: [Playbook] = []
    /// How many there are.
    package private(set) var count = 0

    package init() {}

    /// Reads all playbooks below the directories. None counts unless all can be read.
    /// - Throws: every error that was found.
    package static func read(directories: [String]) throws(Faults) -> AddedPlaybooks {
        var added = AddedPlaybooks()
        var errors: [KnowledgeError] = []
        let glossary = KnowledgeBase().glossary
        for directory in directories {
            let files: [PlaybookFile]
            do {
                files = try PlaybookFile.all(below: directory)
            } catch {
                errors.append(error)
                continue
            }
            if files.isEmpty {
                errors.append(
                    KnowledgeError(
                        .notFound, file: directory,
                        message:
                            "there are no playbooks (*.yaml) here, nor in rules/, techniques/, classes/ or context/"
                    ))
            }
            for file in files {
                do {
                    try added.add(try file.read(glossary: glossary), from: file)
                } catch {
                    errors.append(error)
                }
            }
        }
        if !errors.isEmpty { throw Faults(errors: errors) }
        return added
    }

    package struct Faults: Error {
        package let errors: [KnowledgeError]
    }

    /// - Throws: `.conflict` when another file has said it already.
    package mutating func add(_ playbook: Playbook, from file: PlaybookFile) throws(KnowledgeError) {
        switch file.kind {
        case .rules:
            for rule in playbook.rules {
                try file.refuse(other: rules[rule], what: "rule “\(rule)”")
                rules[rule] = playbook
            }
        case .techniques:
            try file.refuse(other: techniques[playbook.name], what: "technique \(playbook.name)")
            techniques[playbook.name] = playbook
        case .classes:
            try file.refuse(other: classes[playbook.name], what: "class \(playbook.name)")
            classes[playbook.name] = playbook
        case .context:
            try file.refuse(
                other: context.first { $0.name == playbook.name }, what: "context \(playbook.name)")
            context.append(playbook)
        }
        count += 1
    }
}

extension PlaybookFile {
    fileprivate func refuse(other: Playbook?, what: String) throws(KnowledgeError) {
        guard let other else { return }
        throw KnowledgeError(
            .conflict, file: path, message: "the \(what) has a playbook already: \(other.path ?? other.name)")
    }
}
