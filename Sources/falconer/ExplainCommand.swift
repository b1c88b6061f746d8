internal import Agent
internal import Analysis
internal import ArgumentParser
internal import Escaping
internal import Glibc
internal import Knowledge
internal import Outputs

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell what a rule means, what raises it innocently, what to do and how to tune it.",
        discussion: """
            The name may be mistyped or a part of it. Where an alert's value would stand, the field's name stands; in
            commands it is a shell variable.

            EXAMPLES
              falconer explain 'Terminal shell in container'
              falconer explain release_agent --output markdown
              falconer explain --list
              falconer explain --list --output json | jq -r 'select(.coverage == "own").rule'
            """.paragraphs)

    enum Form: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }

    @Argument(help: ArgumentHelp("The rule's name.", valueName: "rule"))
    var rule: String?

    @Flag(
        help:
            "List the rules of your playbooks and of Falco's public rule sets, and how well each is covered.")
    var list = false

    @Option(
        help: ArgumentHelp("text, markdown or json (schema: explanation.schema.json).", valueName: "form"))
    var output: Form = .text

    @Option(help: ArgumentHelp("Colour: auto, always or never. NO_COLOR is honoured.", valueName: "when"))
    var color: ShowingOptions.ColorChoice = .auto

    @OptionGroup var sources: KnowledgeOptions

    func validate() throws {
        if list, rule != nil { throw ValidationError("--list takes no rule: it lists all of them") }
        if !list, rule == nil { throw ValidationError("name a rule, or use --list") }
    }

    func run() throws {
        let knowledge = try sources.base()
        var out: [UInt8] = []
        if let rule {
            try explain(rule, knowledge, into: &out)
        } else {
            listRules(knowledge, into: &out)
        }
        try Output.write(out)
    }

    private func explain(_ name: String, _ knowledge: KnowledgeBase, into out: inout [UInt8]) throws {
        let found = knowledge.ruleNames(like: name)
        guard let best = found.first, let explanation = Explanation(rule: best, knowledge: knowledge) else {
            throw ValidationError(nothing(like: name, knowledge))
        }
        if best != name {
            let others = found.dropFirst().map { "“\($0)”" }.joined(separator: ", ")
            Console().say("taken as “\(best)”" + (others.isEmpty ? "" : "; also near: \(others)"))
        }
        switch output {
        case .json: JSONRenderer().explanation(explanation, into: &out)
        case .markdown: MarkdownRenderer().explanation(explanation, into: &out)
        case .text:
            TerminalRenderer(
                width: min(120, ShowingOptions.columns(of: 1)), colors: color.depth(for: 1)
            ).explanation(explanation, into: &out)
        }
    }

    private func nothing(like name: String, _ knowledge: KnowledgeBase) -> String {
        let near = knowledge.ruleNames(nearest: name).map { "“\(Escaping.terminal($0))”" }
        let hint = near.isEmpty ? "" : "; the nearest are \(near.joined(separator: ", "))"
        let asked = Escaping.terminal(name, limit: 200)
        return "no rule is called anything like “\(asked)”\(hint); see falconer explain --list"
    }

    private func listRules(_ knowledge: KnowledgeBase, into out: inout [UInt8]) {
        let names = knowledge.ownRules + knowledge.rules.all.map(\.name)
        let explanations = names.compactMap { Explanation(rule: $0, knowledge: knowledge) }
        if output == .json {
            for explanation in explanations { JSONRenderer().coverage(of: explanation, into: &out) }
            return
        }
        var ruleset = ""
        for explanation in explanations {
            if explanation.rule.ruleset != ruleset {
                ruleset = explanation.rule.ruleset
                out += Array(
                    "\(out.isEmpty ? "" : "\n")\(output == .markdown ? "## " : "")\(ruleset)\n\n".utf8)
            }
            let coverage = explanation.coverage.rawValue
            let line =
                output == .markdown
                ? "- \(Escaping.markdown(Prose(explanation.rule.name))) (\(coverage))\n"
                : "  \(coverage.padded(to: 9))\(Escaping.terminal(explanation.rule.name))\n"
            out += Array(line.utf8)
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - utf8.count))
    }
}
