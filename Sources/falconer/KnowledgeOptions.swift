internal import Agent
internal import ArgumentParser
internal import Knowledge

/// What reports are made from.
struct KnowledgeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Playbooks of your own, in place of the built-in ones or beside them. Repeatable.",
            discussion:
                "*.yaml and *.yml in the directory itself and in rules/, techniques/, classes/ and context/ below it; "
                + "see falconer playbook --help.", valueName: "dir"))
    var playbooks: [String] = []

    /// What is built in, with the playbooks that were named.
    /// - Throws: the exit code, after saying what is wrong with which file and line.
    func base() throws -> KnowledgeBase {
        if playbooks.isEmpty { return KnowledgeBase() }
        do throws(PlaybookFaults) {
            return KnowledgeBase(adding: try AddedPlaybooks.read(directories: playbooks))
        } catch {
            let console = Console()
            for error in error.errors { console.say(error.description) }
            let status: ExitStatus =
                if error.errors.contains(where: { $0.code == .notFound }) {
                    .inputMissing
                } else if error.errors.contains(where: { $0.code == .denied }) {
                    .noPermission
                } else {
                    .badConfiguration
                }
            throw status.code
        }
    }
}
