internal import ArgumentParser

struct PlaybookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playbook",
        abstract: "Check playbooks of your own, see the built-in ones, read about their format.",
        discussion: """
            A playbook tells what a rule means, what raises it innocently, what to do and how to tune it. It is a YAML
            file; `--playbooks DIR` of attach, analyze, demo, explain, incidents and tune uses yours.

            EXAMPLES
              falconer playbook format | less
              mkdir -p my/rules
              falconer playbook show 'terminal shell' > my/rules/shell.yaml
              falconer playbook check my
              falconer explain 'Terminal shell in container' --playbooks my
              falconer attach --playbooks my
            """.paragraphs,
        subcommands: [PlaybookCheckCommand.self, PlaybookShowCommand.self, PlaybookFormatCommand.self])
}
