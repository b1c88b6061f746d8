package import Analysis
internal import Escaping
internal import FalcoAlerts

extension JSONRenderer {
    /// Appends `report` as one line.
    package func tuning(_ report: TuningReport, into out: inout [UInt8]) {
        var json = JSONWriter()
        json.raw(#"{"schema_version":"#)
        json.number(TuningReport.schemaVersion)
        json.raw(#","kind":"tuning","history":"#)
        json.history(report.history)
        json.raw(#","alerts_before":"#)
        json.number(report.before)
        json.raw(#","alerts_after":"#)
        json.number(report.after)
        json.raw(#","priorities":"#)
        json.priorities(report.priorities)
        json.raw(#","rules":"#)
        json.array(report.rules) { $0.rule($1) }
        json.raw(#","other_rules":"#)
        json.others(report.otherRules)
        json.raw(#","activities":"#)
        json.array(report.activities) { $0.activity($1) }
        json.raw(#","other_activities":"#)
        json.others(report.otherActivities)
        json.raw(#","proposals":"#)
        json.array(report.proposals) { $0.proposal($1) }
        json.raw(#","withheld":"#)
        json.array(report.withheld) { json, withheld in
            json.raw(#"{"rule":"#)
            json.string(withheld.rule)
            json.raw(#","title":"#)
            json.prose(withheld.title)
            json.raw(#","alerts":"#)
            json.number(withheld.alerts)
            json.raw(#","reasons":"#)
            json.proses(withheld.reasons)
            json.raw("}")
        }
        json.raw(#","other_withheld":"#)
        json.others(report.otherWithheld)
        json.raw(#","existing_exceptions":"#)
        json.array(report.existing) { $0.existing($1) }
        json.raw(#","remarks":"#)
        json.proses(report.remarks + TuningWords(report).cautions)
        json.raw(#","file":"#)
        json.string(report.file)
        json.raw("}\n")
        json.finish(into: &out)
    }
}

extension JSONWriter {
    /// A number with three digits behind the point.
    private mutating func decimal(_ value: Double) {
        let thousandths = Int((min(max(value, -1e15), 1e15) * 1000).rounded())
        let rest = String(abs(thousandths % 1000))
        let zeros = String(repeating: "0", count: 3 - rest.utf8.count)
        literal("\(thousandths < 0 ? "-" : "")\(abs(thousandths / 1000)).\(zeros)\(rest)")
    }

    fileprivate mutating func others(_ others: (count: Int, alerts: Int)) {
        raw(#"{"count":"#)
        number(others.count)
        raw(#","alerts":"#)
        number(others.alerts)
        raw("}")
    }

    fileprivate mutating func priorities(_ priorities: TuningReport.Priorities) {
        array(priorities) { json, entry in
            json.raw(#"{"priority":"#)
            json.string(entry.name)
            json.raw(#","before":"#)
            json.number(entry.before)
            json.raw(#","after":"#)
            json.number(entry.after)
            json.raw("}")
        }
    }

    fileprivate mutating func history(_ history: TuningReport.History) {
        raw(#"{"alerts":"#)
        number(history.alerts)
        raw(#","first":"#)
        time(history.first)
        raw(#","last":"#)
        time(history.last)
        raw(#","seconds":"#)
        decimal(history.span)
        raw(#","read_twice":"#)
        bool(history.isReadTwice)
        raw(#","unkept":"#)
        number(history.unkept)
        raw(#","collapsed":"#)
        array(history.collapsed) { json, entry in
            json.raw(#"{"rule":"#)
            json.string(entry.rule)
            json.raw(#","fields":"#)
            json.strings(entry.fields)
            json.raw("}")
        }
        raw("}")
    }

    fileprivate mutating func rule(_ rule: TuningReport.RuleShare) {
        raw(#"{"rule":"#)
        string(rule.name)
        raw(#","source":"#)
        string(rule.source)
        raw(#","alerts":"#)
        number(rule.alerts)
        raw(#","alerts_after":"#)
        number(rule.after)
        raw(#","share":"#)
        decimal(rule.share)
        raw(#","per_hour":"#)
        decimal(rule.perHour)
        raw(#","kinds":"#)
        number(rule.kinds)
        raw(#","hosts":"#)
        number(rule.hosts)
        raw(#","containers":"#)
        number(rule.containers)
        raw(#","unkept":"#)
        number(rule.unkept)
        raw(#","priorities":"#)
        priorities(rule.priorities)
        raw("}")
    }

    fileprivate mutating func activity(_ activity: TuningReport.Activity) {
        raw(#"{"rule":"#)
        string(activity.rule)
        raw(#","title":"#)
        prose(activity.title)
        raw(#","alerts":"#)
        number(activity.alerts)
        raw(#","share":"#)
        decimal(activity.share)
        raw(#","kinds":"#)
        number(activity.kinds)
        raw(#","places":"#)
        number(activity.places)
        raw(#","rhythm":"#)
        prose(activity.rhythm)
        raw(#","routine":"#)
        bool(activity.isRoutine)
        raw(#","reasons":"#)
        proses(activity.reasons)
        raw(#","doubts":"#)
        proses(activity.doubts)
        raw(#","proposal":"#)
        string(activity.proposal)
        raw("}")
    }

    fileprivate mutating func proposal(_ proposal: TuningReport.Proposal) {
        raw(#"{"id":"#)
        string(proposal.id)
        raw(#","rule":"#)
        string(proposal.rule)
        raw(#","form":"#)
        plain(proposal.form.rawValue)
        raw(#","title":"#)
        prose(proposal.title)
        raw(#","fields":"#)
        strings(proposal.fields)
        raw(#","rows":"#)
        number(proposal.rows)
        raw(#","reasons":"#)
        proses(proposal.reasons)
        raw(#","risk":{"level":"#)
        plain(proposal.risk.level.rawValue)
        raw(#","points":"#)
        number(proposal.risk.points)
        raw(#","reasons":"#)
        proses(proposal.risk.reasons)
        raw(#"},"narrowed_by":"#)
        strings(proposal.narrowedBy)
        raw(#","note":"#)
        prose(proposal.note)
        raw(#","least_version":"#)
        string(proposal.leastVersion)
        raw(#","yaml":"#)
        string(proposal.yaml)
        raw(#","replay":"#)
        replay(proposal.replay)
        raw("}")
    }

    private mutating func replay(_ replay: TuningReport.Replay) {
        raw(#"{"before":"#)
        number(replay.before)
        raw(#","after":"#)
        number(replay.after)
        raw(#","saved":"#)
        number(replay.saved)
        raw(#","undecided":"#)
        number(replay.undecided)
        raw(#","missing_fields":"#)
        strings(replay.missing)
        raw(#","priorities":"#)
        priorities(replay.priorities)
        raw(#","attack_like":"#)
        number(replay.attackLike)
        raw(#","in_incidents":"#)
        number(replay.inIncidents)
        raw(#","lesser_incidents":"#)
        number(replay.lesserIncidents)
        raw(#","incidents":"#)
        array(replay.incidents) { json, incident in
            json.raw(#"{"id":"#)
            json.string(incident.id)
            json.raw(#","title":"#)
            json.string(incident.title)
            json.raw(#","needs_attention":"#)
            json.bool(incident.needsAttention)
            json.raw(#","alerts":"#)
            json.number(incident.alerts)
            json.raw("}")
        }
        raw(#","hidden":"#)
        array(replay.hidden) { json, hidden in
            json.raw(#"{"title":"#)
            json.prose(hidden.title)
            json.raw(#","priority":"#)
            json.string(hidden.priority)
            json.raw(#","alerts":"#)
            json.number(hidden.alerts)
            json.raw(#","first":"#)
            json.time(hidden.first)
            json.raw(#","last":"#)
            json.time(hidden.last)
            json.raw(#","meant":"#)
            json.bool(hidden.isMeant)
            json.raw("}")
        }
        raw(#","hidden_others":"#)
        number(replay.hiddenOthers)
        raw("}")
    }

    fileprivate mutating func existing(_ existing: TuningReport.Existing) {
        raw(#"{"rule":"#)
        string(existing.rule)
        raw(#","name":"#)
        string(existing.name)
        raw(#","origin":"#)
        string(existing.origin)
        raw(#","matches":"#)
        number(existing.matches)
        raw(#","undecided":"#)
        number(existing.undecided)
        raw(#","missing_fields":"#)
        strings(existing.missing)
        raw(#","fault":"#)
        string(existing.fault)
        raw("}")
    }
}
