internal import Analysis
internal import Escaping
internal import FalcoAlerts
internal import Incidents

/// The sections of an incident after its title, in order, with the words that every rendering shares.
enum IncidentSection: CaseIterable {
    case summary, severity, killChain, involved, processes, timeline, actions, commands, confidence, missing,
        related

    var title: String {
        switch self {
        case .summary: "Summary"
        case .severity: "Why it is rated so"
        case .killChain: "Kill chain"
        case .involved: "Who and what is involved"
        case .processes: "Processes"
        case .timeline: "Time line"
        case .actions: "What to do"
        case .commands: "Commands"
        case .confidence: "Confidence"
        case .missing: "Missing to be sure"
        case .related: "Related incidents"
        }
    }

    /// What the section says when there is nothing to say; `nil` for those that are left out then.
    var whenEmpty: String? {
        switch self {
        case .killChain: "No alert of it points to a tactic."
        case .actions: "No step follows from the alerts' facts."
        case .commands: "No command can be built from the alerts' values."
        default: nil
        }
    }
}

extension SeverityLevel {
    /// The priority whose colours it is shown in.
    var look: Priority {
        switch self {
        case .critical: .critical
        case .high: .error
        case .medium: .warning
        case .low: .notice
        case .none: .debug
        }
    }

    var badge: String { name.uppercased() }
}

extension Incident {
    /// `24 alerts of 14 kinds`.
    var size: String {
        "\(alerts) alert\(alerts == 1 ? "" : "s") of \(kinds) kind\(kinds == 1 ? "" : "s")"
    }

    /// What is involved, by its kind: a title of ours and untrusted values, each with words of ours behind it.
    var involved: [(title: String, items: [(value: String, note: String)])] {
        func times(_ alerts: Int) -> String { "\(alerts) alert\(alerts == 1 ? "" : "s")" }
        let groups: [(String, [(String, String)])] = [
            ("Hosts", hosts.map { ($0.name, times($0.alerts)) }),
            (
                "Containers",
                containers.map { container in
                    let pod = container.pod.map {
                        [container.namespace, $0].compactMap(\.self).joined(separator: "/")
                    }
                    let names = [container.id, container.name, container.image, pod].compactMap(\.self)
                    return (names.joined(separator: "  "), times(container.alerts))
                }
            ),
            (
                "Accounts",
                users.map { user in
                    let who = user.name ?? user.id.map { "uid \($0)" } ?? "unknown"
                    let login = user.login.map { ", logged in as \($0)" } ?? ", without a login"
                    return (who + login, times(user.alerts))
                }
            ),
            (
                "Files",
                files.map {
                    ($0.name, [$0.how, times($0.alerts)].filter { !$0.isEmpty }.joined(separator: ", "))
                }
            ),
            (
                "Peers",
                peers.map {
                    ($0.name, [$0.how, times($0.alerts)].filter { !$0.isEmpty }.joined(separator: ", "))
                }
            ),
        ]
        return groups.filter { !$0.1.isEmpty }.map {
            (title: $0.0, items: $0.1.map { (value: $0.0, note: $0.1) })
        }
    }
}

extension Incident.Process {
    /// Name, number, program and command line as far as they are known; untrusted.
    var parts: [String] {
        var parts = [name ?? executable ?? "(unknown)"]
        if let pid { parts[0] += " [\(pid)]" }
        if let executable, executable != name { parts.append(executable) }
        if let commandLine, commandLine != name { parts.append(commandLine) }
        return parts
    }
}

extension Incident.Confidence.Level {
    var sentence: String {
        switch self {
        case .high: "High confidence that these alerts are one story."
        case .medium: "Medium confidence that these alerts are one story."
        case .low: "Low confidence that these alerts are one story."
        }
    }
}
