internal import Agent
internal import ArgumentParser
internal import Knowledge

struct PlaybookCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read playbooks and say what is wrong with them.",
        discussion: """
            Reads the files named, and *.yaml and *.yml of directories and of rules/, techniques/, classes/ and context/
            below them. Prints one line for each fault, FILE:LINE:COLUMN: MESSAGE, and remarks on what a complete
            playbook would have besides. Exits 0 when all can be used, 65 when one cannot (or has a remark, with --strict), 66 when a
            file is missing, 77 when one may not be read.

            EXAMPLES
              falconer playbook check my/rules/shell.yaml
              falconer playbook check --strict my
            """.paragraphs)

    @Argument(help: ArgumentHelp("Playbooks, or directories of them.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "What the files are for: rules, techniques, classes or context.",
            discussion: "Default: what the directory they lie in is called, else rules.", valueName: "kind"))
    var kind: PlaybookKind?

    @Flag(help: "Take remarks for faults.")
    var strict = false

    func run() throws {
        let knowledge = KnowledgeBase()
        let console = Console()
        var checked = AddedPlaybooks()
        var (faults, remarks, missing, denied) = (0, 0, false, false)
        func report(_ error: KnowledgeError) {
            console.write("\(error)")
            faults += 1
            if error.code == .notFound { missing = true }
            if error.code == .denied { denied = true }
        }
        for name in files {
            for directory in PlaybookFile.unread(below: name) {
                console.write("\(name)/\(directory): remark: \(PlaybookReview.unread)")
                remarks += 1
            }
            for file in expand(name, report) {
                do throws(PlaybookFaults) {
                    let playbook = try file.read(glossary: knowledge.glossary)
                    try checked.add(playbook, checking: file)
                    for remark in PlaybookReview.remarks(
                        on: playbook, kind: file.kind, knowledge: knowledge)
                    {
                        console.write("\(file.path): remark: \(remark)")
                        remarks += 1
                    }
                } catch {
                    for error in error.errors { report(error) }
                }
            }
        }
        if missing { throw ExitStatus.inputMissing.code }
        if denied { throw ExitStatus.noPermission.code }
        if faults > 0 || strict && remarks > 0 { throw ExitStatus.dataUnusable.code }
        let count = checked.count
        let remarked = remarks == 0 ? "" : ", with \(remarks) remark\(remarks == 1 ? "" : "s")"
        try Output.write(Array("\(count) playbook\(count == 1 ? "" : "s") can be used\(remarked)\n".utf8))
    }

    private func expand(_ name: String, _ report: (KnowledgeError) -> Void) -> [PlaybookFile] {
        guard PlaybookFile.isDirectory(name) else { return [PlaybookFile(path: name, kind: kind)] }
        do throws(KnowledgeError) {
            let files = try PlaybookFile.all(below: name)
            if files.isEmpty {
                report(
                    KnowledgeError(
                        .notFound, file: name, message: "there are no playbooks (*.yaml, *.yml) here"))
            }
            return files.map { kind == nil ? $0 : PlaybookFile(path: $0.path, kind: kind) }
        } catch {
            report(error)
            return []
        }
    }
}

extension PlaybookKind: ExpressibleByArgument {}
