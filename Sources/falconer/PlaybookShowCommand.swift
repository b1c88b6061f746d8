internal import Agent
internal import ArgumentParser
internal import Escaping
internal import Knowledge

struct PlaybookShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Print the built-in playbook of a rule, technique or class of events: a start for one of your own.",
        discussion: """
            EXAMPLES
              falconer playbook show 'Clear Log Activities'
              falconer playbook show T1059
              falconer playbook show network
            """.paragraphs)

    @Argument(help: ArgumentHelp("A rule's name, a technique's id, a class or context.", valueName: "name"))
    var name: String

    func run() throws {
        let knowledge = KnowledgeBase()
        if let file = knowledge.playbookFile(forRule: name) ?? knowledge.playbookFile(named: name) {
            return try Output.write(Array(file.bytes))
        }
        guard let rule = knowledge.rules.rules(like: name).first else {
            throw ValidationError(
                "there is no built-in playbook called anything like “\(Escaping.terminal(name, limit: 200))”")
        }
        guard let file = knowledge.playbookFile(forRule: rule.name) else {
            throw ValidationError(
                "“\(rule.name)” has no built-in playbook of its own; see falconer explain --list")
        }
        if rule.name != name { Console().say("taken as “\(rule.name)”") }
        try Output.write(Array(file.bytes))
    }
}
