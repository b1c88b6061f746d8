internal import Escaping

/// Gathers the rows of a `CompactPlaybook`.
final class CompactPlaybookMaker {
    private(set) var statements: [CompactPlaybook.Statement] = []
    private(set) var checks: [CompactPlaybook.Check] = []
    private(set) var segments: [CompactPlaybook.Segment] = []
    private(set) var tests: [CompactPlaybook.Test] = []
    private(set) var patterns: [CompactPlaybook.Passage] = []
    private(set) var stepCommands: [CompactPlaybook.Command] = []
    private(set) var fields: [String] = []
    private(set) var contexts: [ShellContext] = []
    /// All texts, one after the other.
    private(set) var bytes: [UInt8] = []
    private var texts: [String: CompactPlaybook.Passage] = [:]
    private var numbers: [String: UInt16] = [:]
    private var known: [Set<Condition>: UInt16] = [:]
    private var places: [[Glob]: UInt32] = [:]

    func passage(_ text: String) -> CompactPlaybook.Passage {
        if let known = texts[text] { return known }
        precondition(text.utf8.count <= CompactPlaybook.longestText)
        let made = CompactPlaybook.Passage(
            start: UInt32(bytes.count), count: UInt16(text.utf8.count),
            isPlain: Escaping.isPlain(text))
        bytes += text.utf8
        texts[text] = made
        return made
    }

    func number(of field: String) -> UInt16 {
        if let known = numbers[field] { return known }
        let number = UInt16(fields.count)
        fields.append(field)
        numbers[field] = number
        return number
    }

    func template(_ template: Template) -> CompactPlaybook.Template {
        let first = segments.count
        segments += template.segments.map { segment($0) }
        return end(first)
    }

    /// A template of shell text, together with what its words mean for the values behind them.
    private func shell(_ template: Template) -> CompactPlaybook.Template {
        let first = segments.count
        var command = ShellCommand()
        for segment in template.segments {
            if case .words(let words) = segment {
                command.append(words)
            } else {
                // The reader has made sure that a value may stand there.
                try? command.append(value: "value")
            }
            segments.append(self.segment(segment, number(of: command.context)))
        }
        return end(first)
    }

    private func end(_ first: Int) -> CompactPlaybook.Template {
        let length = segments[first...].reduce(0) { $0 + Int($1.text.count) }
        return CompactPlaybook.Template(
            first: UInt32(first), count: UInt16(segments.count - first), length: UInt16(clamping: length))
    }

    private func segment(_ segment: Template.Segment, _ context: UInt8 = .max) -> CompactPlaybook.Segment {
        let (source, words): (CompactPlaybook.Segment.Source, String?) =
            switch segment {
            case .words(let words): (.words(context), words)
            case .field(let name, let fallback): (.field(number(of: name)), fallback)
            case .derived(let word, let fallback): (.derived(word), fallback)
            }
        return CompactPlaybook.Segment(source, words.map { passage($0) })
    }

    /// Contexts are few; should there ever be more than a byte can count, those are found out each time.
    private func number(of context: ShellContext) -> UInt8 {
        if let known = contexts.firstIndex(of: context) { return UInt8(known) }
        guard contexts.count < Int(UInt8.max) else { return .max }
        contexts.append(context)
        return UInt8(contexts.count - 1)
    }

    /// The number of the check for those conditions; the same ones are one check.
    private func check(_ conditions: [Condition]) -> UInt16 {
        let key = Set(conditions)
        if let known = known[key] { return known }
        let number = UInt16(checks.count)
        checks.append(made(conditions))
        known[key] = number
        return number
    }

    private func made(_ conditions: [Condition]) -> CompactPlaybook.Check {
        var (required, forbidden) = (FactSet(), FactSet())
        let first = tests.count
        for condition in conditions {
            switch condition.test {
            case .fact(let fact):
                if condition.negated { forbidden.insert(fact) } else { required.insert(fact) }
            case .has(let subject): add(.isKnown, subject, [], condition)
            case .matches(let subject, let glob): add(.isAmong, subject, [glob], condition)
            case .among(let subject, let globs): add(.isAmong, subject, globs, condition)
            }
        }
        return CompactPlaybook.Check(
            required: required, forbidden: forbidden, first: UInt16(first), count: UInt16(tests.count - first)
        )
    }

    private func add(
        _ relation: CompactPlaybook.Test.Relation, _ subject: Condition.Subject, _ globs: [Glob],
        _ condition: Condition
    ) {
        let subject: CompactPlaybook.Test.Subject =
            switch subject {
            case .field(let name): .field(number(of: name))
            case .word(let word): .derived(word)
            }
        tests.append(
            CompactPlaybook.Test(
                subject: subject, relation: relation, first: place(of: globs),
                count: UInt16(globs.count),
                isWanted: !condition.negated))
    }

    /// Where the patterns begin; the same ones stand there once.
    private func place(of globs: [Glob]) -> UInt32 {
        if let known = places[globs] { return known }
        let place = UInt32(patterns.count)
        patterns += globs.map { passage($0.text) }
        places[globs] = place
        return place
    }

    func section(_ section: [Playbook.Statement]) -> Range<Int> {
        let first = statements.count
        statements += section.map {
            CompactPlaybook.Statement(check: check($0.when), text: template($0.text))
        }
        return first..<statements.count
    }

    func cause(_ cause: Playbook.Cause) -> CompactPlaybook.Cause {
        CompactPlaybook.Cause(
            check: check(cause.when), cause: template(cause.cause), test: template(cause.check))
    }

    func step(_ step: Playbook.Step) -> CompactPlaybook.Step {
        var command: UInt16?
        if let of = step.command {
            command = UInt16(stepCommands.count)
            stepCommands.append(self.command(of))
        }
        return CompactPlaybook.Step(
            check: check(step.when), action: template(step.action), why: template(step.why),
            undo: step.undo.map(template), command: command)
    }

    func command(_ command: Playbook.Command) -> CompactPlaybook.Command {
        CompactPlaybook.Command(
            check: check(command.when), purpose: command.purpose.map(template), run: shell(command.run),
            place: command.place, disruptive: command.disruptive, needs: command.needs.map(passage),
            client: CloudClient(calledBy: command.run))
    }
}
