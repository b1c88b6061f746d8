internal import Analysis
internal import FalcoAlerts

/// The sections of a report after its title line, in order, with the words that every rendering shares.
enum ReportSection: CaseIterable {
    case summary, details, attack, impact, assessment, mitigation, configuration, commands, related, quality

    var title: String {
        switch self {
        case .summary: "Summary"
        case .details: "Detailed analysis"
        case .attack: "ATT&CK mapping"
        case .impact: "Potential impact"
        case .assessment: "Is it real?"
        case .mitigation: "Mitigation strategies"
        case .configuration: "Falco configuration recommendations"
        case .commands: "Commands"
        case .related: "Related activity"
        case .quality: "Confidence and data quality"
        }
    }

    /// What the section says when there is nothing to say.
    var whenEmpty: String {
        switch self {
        case .summary: "Nothing is known beyond the title."
        case .details: "The alert carries no fields."
        case .attack: "Neither the alert's tags nor the rule catalogue name a technique."
        case .impact: "The alert's facts do not tell what an attacker would gain."
        case .assessment: "Nothing is known that would tell a real attack from ordinary work."
        case .mitigation: "No step follows from the alert's facts."
        case .configuration: "No change to Falco's configuration follows from this alert."
        case .commands: "No command can be built from this alert's values."
        case .related:
            "No earlier alert of this stream shares its container, pod, process tree, session or user."
        case .quality: "Nothing weakens this report."
        }
    }
}

extension Report.IncidentLink {
    /// - Parameter link: the incident's id with a way to its document.
    func sentence(_ link: String? = nil) -> String {
        let size = alerts == 1 ? "its first alert" : "\(alerts) alerts so far"
        if needsAttention {
            return "Part of incident \(link ?? id.description): \(size), rated \(severity), needs attention."
        }
        return alerts == 1
            ? "Stands by itself so far; what turns out to belong to it will be told as incident \(id)."
            : "Belongs together with \(alerts - 1) earlier alert\(alerts == 2 ? "" : "s") (group \(id)), which need no attention so far."
    }
}

extension Report.MitigationStep.Phase {
    var title: String {
        switch self {
        case .contain: "Contain"
        case .investigate: "Investigate"
        case .eradicate: "Eradicate"
        case .recover: "Recover"
        }
    }
}

extension Report.Command {
    /// Where it runs and what it needs, in a few words.
    var setting: String {
        var words: String
        switch place {
        case .host: words = "on the host"
        case .container: words = "in the container"
        case .workstation: words = "on a workstation"
        }
        if let needs { words += ", needs \(needs)" }
        return words
    }
}

extension Report.ConfigurationAdvice.Kind {
    var title: String {
        switch self {
        case .tuning: "Tune"
        case .sharpening: "Sharpen"
        case .context: "Add context"
        }
    }
}

extension Report.DataQuality.Confidence {
    var sentence: String {
        switch self {
        case .high: "High confidence."
        case .medium: "Medium confidence."
        case .low: "Low confidence."
        }
    }
}

extension Report {
    /// The commands, read-only ones first, otherwise in their order.
    var orderedCommands: [Command] { commands.filter { !$0.disruptive } + commands.filter(\.disruptive) }
}

extension Alert {
    /// Where it happened, shortest form: pod, else container, else host. Untrusted.
    var place: String {
        if let pod = self["k8s.pod.name"] {
            return [self["k8s.ns.name"], pod].compactMap { $0 }.joined(separator: "/")
        }
        if let id = self["container.id"], id != "host" { return self["container.name"] ?? id }
        return hostname
    }

    /// What did it, or failing that what it was done to, shortest useful form. Untrusted.
    var subject: String {
        for key in ["proc.cmdline", "proc.exepath", "proc.name", "ka.target.name", "fd.name"] {
            if let value = self[key] { return value }
        }
        return text
    }
}
