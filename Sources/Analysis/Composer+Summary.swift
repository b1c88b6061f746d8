internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Composer {
    /// What happened, who did it and where, why it is called this severe, and how often it came: one sentence each.
    func summary() -> Prose {
        var summary = whatHappened()
        if let who = plan.eventClass == .internal ? whatWasLost() : whoAndWhere() {
            summary.append(" ")
            summary.append(who)
        }
        summary.append(" ")
        summary.append(severity())
        return summary
    }

    /// The rest of what happened, and how attackers use it.
    func background() -> [Prose] {
        let abuse = plan.main.lazy.compactMap(\.abuse).first
        return [plan.meaning?.rest, abuse].compactMap { $0.flatMap(facts.fill) }
    }

    private func whatHappened() -> Prose {
        if let meaning = plan.meaning, let first = facts.fill(meaning.first) { return first }
        var words: Prose = "Rule \"\(value: Excerpt.of(facts.rule))\" matched an event"
        if let call = facts.value(of: "evt.type") { words.append(" (\(value: Excerpt.of(call)))" as Prose) }
        words.append(".")
        return words
    }

    private func whoAndWhere() -> Prose? {
        var parts: [Prose] = []
        if let process = facts.words.process {
            parts.append(who(process))
        } else if let user = facts.words.user {
            parts.append("It was done by \(value: Excerpt.of(user))")
        }
        if let parent = facts.value(of: "proc.pname"), facts.words.process != nil {
            parts.append("started by \(value: Excerpt.of(parent))")
        }
        if parts.isEmpty { parts.append("It happened") }
        parts.append(whereAndWhen())
        var sentence = Prose()
        for (index, part) in parts.enumerated() {
            if index > 0 { sentence.append(index == parts.count - 1 ? " " : ", ") }
            sentence.append(part)
        }
        sentence.append(".")
        return sentence
    }

    private func who(_ process: String) -> Prose {
        var who: Prose = "Process \(value: Excerpt.of(process))"
        var known: [Prose] = []
        if let path = facts.value(of: "proc.exepath"), path != process {
            known.append("\(value: Excerpt.of(path, longest: 256))")
        }
        if let line = facts.value(of: "proc.cmdline"), line != process {
            known.append("command line \(value: Excerpt.of(line, longest: 256))")
        }
        for (index, part) in known.enumerated() {
            who.append(index == 0 ? " (" : ", ")
            who.append(part)
        }
        if !known.isEmpty { who.append(")") }
        who.append(" ran as ")
        who.append(user())
        return who
    }

    private func user() -> Prose {
        guard let name = facts.words.user else { return "an unknown user" }
        var user: Prose = "\(value: Excerpt.of(name))"
        if let id = facts.value(of: "user.uid"), facts.value(of: "user.name") != nil {
            user.append(" (uid \(value: Excerpt.of(id)))" as Prose)
        }
        if facts.has(.noLoginSession) {
            user.append(" without a login session behind it")
        } else if let login = facts.value(of: "user.loginname") ?? facts.value(of: "user.loginuid") {
            user.append(" in a login session of \(value: Excerpt.of(login))" as Prose)
        }
        return user
    }

    private func whereAndWhen() -> Prose {
        var words = Prose()
        if let place = facts.words.place {
            words.append(facts.has(.container) ? "in " : "on ")
            words.append(place)
            if facts.has(.container), let host = facts.words.host {
                words.append(" on host \(value: Excerpt.of(host))" as Prose)
            }
        } else {
            words.append("on an unknown host")
        }
        if let time = facts.timeText { words.append(" at \(ours: time)" as Prose) }
        return words
    }

    /// For Falco's messages about itself.
    private func whatWasLost() -> Prose? {
        guard let sensor, let drops = sensor.drops else { return nil }
        let span = sensor.subject == .drops ? "in the last second" : "since its measurement before"
        guard drops > 0 else { return "It lost no events \(ours: span)." }
        var words: Prose = "It lost \(drops) \(ours: drops == 1 ? "event" : "events") \(ours: span)"
        if let events = sensor.events { words.append(" and saw \(events)" as Prose) }
        words.append(": what happened then may have raised no alert.")
        return words
    }

    private func severity() -> Prose {
        var words: Prose = "Falco calls it \(ours: facts.priority.name): \(ours: reason())"
        if let usual = plan.rule.flatMap({ Priority(spelling: $0.priority) }), usual != facts.priority {
            words.append(" (the public rule says \(ours: usual.name), so it was changed here)" as Prose)
        }
        if occurrence.count > 1 {
            words.append("; the same has come \(occurrence.count) times" as Prose)
            if let first = occurrence.first {
                words.append(" since \(ours: first.rfc3339(digits: 3))" as Prose)
            }
        }
        words.append(".")
        return words
    }

    /// As Falco's own guide to its rules gives out priorities.
    private func reason() -> String {
        if plan.eventClass == .internal {
            return "messages about itself tell of its health, not of an attack"
        }
        return switch facts.priority {
        case .emergency: "its highest priority, for systems that can no longer be relied on"
        case .alert: "its second highest priority, for what cannot wait"
        case .critical: "its rules keep that for what is seldom innocent and close to damage"
        case .error: "its rules give that to unwanted changes of files and state"
        case .warning:
            "its rules give that to unwanted reads of sensitive data and to other clear signs of trouble"
        case .notice: "its rules give that to unexpected behaviour, which has innocent causes too"
        case .informational:
            "its rules give that to what goes against good practice without being an attack by itself"
        case .debug: "its lowest priority"
        case .unknown: "a priority that is not known here, to be taken seriously until you know better"
        }
    }
}
