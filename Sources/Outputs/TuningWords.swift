internal import Analysis
internal import Escaping
internal import FalcoAlerts

/// What every form of a tuning report says in the same words.
struct TuningWords {
    let report: TuningReport

    init(_ report: TuningReport) {
        self.report = report
    }

    var saved: Int { report.before - report.after }

    /// `592 alerts`, from when to when, how long.
    var facts: [String] {
        var facts = [Self.count(report.before, "alert")]
        if let first = report.history.first, let last = report.history.last {
            facts.append("\(TerminalRenderer.moment(first)) to \(TerminalRenderer.moment(last))")
            facts.append(SummaryFigures.duration(milliseconds: Int64(report.history.span * 1000)))
        }
        facts.append(
            report.history.isReadTwice ? "read twice, every alert tried" : "read once, tried on what was kept"
        )
        return facts
    }

    /// The whole in one sentence.
    var verdict: Prose {
        if report.before == 0 { return "No alert came, so there is nothing to say." }
        if report.proposals.isEmpty {
            return "No change is proposed: see below what looked worth one, and why it is not."
        }
        return
            "\(ours: Self.count(report.proposals.count, "change")) would have hidden \(saved) of \(ours: Self.count(report.before, "alert")) (\(ours: Self.percent(saved, of: report.before))), none that looks like an attack and none of an incident that needs attention. \(ours: Self.count(report.after, "alert")) would have been left."
    }

    /// How far the numbers carry.
    var cautions: [Prose] {
        var cautions: [Prose] = []
        if report.history.span < 7 * 86_400, report.before > 0 {
            cautions.append(
                "The history spans less than a week. What comes once a week or once a month is not in it, and a habit of today may be an intruder's of yesterday: look again after a longer time before you rely on it."
            )
        }
        if !report.history.isReadTwice, report.before > 0 {
            cautions.append(
                "A pipe can be read only once, so changes were tried on what was kept of the alerts: all that tells them apart, but for machine, container and moment."
            )
        }
        if report.history.unkept > 0 {
            cautions.append(
                "\(ours: Self.count(report.history.unkept, "alert")) could not be kept for want of room; nothing is proposed for them."
            )
        }
        for (rule, fields) in report.history.collapsed.prefix(5) {
            cautions.append(
                "Alerts of \(value: rule) differ too much in \(Prose.fields(fields)) to be told apart by that, but for the most frequent ones."
            )
        }
        cautions.append(
            "An exception hides what is like it whoever is behind it. An intruder who was there before the history began, or who does exactly what the machine does, is not told apart by any count."
        )
        cautions.append(
            "With Falco's default `rule_matching: first`, an event that one rule keeps quiet about may be taken up by a later rule."
        )
        return cautions
    }

    /// When and where somebody does something again and again.
    static func rhythm(_ activity: TuningReport.Activity) -> Prose {
        if activity.places < 2 { return activity.rhythm }
        let many = activity.places == TuningReport.Activity.mostPlaces ? " or more" : ""
        return "\(activity.rhythm) On \(activity.places)\(ours: many) hosts or containers."
    }

    /// What a proposal does, in one line.
    static func effect(_ proposal: TuningReport.Proposal) -> String {
        let replay = proposal.replay
        return
            "hides \(replay.saved) of the rule's \(replay.before), \(replay.after) stay · risk \(proposal.risk.level.rawValue) (\(count(proposal.risk.points, "point")))"
    }

    /// What it would have hidden that must not be hidden: nothing, or it would not be proposed.
    static func proof(_ proposal: TuningReport.Proposal) -> String {
        let replay = proposal.replay
        let others = replay.hidden.filter { !$0.isMeant }.reduce(0) { $0 + $1.alerts }
        return
            "Looks like an attack: \(replay.attackLike). Of incidents that need attention: \(replay.inIncidents). Of lesser ones: \(replay.lesserIncidents == 0 ? "none" : "alerts of \(replay.lesserIncidents)"). Besides what it is meant for: \(others)."
    }

    static func narrowing(_ proposal: TuningReport.Proposal) -> Prose? {
        if proposal.narrowedBy.isEmpty { return nil }
        return "Narrowed by \(Prose.fields(proposal.narrowedBy)) to hide nothing else."
    }

    static func form(_ proposal: TuningReport.Proposal) -> String {
        switch proposal.form {
        case .exception: proposal.rows == 1 ? "an exception" : "an exception with \(proposal.rows) rows"
        case .row:
            proposal.rows == 1
                ? "a row for an exception of yours" : "\(proposal.rows) rows for an exception of yours"
        case .list: "an item for a list of yours"
        case .condition: "an addition to the rule's condition"
        case .macro: "an addition to a macro of yours"
        }
    }

    /// What became of one of the site's own exceptions.
    static func existing(_ existing: TuningReport.Existing) -> Prose {
        if let fault = existing.fault { return "It cannot be tried: \(value: fault)." }
        if existing.matches > 0 {
            return
                "It covers \(ours: count(existing.matches, "alert")) of this history, which came all the same: the history is older than the exception, or Falco has not loaded it."
        }
        if existing.undecided > 0 {
            let fields: Prose = existing.missing.isEmpty ? "enough" : .fields(existing.missing)
            return
                "Whether it covers any cannot be told: \(ours: count(existing.undecided, "alert")) of its rule do not say \(fields)."
        }
        return
            "It never matched: it was in force and did its work unseen, or nothing is like it any more. Alerts cannot tell which."
    }

    static func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }

    static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "0 %" }
        let tenths = Int((Double(part) / Double(whole) * 1000).rounded())
        if part > 0, tenths == 0 { return "under 0.1 %" }
        return tenths % 10 == 0 || tenths >= 100
            ? "\((tenths + (tenths >= 100 ? 5 : 0)) / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    /// Alerts an hour, as far as that says something.
    static func rate(_ perHour: Double) -> String {
        guard perHour.isFinite, perHour > 0 else { return "–" }
        if perHour >= 10 { return "\(Int(min(perHour, 1e12).rounded()))/h" }
        let perDay = perHour * 24
        if perHour >= 1 { return "\(tenths(perHour))/h" }
        return perDay >= 1 ? "\(tenths(perDay))/day" : "under 1/day"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
