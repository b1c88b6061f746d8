package import Analysis
internal import Knowledge

extension JSONRenderer {
    /// Appends what is known about a rule, as one line.
    package func explanation(_ explanation: Explanation, into out: inout [UInt8]) {
        var json = JSONWriter()
        let rule = explanation.rule
        json.raw(#"{"schema_version":"#)
        json.number(Explanation.schemaVersion)
        json.raw(#","kind":"explanation","rule":"#)
        json.string(rule.name)
        json.raw(#","ruleset":"#)
        json.string(rule.ruleset)
        json.raw(#","coverage":"#)
        json.string(explanation.coverage.rawValue)
        json.raw(#","source":"#)
        json.string(rule.source)
        json.raw(#","priority":"#)
        json.string(rule.priority)
        json.raw(#","maturity":"#)
        json.string(rule.maturity)
        json.raw(#","enabled":"#)
        json.bool(rule.enabled)
        json.raw(#","tags":"#)
        json.strings(rule.tags)
        json.raw(#","meaning":"#)
        json.prose(explanation.meaning)
        json.raw(#","abuse":"#)
        json.prose(explanation.abuse)
        json.raw(#","techniques":"#)
        json.array(explanation.techniques) { json, technique in
            json.raw(#"{"id":"#)
            json.string(technique.id)
            json.raw(#","name":"#)
            json.string(technique.name)
            json.raw(#","tactics":"#)
            json.strings(technique.tactics)
            json.raw("}")
        }
        json.raw(#","attack_flags":"#)
        json.proses(explanation.attackFlags)
        json.raw(#","impact":"#)
        json.items(explanation.impact)
        json.raw(#","suspicious":"#)
        json.items(explanation.suspicious)
        json.raw(#","reassuring":"#)
        json.items(explanation.reassuring)
        json.raw(#","innocent":"#)
        json.array(explanation.innocent) { json, cause in
            json.raw(#"{"cause":"#)
            json.prose(cause.cause)
            json.raw(#","check":"#)
            json.prose(cause.check)
            json.raw(#","when":"#)
            json.string(cause.when)
            json.raw("}")
        }
        json.work(explanation)
        json.raw(#","related":"#)
        json.strings(explanation.related)
        json.raw(#","references":"#)
        json.strings(explanation.references)
        json.raw("}\n")
        json.finish(into: &out)
    }

    /// Appends one object per rule, one a line: which rules are covered and how well.
    package func coverage(of explanation: Explanation, into out: inout [UInt8]) {
        var json = JSONWriter()
        json.raw(#"{"rule":"#)
        json.string(explanation.rule.name)
        json.raw(#","ruleset":"#)
        json.string(explanation.rule.ruleset)
        json.raw(#","coverage":"#)
        json.string(explanation.coverage.rawValue)
        json.raw("}\n")
        json.finish(into: &out)
    }
}

extension JSONWriter {
    fileprivate mutating func items(_ items: [Explanation.Item]) {
        array(items) { json, item in
            json.raw(#"{"text":"#)
            json.prose(item.text)
            json.raw(#","when":"#)
            json.string(item.when)
            json.raw("}")
        }
    }

    /// What to do: steps, commands, evidence, tuning.
    fileprivate mutating func work(_ explanation: Explanation) {
        raw(#","mitigation":"#)
        array(explanation.steps) { json, step in
            json.raw(#"{"phase":"#)
            json.string(step.phase.rawValue)
            json.raw(#","action":"#)
            json.prose(step.action)
            json.raw(#","why":"#)
            json.prose(step.why)
            json.raw(#","undo":"#)
            json.prose(step.undo)
            json.raw(#","command":"#)
            json.string(step.command)
            json.raw(#","when":"#)
            json.string(step.when)
            json.raw("}")
        }
        raw(#","commands":"#)
        array(explanation.commands) { json, command in
            json.raw(#"{"purpose":"#)
            json.prose(command.purpose)
            json.raw(#","shell":"#)
            json.string(command.shell)
            json.raw(#","place":"#)
            json.string(command.place.rawValue)
            json.raw(#","disruptive":"#)
            json.bool(command.disruptive)
            json.raw(#","needs":"#)
            json.string(command.needs)
            json.raw(#","when":"#)
            json.string(command.when)
            json.raw("}")
        }
        raw(#","evidence":"#)
        items(explanation.evidence)
        raw(#","tuning":{"advice":"#)
        prose(explanation.tuningAdvice)
        raw(#","keys":"#)
        strings(explanation.tuningKeys)
        raw(#","hooks":"#)
        strings(explanation.tuningHooks)
        raw("}")
    }
}
