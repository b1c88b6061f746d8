internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Composer {
    /// What happened, who did it and where, why it is called this severe, and how often it came: one sentence each.
    func summary() -> Prose {
        var summary = Prose()
        summary.reserve(bytes: 1024, values: 24)
        summary.append(whatHappened())
        if plan.eventClass == .internal {
            if let loss = whatWasLost() {
                summary.append(" ")
                summary.append(loss)
            }
        } else {
            summary.append(" ")
            addWhoAndWhere(to: &summary)
        }
        summary.append(" ")
        addSeverity(to: &summary)
        return summary
    }

    /// The first sentence.
    func whatHappened() -> Prose {
        if let first = bound.happened(facts) { return first }
        var words: Prose = "Rule \"\(value: Excerpt.of(facts.rule))\" matched an event"
        if let call = facts.value(of: .callType) { words.append(" (\(value: Excerpt.of(call)))" as Prose) }
        words.append(".")
        return words
    }

    private func addWhoAndWhere(to words: inout Prose) {
        if let process = facts.words.process {
            addProcess(process, to: &words)
        } else if facts.words.user != nil, !bound.happenedNames(.user), !plan.hasOwnPlaybook {
            // A playbook knows whether the one in the record did it or suffered it.
            words.append("It was done by ")
            _ = facts.add(.user, to: &words)
        } else {
            words.append("It happened")
        }
        addPlace(to: &words)
        if let time = facts.timeText {
            words.append(" at ")
            words.append(time)
        }
        words.append(".")
    }

    private func addProcess(_ process: String, to words: inout Prose) {
        words.append("Process ")
        words.append(value: Excerpt.of(process))
        let path = facts.value(of: .processExecutable).flatMap { $0 == process ? nil : $0 }
        let line = facts.value(of: .processCommandLine).flatMap { $0 == process ? nil : $0 }
        if let path {
            words.append(" (")
            words.append(value: Excerpt.of(path, longest: 256))
        }
        if let line {
            words.append(path == nil ? " (command line " : ", command line ")
            words.append(value: Excerpt.of(line, longest: 256))
        }
        words.append(path ?? line == nil ? " ran as " : ") ran as ")
        addUser(to: &words)
        if let parent = facts.value(of: .parentName) {
            words.append(", started by ")
            words.append(value: Excerpt.of(parent))
        }
    }

    private func addUser(to words: inout Prose) {
        guard facts.add(.user, to: &words) else {
            words.append("an unknown user")
            return
        }
        if let id = facts.value(of: .userID), facts.value(of: .userName) != nil {
            words.append(" (uid ")
            words.append(value: Excerpt.of(id))
            words.append(")")
        }
        if facts.has(.noLoginSession) {
            words.append(" without a login session behind it")
        } else if let login = facts.value(of: .loginName) ?? facts.value(of: .loginID) {
            words.append(" in a login session of ")
            words.append(value: Excerpt.of(login))
        }
    }

    /// The host alone when the sentence before has said the rest.
    private func addPlace(to words: inout Prose) {
        if facts.words.isAudit {
            // Falco's host only reads the log.
            guard !bound.happenedNames(.place, .where), let place = facts.words.place else { return }
            words.append(" in ")
            words.append(place)
            return
        }
        let isContainer = facts.has(.container)
        let isSaid = isContainer && bound.happenedNames(.place, .where)
        if !isSaid, let place = facts.words.place {
            words.append(isContainer ? " in " : " on ")
            words.append(place)
        }
        guard isContainer || facts.words.place == nil else { return }
        guard let host = facts.words.host else {
            if facts.words.place == nil { words.append(" on an unknown host") }
            return
        }
        words.append(" on host ")
        words.append(value: Excerpt.of(host))
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

    private func addSeverity(to words: inout Prose) {
        words.append("Falco calls it ")
        words.append(facts.priority.name)
        words.append(": ")
        words.append(reason())
        if let usual = plan.usualPriority, usual != facts.priority {
            words.append(" (the public rule says \(ours: usual.name), so it was changed here)" as Prose)
        }
        if occurrence.count > 1 {
            words.append("; the same has come ")
            words.append(String(occurrence.count))
            words.append(" times")
            if let first = occurrence.first {
                words.append(" since ")
                words.append(first.rfc3339(digits: 3))
            }
        }
        words.append(".")
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
            "its rules give that to clear signs of trouble, such as unwanted reads of sensitive data"
        case .notice: "its rules give that to unexpected behaviour, which has innocent causes too"
        case .informational:
            "its rules give that to what goes against good practice without being an attack by itself"
        case .debug: "its lowest priority"
        case .unknown: "a priority that is not known here, to be taken seriously until you know better"
        }
    }
}
