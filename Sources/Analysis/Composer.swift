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
    private let plan: Plan
    /// Why commands were left out.
    private(set) var withheld: [Prose] = []

    init(_ facts: AlertFacts, plan: Plan) {
        self.facts = facts
        self.plan = plan
    }

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
        for playbook in plan.main.reversed() {
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

    var abuse: Prose? { plan.main.lazy.compactMap { $0.abuse?.prose(facts) }.first }

    var impact: [Prose] {
        let impact = statements(plan.impact, most: Self.mostImpact)
        if !impact.isEmpty { return impact }
        // No playbook fits these facts: who and where still tell what is at stake.
        let who: Prose = facts.user.map { "\(value: $0)" } ?? "an unknown user"
        return [
            "Whoever caused this acted as \(who) on \(facts.place): all that this account can reach there is at stake."
        ]
    }
    var evidence: [Prose] { statements(plan.evidence, most: 10) }

    private func statements(_ statements: [Playbook.Statement], most: Int) -> [Prose] {
        var result: [Prose] = []
        for statement in statements where statement.when.hold(facts) {
            guard let prose = statement.text.prose(facts), !result.contains(prose) else { continue }
            result.append(prose)
            if result.count == most { break }
        }
        return result
    }

    var assessment: Report.Assessment {
        var innocent: [Report.Assessment.Case] = []
        for cause in plan.innocent where cause.when.hold(facts) {
            guard let text = cause.cause.prose(facts), let check = cause.check.prose(facts) else { continue }
            innocent.append(.init(cause: text, check: check))
            if innocent.count == Self.mostInnocent { break }
        }
        return Report.Assessment(
            innocent: innocent, suspicious: statements(plan.suspicious, most: 8),
            reassuring: statements(plan.reassuring, most: 8))
    }

    // MARK: Work

    /// Steps in the order of phases; within a phase the most specific first.
    mutating func mitigation() -> [Report.MitigationStep] {
        var phases = [[Report.MitigationStep]](
            repeating: [], count: Report.MitigationStep.Phase.allCases.count)
        var count = 0
        for step in plan.steps where step.when.hold(facts) {
            guard let action = step.action.prose(facts), let why = step.why.prose(facts) else { continue }
            let command = step.command.flatMap { self.command($0, purpose: action) }
            let isRepeated = phases.contains { steps in
                steps.contains {
                    $0.action == action || (command != nil && $0.command?.shell == command?.shell)
                }
            }
            if isRepeated { continue }
            let phase = Report.MitigationStep.Phase(rawValue: step.phase.rawValue) ?? .investigate
            phases[phase.position].append(
                .init(
                    phase: phase, action: action, why: why, undo: step.undo.flatMap { $0.prose(facts) },
                    command: command))
            count += 1
            if count == Self.mostSteps { break }
        }
        return phases.flatMap { $0 }
    }

    /// Commands to run now, read-only ones first, without those that steps give already.
    mutating func commands(beside steps: [Report.MitigationStep]) -> [Report.Command] {
        var taken = Set(steps.compactMap { $0.command?.shell.text })
        var reading: [Report.Command] = []
        var disruptive: [Report.Command] = []
        for template in plan.commands where template.when.hold(facts) {
            guard let purpose = template.purpose?.prose(facts),
                let command = command(template, purpose: purpose),
                taken.insert(command.shell.text).inserted
            else { continue }
            if command.disruptive { disruptive.append(command) } else { reading.append(command) }
            if reading.count + disruptive.count == Self.mostCommands { break }
        }
        return reading + disruptive
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

extension Report.MitigationStep.Phase {
    fileprivate var position: Int {
        switch self {
        case .contain: 0
        case .investigate: 1
        case .eradicate: 2
        case .recover: 3
        }
    }
}
