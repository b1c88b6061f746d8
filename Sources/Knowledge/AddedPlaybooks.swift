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
    package static func read(directories: [String]) throws(PlaybookFaults) -> AddedPlaybooks {
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
                            "there are no playbooks (*.yaml, *.yml) here, nor in rules/, techniques/, classes/ or context/"
                    ))
            }
            for file in files {
                do throws(PlaybookFaults) {
                    try added.add(try file.read(glossary: glossary), checking: file)
                } catch {
                    errors += error.errors
                }
            }
        }
        if !errors.isEmpty { throw PlaybookFaults(errors: errors) }
        return added
    }

    /// - Throws: what `add(_:from:)` throws.
    package mutating func add(_ playbook: Playbook, checking file: PlaybookFile) throws(PlaybookFaults) {
        do throws(KnowledgeError) {
            try add(playbook, from: file)
        } catch {
            throw PlaybookFaults(errors: [error])
        }
    }

    /// - Throws: `.conflict` when another file has said it already, `.structure` when nothing is called like the file.
    package mutating func add(_ playbook: Playbook, from file: PlaybookFile) throws(KnowledgeError) {
        switch file.kind {
        case .rules:
            for rule in playbook.rules {
                try file.refuse(other: rules[rule], what: "rule “\(rule)”")
                rules[rule] = playbook
            }
        case .techniques:
            guard Technique.isID(playbook.name) else {
                throw KnowledgeError(
                    .structure, file: file.path,
                    message: "there is no such technique; call the file T1059.yaml or T1059.004.yaml")
            }
            try file.refuse(other: techniques[playbook.name], what: "technique \(playbook.name)")
            techniques[playbook.name] = playbook
        case .classes:
            let directory = PlaybookKind.classes.directory
            guard EmbeddedFile(named: "\(directory)\(playbook.name).yaml") != nil else {
                let names = EmbeddedFile.all(startingWith: directory).map {
                    String($0.name.dropFirst(directory.count).dropLast(".yaml".count))
                }
                throw KnowledgeError(
                    .structure, file: file.path,
                    message: "there is no such class of events; those are \(names.joined(separator: ", "))")
            }
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
