internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// Turns one alert's facts and the playbooks that apply into the parts of a report. Pure.
struct Composer {
    private static let mostImpact = 6
    private static let mostInnocent = 6
    private static let mostSteps = 16
    private static let mostCommands = 16

    private let facts: AlertFacts
    /// The rule's own playbook, else those of technique and event class.
    let main: [Playbook]
    private let context: [Playbook]
    /// Where the words come from.
    let sources: [String]
    /// Why commands were left out.
    private(set) var withheld: [Prose] = []

    init(_ facts: AlertFacts, techniques: [String], knowledge: KnowledgeBase) {
        self.facts = facts
        context = knowledge.contextPlaybooks
        if let own = knowledge.playbook(forRule: facts.rule) {
            main = [own]
            sources = ["rule playbook \(own.name)"]
            return
        }
        var found: [Playbook] = []
        var names: [String] = []
        for id in techniques {
            guard let playbook = knowledge.playbook(forTechnique: id) else { continue }
            found.append(playbook)
            names.append("technique playbook \(playbook.name)")
            break
        }
        let eventClass = EventClass(facts)
        for name in [eventClass.rawValue, EventClass.other.rawValue] {
            guard let playbook = knowledge.playbook(forClass: name) else { continue }
            found.append(playbook)
            names.append("event class playbook \(playbook.name)")
            break
        }
        main = found
        sources = names
    }

    private var all: [Playbook] { main + context }

    // MARK: Sentences

    /// What happened, why Falco calls it this severe, and how often it was seen.
    func summary(_ occurrence: Report.Occurrence) -> Prose {
        var summary = meaning ?? "Rule \(value: facts.rule) was raised on \(facts.place)."
        summary.append(" ")
        summary.append(severity)
        if occurrence.count > 1 {
            summary.append(" It is number \(occurrence.count) of its kind in this stream")
            if let first = occurrence.first { summary.append(", the first at \(first.rfc3339(digits: 3))") }
            summary.append(".")
        }
        return summary
    }

    /// What the most specific playbook says; of a technique alone, with the event's class.
    private var meaning: Prose? {
        for playbook in main.reversed() {
            if let meaning = playbook.meaning?.prose(facts) { return meaning }
        }
        return nil
    }

    private var severity: Prose {
        let name = facts.priority.name
        switch facts.priority {
        case .emergency, .alert, .critical:
            return "Falco rates the rule \(ours: name): treat it as a compromise until it is explained."
        case .error:
            return
                "Falco rates the rule \(ours: name): the rule's authors see a change of something protected."
        case .warning:
            return
                "Falco rates the rule \(ours: name): suspicious by itself, though ordinary work can look like it."
        case .notice:
            return
                "Falco rates the rule \(ours: name): unusual, and often innocent; what happened around it decides."
        case .informational, .debug:
            return "Falco rates the rule \(ours: name): worth knowing, seldom an attack by itself."
        case .unknown:
            return "The priority \(ours: name) is none that Falco is known to use, so it says nothing."
        }
    }

    var abuse: Prose? { main.lazy.compactMap { $0.abuse?.prose(facts) }.first }

    var impact: [Prose] { statements(Self.mostImpact) { $0.impact } }
    var evidence: [Prose] { statements(10) { $0.evidence } }

    private func statements(_ limit: Int, _ part: (Playbook) -> [Playbook.Statement]) -> [Prose] {
        var result: [Prose] = []
        for playbook in all {
            for statement in part(playbook) where result.count < limit && statement.when.hold(facts) {
                if let prose = statement.text.prose(facts), !result.contains(prose) { result.append(prose) }
            }
        }
        return result
    }

    var assessment: Report.Assessment {
        var innocent: [Report.Assessment.Case] = []
        for playbook in all {
            for cause in playbook.innocent where innocent.count < Self.mostInnocent && cause.when.hold(facts)
            {
                if let text = cause.cause.prose(facts), let check = cause.check.prose(facts) {
                    innocent.append(.init(cause: text, check: check))
                }
            }
        }
        return Report.Assessment(
            innocent: innocent, suspicious: statements(8) { $0.suspicious },
            reassuring: statements(8) { $0.reassuring })
    }

    // MARK: Work

    mutating func mitigation() -> [Report.MitigationStep] {
        var steps: [Report.MitigationStep] = []
        for playbook in all {
            for step in playbook.steps where steps.count < Self.mostSteps && step.when.hold(facts) {
                guard let action = step.action.prose(facts), let why = step.why.prose(facts),
                    !steps.contains(where: { $0.action == action })
                else { continue }
                let phase = Report.MitigationStep.Phase(rawValue: step.phase.rawValue) ?? .investigate
                let command = step.command.flatMap { self.command($0, purpose: action) }
                if let command, steps.contains(where: { $0.command?.shell == command.shell }) { continue }
                steps.append(
                    .init(
                        phase: phase, action: action, why: why, undo: step.undo.flatMap { $0.prose(facts) },
                        command: command))
            }
        }
        // In the order of phases; within a phase the most specific first.
        return Report.MitigationStep.Phase.allCases.flatMap { phase in steps.filter { $0.phase == phase } }
    }

    /// Commands to run now, read-only ones first, without those that steps give already.
    mutating func commands(beside steps: [Report.MitigationStep]) -> [Report.Command] {
        var commands: [Report.Command] = []
        for playbook in all {
            for template in playbook.commands
            where template.when.hold(facts) && commands.count < Self.mostCommands {
                guard let purpose = template.purpose?.prose(facts),
                    let command = self.command(template, purpose: purpose),
                    !commands.contains(where: { $0.shell == command.shell }),
                    !steps.contains(where: { $0.command?.shell == command.shell })
                else { continue }
                commands.append(command)
            }
        }
        return commands.filter { !$0.disruptive } + commands.filter(\.disruptive)
    }

    private mutating func command(_ template: Playbook.Command, purpose: Prose) -> Report.Command? {
        guard template.when.hold(facts) else { return nil }
        do throws(UnquotableValue) {
            guard let shell = try template.run.command(facts) else { return nil }
            return Report.Command(
                purpose: purpose, shell: shell, place: .init(rawValue: template.place.rawValue) ?? .host,
                disruptive: template.disruptive, needs: template.needs)
        } catch {
            let remark: Prose = "A command was left out because \(ours: error.message)."
            if !withheld.contains(remark) { withheld.append(remark) }
            return nil
        }
    }
}
