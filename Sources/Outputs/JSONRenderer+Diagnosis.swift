package import Doctor
internal import Escaping
internal import FalcoAlerts

extension JSONRenderer {
    /// Appends `diagnosis` as one line.
    package func diagnosis(_ diagnosis: Diagnosis, into out: inout [UInt8]) {
        var json = JSONWriter()
        let findings = diagnosis.findings
        json.raw(#"{"schema_version":"#)
        json.number(Diagnosis.schemaVersion)
        json.raw(#","kind":"diagnosis","state":"#)
        json.plain(diagnosis.state.rawValue)
        json.raw(#","exit_code":"#)
        json.number(Int(diagnosis.verdict.rawValue))
        json.raw(#","decisive":"#)
        json.string(diagnosis.decisive?.kind.rawValue)
        json.raw(#","falco_version":"#)
        json.string(findings.version?.version.version)
        json.raw(#","socket":"#)
        json.string(findings.socket.path)
        json.raw(#","configuration":"#)
        json.strings(findings.configuration.files)
        json.raw(#","checks":"#)
        json.array(diagnosis.checks) { $0.check($1) }
        json.raw(#","losses":"#)
        if let losses = diagnosis.losses {
            json.array(losses) { $0.loss($1) }
        } else {
            json.raw("null")
        }
        json.raw("}\n")
        json.finish(into: &out)
    }
}

extension JSONWriter {
    fileprivate mutating func check(_ check: Check) {
        raw(#"{"id":"#)
        plain(check.kind.rawValue)
        raw(#","title":"#)
        string(check.kind.title)
        raw(#","state":"#)
        plain(check.state.rawValue)
        raw(#","found":"#)
        prose(check.found)
        raw(#","expected":"#)
        prose(check.expected)
        raw(#","details":"#)
        proses(check.details)
        raw(#","to_do":"#)
        proses(check.advice)
        raw(#","commands":"#)
        strings(check.commands.map(\.text))
        raw("}")
    }

    fileprivate mutating func loss(_ loss: RuleLoss) {
        raw(#"{"rule":"#)
        string(loss.rule)
        raw(#","matched":"#)
        number(loss.matched)
        raw(#","received":"#)
        number(loss.received)
        raw(#","lost":"#)
        number(loss.lost)
        raw("}")
    }
}
