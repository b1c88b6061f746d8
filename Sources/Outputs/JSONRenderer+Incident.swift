internal import Analysis
internal import Escaping
internal import FalcoAlerts
package import Incidents

extension JSONRenderer {
    /// Appends `incident` as one line.
    package func incident(_ incident: Incident, into out: inout [UInt8]) {
        var json = JSONWriter()
        self.incident(&json, incident)
        json.raw("\n")
        json.finish(into: &out)
    }

    /// Appends incidents as one array on one line.
    package func incidents(_ incidents: [Incident], into out: inout [UInt8]) {
        var json = JSONWriter()
        json.array(incidents, incident)
        json.raw("\n")
        json.finish(into: &out)
    }

    private func incident(_ json: inout JSONWriter, _ incident: Incident) {
        json.raw(#"{"schema_version":"#)
        json.number(Incident.schemaVersion)
        json.raw(#","kind":"incident","id":"#)
        json.digest(incident.id)
        json.raw(#","state":"#)
        json.plain(incident.state.rawValue)
        json.raw(#","first":"#)
        json.time(incident.first)
        json.raw(#","last":"#)
        json.time(incident.last)
        json.raw(#","alerts":"#)
        json.number(incident.alerts)
        json.raw(#","kinds":"#)
        json.number(incident.kinds)
        json.raw(#","severity":{"level":"#)
        json.plain(incident.severity.level.name)
        json.raw(#","points":"#)
        json.number(incident.severity.points)
        json.raw(#","needs_attention":"#)
        json.bool(incident.severity.needsAttention)
        json.raw(#","reasons":"#)
        json.proses(incident.severity.reasons)
        json.raw(#"},"title":"#)
        json.prose(incident.title)
        json.raw(#","summary":"#)
        json.prose(incident.summary)
        json.raw(#","kill_chain":"#)
        json.array(incident.killChain, stage)
        involved(incident, &json)
        json.raw(#","processes":"#)
        json.array(incident.processes, process)
        json.raw(#","timeline":"#)
        json.array(incident.timeline, entry)
        json.raw(#","omitted_alerts":"#)
        json.number(incident.omittedAlerts)
        json.raw(#","actions":"#)
        json.array(incident.actions, step)
        json.raw(#","omitted_actions":"#)
        json.number(incident.omittedActions)
        json.raw(#","commands":"#)
        json.array(incident.commands, command)
        json.raw(#","omitted_commands":"#)
        json.number(incident.omittedCommands)
        json.raw(#","confidence":{"level":"#)
        json.plain(incident.confidence.level.rawValue)
        json.raw(#","reasons":"#)
        json.proses(incident.confidence.reasons)
        json.raw(#"},"missing":"#)
        json.proses(incident.missing)
        json.raw(#","related":"#)
        json.array(incident.related) { json, related in
            json.raw(#"{"id":"#)
            json.digest(related.id)
            json.raw(#","reason":"#)
            json.prose(related.reason)
            json.raw(#","alerts":"#)
            json.number(related.alerts)
            json.raw("}")
        }
        json.raw(#","merged_ids":"#)
        json.array(incident.mergedIDs) { $0.digest($1) }
        json.raw("}")
    }

    private func stage(_ json: inout JSONWriter, _ stage: Incident.Stage) {
        json.raw(#"{"id":"#)
        json.string(stage.id)
        json.raw(#","name":"#)
        json.string(stage.name)
        json.raw(#","first":"#)
        json.time(stage.first)
        json.raw(#","alerts":"#)
        json.number(stage.alerts)
        json.raw(#","rule":"#)
        json.string(stage.rule)
        json.raw("}")
    }

    private func counted(_ json: inout JSONWriter, _ item: Incident.Counted) {
        json.raw(#"{"name":"#)
        json.string(item.name)
        json.raw(#","alerts":"#)
        json.number(item.alerts)
        json.raw(#","how":"#)
        json.string(item.how)
        json.raw("}")
    }

    private func involved(_ incident: Incident, _ json: inout JSONWriter) {
        json.raw(#","hosts":"#)
        json.array(incident.hosts, counted)
        json.raw(#","containers":"#)
        json.array(incident.containers) { json, container in
            json.raw(#"{"id":"#)
            json.string(container.id)
            json.raw(#","name":"#)
            json.string(container.name)
            json.raw(#","image":"#)
            json.string(container.image)
            json.raw(#","pod":"#)
            json.string(container.pod)
            json.raw(#","namespace":"#)
            json.string(container.namespace)
            json.raw(#","host":"#)
            json.string(container.host)
            json.raw(#","alerts":"#)
            json.number(container.alerts)
            json.raw("}")
        }
        json.raw(#","users":"#)
        json.array(incident.users) { json, user in
            json.raw(#"{"name":"#)
            json.string(user.name)
            json.raw(#","id":"#)
            json.string(user.id)
            json.raw(#","login":"#)
            json.string(user.login)
            json.raw(#","alerts":"#)
            json.number(user.alerts)
            json.raw("}")
        }
        json.raw(#","files":"#)
        json.array(incident.files, counted)
        json.raw(#","peers":"#)
        json.array(incident.peers, counted)
    }

    private func process(_ json: inout JSONWriter, _ process: Incident.Process) {
        json.raw(#"{"depth":"#)
        json.number(process.depth)
        json.raw(#","name":"#)
        json.string(process.name)
        json.raw(#","executable":"#)
        json.string(process.executable)
        json.raw(#","command_line":"#)
        json.string(process.commandLine)
        json.raw(#","pid":"#)
        json.string(process.pid)
        json.raw(#","alerts":"#)
        json.number(process.alerts)
        json.raw(#","above":"#)
        json.strings(process.above)
        json.raw("}")
    }

    private func entry(_ json: inout JSONWriter, _ entry: Incident.Entry) {
        json.raw(#"{"id":"#)
        json.digest(entry.id)
        json.raw(#","first":"#)
        json.time(entry.first)
        json.raw(#","last":"#)
        json.time(entry.last)
        json.raw(#","alerts":"#)
        json.number(entry.alerts)
        json.raw(#","priority":"#)
        json.plain(entry.priority.name)
        json.raw(#","rule":"#)
        json.string(entry.rule)
        json.raw(#","subject":"#)
        json.string(entry.subject)
        json.raw(#","place":"#)
        json.string(entry.place)
        json.raw(#","role":"#)
        json.plain(entry.role)
        json.raw(#","likeness":"#)
        json.number(entry.likeness)
        json.raw(#","reasons":"#)
        json.array(entry.reasons) { json, reason in
            json.raw(#"{"text":"#)
            json.prose(reason.text)
            json.raw(#","weight":"#)
            json.literal(TerminalRenderer.tenths(reason.weight))
            json.raw(#","to":"#)
            if let to = reason.to { json.digest(to) } else { json.raw("null") }
            json.raw("}")
        }
        json.raw(#","weight":"#)
        json.literal(TerminalRenderer.tenths(entry.weight))
        json.raw(#","news":"#)
        json.prose(entry.news)
        json.raw("}")
    }
}
