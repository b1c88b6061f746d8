package import Analysis
internal import Escaping
internal import FalcoAlerts

/// Reports and summaries as JSON, each on one line ended by a newline. `Schemas/` describes both; every key is always
/// there, in the same order, `null` where nothing is known. Strings are the alert's own text, escaped so that the line
/// is inert wherever it is shown.
package struct JSONRenderer: Sendable {
    /// The version of the summary as JSON shows it. Raised when a key changes meaning or goes away.
    package static let summaryVersion = 1

    package init() {}

    /// Appends `report`.
    package func report(_ report: Report, into out: inout [UInt8]) {
        var json = JSONWriter()
        write(report, &json)
        json.finish(into: &out)
    }

    package func report(_ report: Report, into out: inout ByteBuffer) {
        var json = JSONWriter(taking: &out)
        write(report, &json)
        json.finish(into: &out)
    }

    private func write(_ report: Report, _ json: inout JSONWriter) {
        json.raw(#"{"schema_version":"#)
        json.number(Report.schemaVersion)
        json.raw(#","kind":"report","id":"#)
        json.digest(report.id)
        json.raw(#","fingerprint":"#)
        json.digest(report.fingerprint)
        json.raw(#","time":"#)
        json.time(report.time)
        json.raw(#","priority":"#)
        json.plain(report.priority.name)
        json.raw(#","rule":"#)
        json.string(report.rule)
        json.raw(#","hostname":"#)
        json.string(report.hostname)
        json.raw(#","source":"#)
        json.string(report.source)
        json.raw(#","tags":"#)
        json.strings(report.tags)
        json.raw(#","text":"#)
        json.string(report.text)
        json.raw(#","occurrence":{"count":"#)
        json.number(report.occurrence.count)
        json.raw(#","first":"#)
        json.time(report.occurrence.first)
        json.raw(#"},"summary":"#)
        json.prose(report.summary)
        json.raw(#","explanation":"#)
        json.prose(report.explanation)
        facts(report, &json)
        advice(report, &json)
        related(report.related, &json)
        incident(report.incident, &json)
        json.raw(#","quality":{"confidence":"#)
        json.plain(report.quality.confidence.rawValue)
        json.raw(#","remarks":"#)
        json.proses(report.quality.remarks)
        json.raw(#"},"knowledge":"#)
        json.strings(report.knowledge)
        json.raw(#","references":"#)
        json.strings(report.references)
        json.raw(#","related_rules":"#)
        json.strings(report.relatedRules)
        json.raw("}\n")
    }

    private func facts(_ report: Report, _ json: inout JSONWriter) {
        json.raw(#","details":"#)
        json.array(report.details) { json, group in
            json.raw(#"{"title":"#)
            json.string(group.title)
            json.raw(#","fields":"#)
            json.array(group.items, detail)
            json.raw("}")
        }
        json.raw(#","ancestry":"#)
        json.array(report.ancestry) { json, ancestor in
            json.raw(#"{"level":"#)
            json.number(ancestor.level)
            json.raw(#","name":"#)
            json.string(ancestor.name)
            json.raw(#","executable":"#)
            json.string(ancestor.executable)
            json.raw(#","command_line":"#)
            json.string(ancestor.commandLine)
            json.raw("}")
        }
        attack(report.attack, &json)
        json.raw(#","impact":"#)
        json.proses(report.impact)
        json.raw(#","abuse":"#)
        json.prose(report.abuse)
        json.raw(#","evidence":"#)
        json.proses(report.evidence)
        json.raw(#","assessment":{"innocent":"#)
        json.array(report.assessment.innocent) { json, item in
            json.raw(#"{"cause":"#)
            json.prose(item.cause)
            json.raw(#","check":"#)
            json.prose(item.check)
            json.raw("}")
        }
        json.raw(#","suspicious":"#)
        json.proses(report.assessment.suspicious)
        json.raw(#","reassuring":"#)
        json.proses(report.assessment.reassuring)
        json.raw("}")
    }

    private func detail(_ json: inout JSONWriter, _ item: Report.Detail) {
        json.raw(#"{"key":"#)
        json.string(item.key)
        json.raw(#","value":"#)
        json.string(item.value)
        json.raw(#","bytes":"#)
        json.string(item.bytes)
        json.raw(#","meaning":"#)
        json.prose(item.meaning)
        json.raw("}")
    }

    private func attack(_ attack: Report.AttackMapping, _ json: inout JSONWriter) {
        json.raw(#","attack":{"techniques":"#)
        json.array(attack.techniques) { json, technique in
            json.raw(#"{"id":"#)
            json.string(technique.id)
            json.raw(#","name":"#)
            json.string(technique.name)
            json.raw(#","tactics":"#)
            json.strings(technique.tactics)
            json.raw(#","mitigations":"#)
            json.strings(technique.mitigations)
            json.raw("}")
        }
        json.raw(#","tactics":"#)
        json.array(attack.tactics) { json, tactic in
            json.raw(#"{"id":"#)
            json.string(tactic.id)
            json.raw(#","name":"#)
            json.string(tactic.name)
            json.raw("}")
        }
        json.raw(#","flags":"#)
        json.proses(attack.flags)
        json.raw("}")
    }

    private func advice(_ report: Report, _ json: inout JSONWriter) {
        json.raw(#","mitigation":"#)
        json.array(report.mitigation, step)
        json.raw(#","configuration":"#)
        json.array(report.configuration) { json, advice in
            json.raw(#"{"kind":"#)
            json.plain(advice.kind.rawValue)
            json.raw(#","title":"#)
            json.prose(advice.title)
            json.raw(#","yaml":"#)
            json.string(advice.yaml)
            json.raw(#","file":"#)
            json.string(advice.file)
            json.raw(#","least_version":"#)
            json.string(advice.leastVersion)
            json.raw(#","note":"#)
            json.prose(advice.note)
            json.raw("}")
        }
        json.raw(#","commands":"#)
        json.array(report.commands, command)
    }

    func step(_ json: inout JSONWriter, _ step: Report.MitigationStep) {
        json.raw(#"{"phase":"#)
        json.plain(step.phase.rawValue)
        json.raw(#","action":"#)
        json.prose(step.action)
        json.raw(#","why":"#)
        json.prose(step.why)
        json.raw(#","undo":"#)
        json.prose(step.undo)
        json.raw(#","command":"#)
        if let command = step.command { self.command(&json, command) } else { json.raw("null") }
        json.raw("}")
    }

    func command(_ json: inout JSONWriter, _ command: Report.Command) {
        json.raw(#"{"purpose":"#)
        json.prose(command.purpose)
        json.raw(#","command":"#)
        json.text(command.shell.line)
        json.raw(#","place":"#)
        json.plain(command.place.rawValue)
        json.raw(#","disruptive":"#)
        json.bool(command.disruptive)
        json.raw(#","needs":"#)
        json.prose(command.tool)
        json.raw("}")
    }

    private func related(_ related: Report.RelatedActivity, _ json: inout JSONWriter) {
        json.raw(#","related":{"alerts":"#)
        json.array(related.alerts) { json, entry in
            json.raw(#"{"id":"#)
            json.digest(entry.id)
            json.raw(#","time":"#)
            json.time(entry.time)
            json.raw(#","priority":"#)
            json.plain(entry.priority.name)
            json.raw(#","rule":"#)
            json.string(entry.rule)
            json.raw(#","subject":"#)
            json.string(entry.subject)
            json.raw(#","shares":"#)
            json.strings(entry.shares)
            json.raw("}")
        }
        json.raw(#","omitted":"#)
        json.number(related.omitted)
        json.raw("}")
    }

    private func incident(_ incident: Report.IncidentLink?, _ json: inout JSONWriter) {
        guard let incident else { return json.raw(#","incident":null"#) }
        json.raw(#","incident":{"id":"#)
        json.digest(incident.id)
        json.raw(#","alerts":"#)
        json.number(incident.alerts)
        json.raw(#","severity":"#)
        json.plain(incident.severity)
        json.raw(#","needs_attention":"#)
        json.bool(incident.needsAttention)
        json.raw("}")
    }
}
