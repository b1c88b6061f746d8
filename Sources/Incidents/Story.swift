internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// The words of one incident.
struct Story {
    /// What happened first, and what tells most, as the reports of these alerts say.
    struct Headlines {
        var first: Prose?
        var telling: Prose?
    }

    let content: Case
    /// By time.
    let parts: [Case.Part]
    let entities: EntityTable
    let knowledge: KnowledgeBase

    /// The first alert that looks like an attack; failing that the first.
    var firstSign: Case.Part? { parts.first { $0.likeness > 0 } ?? parts.first }

    /// The clearest alert; of equally clear ones the more severe, then the first.
    var mostTelling: Case.Part? {
        parts.enumerated().max { a, b in
            (a.element.likeness, b.element.priority.rank, b.offset)
                < (b.element.likeness, a.element.priority.rank, a.offset)
        }?.element
    }

    /// The parts that make the story; all of them when none looks like an attack.
    private var signs: [Case.Part] {
        let signs = parts.filter { $0.likeness > 0 }
        return signs.isEmpty ? parts : signs
    }

    /// `pod shop/web-1`, `container x and its host`, `host y`.
    var place: Prose {
        var prose = Prose()
        if let container = entities.containers.first {
            if let pod = container.pod {
                prose.append("pod ")
                prose.append(value: [container.namespace, pod].compactMap(\.self).joined(separator: "/"))
            } else {
                prose.append("container ")
                prose.append(value: Excerpts.of(container.name ?? container.id))
            }
            let others = entities.containers.count - 1
            if others > 0 { prose.append(" and \(Words.count(others, "other container"))" as String) }
            if content.score.reachesHost { prose.append(" and its host") }
            return prose
        }
        guard let host = entities.hosts.first else { return "an unknown place" }
        prose.append("host ")
        prose.append(value: Excerpts.of(host.name))
        if entities.hosts.count > 1 { prose.append(" and \(entities.hosts.count - 1) more") }
        return prose
    }

    func title() -> Prose {
        guard let telling = mostTelling else { return "An incident of which nothing is left" }
        var prose = Prose()
        prose.append(value: Excerpts.of(telling.rule, longest: 120))
        let rules = Set(parts.map(\.rule)).count - 1
        if rules > 0 { prose.append(" and \(Words.count(rules, "other rule"))" as String) }
        prose.append(", ")
        prose.append(place)
        return prose
    }

    // MARK: The paragraph

    func summary(_ headlines: Headlines) -> Prose {
        var prose = Prose()
        let span = Double(content.last - content.first) / 1e9
        prose.append(
            "\(Words.count(content.alerts, "alert")) of \(Words.count(parts.count, "kind"))" as String)
        if content.alerts > 1 { prose.append(" within \(Words.span(span)) belong together" as String) }
        prose.append(entities.containers.isEmpty ? ", on " : ", in ")
        prose.append(place)
        prose.append(". ")
        if let first = firstSign {
            prose.append(
                "\(first.likeness > 0 ? "The first sign" : "The first") came at \(Words.clock(Timestamp(nanoseconds: first.first)))"
                    as String)
            if let headline = headlines.first {
                prose.append(": ")
                prose.append(headline)
            } else {
                prose.append(": ")
                prose.append(value: Excerpts.of(first.rule))
                prose.append(".")
            }
            prose.append(" ")
        }
        if let telling = headlines.telling, telling != headlines.first {
            prose.append("What tells most: ")
            prose.append(telling)
            prose.append(" ")
        }
        addCourse(to: &prose)
        addReach(to: &prose)
        return prose
    }

    private func addCourse(to prose: inout Prose) {
        let chain = killChain().sorted { $0.first < $1.first }
        guard chain.count > 1 else { return }
        prose.append("In the order in which they were first seen: ")
        prose.append(
            Prose.list(
                chain.map { stage in "\(ours: stage.name) (\(value: Excerpts.of(stage.rule, longest: 80)))" },
                most: 8))
        prose.append(". ")
    }

    private func addReach(to prose: inout Prose) {
        if content.score.reachesHost {
            prose.append(
                "After an escape from the container was tried, its host did things that fit: take the host for lost until you know better."
            )
        } else if content.score.usesRuntime {
            prose.append(
                "A container named the socket of the container runtime, and another one started: whoever may use that socket has the host."
            )
        } else if content.score.traces.contains(.escape) {
            prose.append("An escape from the container was tried; no alert shows that it worked.")
        } else if entities.containers.isEmpty {
            prose.append(
                content.score.traces.contains(.root)
                    ? "It had root on the host." : "It stayed without root as far as the alerts tell.")
        } else {
            prose.append("Nothing shows that it left the container.")
        }
        if !entities.peers.isEmpty {
            prose.append(entities.peers.count == 1 ? " It involves the peer " : " It involves the peers ")
            prose.append(
                Prose.list(
                    entities.peers.prefix(12).map { "\(value: Excerpts.of($0.name, longest: 64))" }, most: 4))
            prose.append(".")
        }
    }

    // MARK: Sections

    func killChain() -> [Incident.Stage] {
        knowledge.attack.tactics.enumerated().compactMap { index, tactic in
            let bit = UInt32(1) << UInt32(index)
            let serving = signs.filter { $0.tactics & bit != 0 }
            guard let first = serving.map(\.first).min(),
                let clearest = serving.enumerated().max(by: {
                    ($0.element.likeness, $1.offset) < ($1.element.likeness, $0.offset)
                })?.element
            else { return nil }
            return Incident.Stage(
                id: tactic.id, name: tactic.name, first: Timestamp(nanoseconds: first),
                alerts: serving.reduce(0) { $0 + $1.count }, rule: clearest.rule)
        }
    }

    func severity() -> Incident.Severity {
        let score = content.score
        var reasons: [Prose] = []
        if score.suspiciousRules > 0 {
            reasons.append(
                "\(ours: Words.count(score.suspiciousRules, "rule")) \(ours: score.suspiciousRules == 1 ? "shows" : "show") more signs of an attack than against one."
            )
        } else {
            reasons.append("Nothing in the alerts' own facts speaks more for an attack than against one.")
        }
        if let telling = mostTelling, telling.likeness >= SeverityScore.clear {
            reasons.append("\(value: Excerpts.of(telling.rule)) is clear by itself.")
        }
        if score.otherSigns > 0 {
            reasons.append("Alerts of the same rule show different signs, each of them one more.")
        }
        if score.hasCritical { reasons.append("Falco calls at least one of them Critical or worse.") }
        let tactics = killChain()
        if tactics.count >= 3 {
            reasons.append(
                "\(tactics.count) of ATT&CK's tactics were reached: \(ours: tactics.map(\.name).joined(separator: ", "))."
            )
        }
        if score.breadth > 0 {
            let many = score.targets >= Case.mostTargets ? "\(score.targets) or more" : "\(score.targets)"
            reasons.append(
                "It went far: suspicious alerts tell of \(ours: many) different files, peers and commands.")
        }
        if score.reachesHost { reasons.append("It crosses from a container to its host.") }
        if score.usesRuntime {
            reasons.append("It named the container runtime's socket, and another container started.")
        }
        if score.coversTracks {
            reasons.append("Tracks were covered: logs, histories or data were removed after other signs.")
        }
        if score.traces.contains(.root), score.traces.contains(.host) {
            reasons.append("It acts as root on the host.")
        }
        if entities.containers.count > 1 {
            reasons.append("\(entities.containers.count) containers are involved.")
        }
        if score.novelties > 0 {
            reasons.append("Some of it was never met before in a stream of a day or more.")
        }
        return Incident.Severity(
            level: score.level, points: score.points, needsAttention: score.needsAttention, reasons: reasons)
    }

    func timeline() -> [Incident.Entry] {
        let ids = Dictionary(parts.map { ($0.fingerprint, $0.id) }) { first, _ in first }
        let firstSerial = firstSign?.serial
        return parts.map { part in
            let alert = part.kept?.alert
            return Incident.Entry(
                id: part.id, first: Timestamp(nanoseconds: part.first),
                last: Timestamp(nanoseconds: part.last), alerts: part.count, priority: part.priority,
                rule: part.rule, subject: alert.map { Excerpts.of($0.doer) } ?? "",
                place: alert.map { Excerpts.of($0.spot) } ?? "",
                role: role(of: part, isFirst: part.serial == firstSerial), likeness: part.likeness,
                reasons: part.reasons.map { reason in
                    Incident.Reason(
                        text: reason.evidence.words(alert), weight: reason.weight, to: ids[reason.to])
                } + part.circumstances.reasons,
                weight: part.reasons.reduce(part.circumstances.sum) { $0 + $1.weight },
                news: alert.flatMap { part.novelty.sentences(for: $0).first })
        }
    }

    private func role(of part: Case.Part, isFirst: Bool) -> String {
        if part.likeness <= 0 { return "context" }
        if isFirst { return "first sign" }
        if part.traces.contains(.escape) { return "escape attempt" }
        if part.traces.contains(.covering) { return "covering tracks" }
        let names = knowledge.attack.tactics.enumerated().filter {
            part.tactics & (1 << UInt32($0.offset)) != 0
        }.map { $0.element.name.lowercased() }
        return names.isEmpty ? "part of it" : names.prefix(2).joined(separator: ", ")
    }
}

extension Priority {
    /// 0 for the most severe.
    var rank: Int { Priority.known.firstIndex(of: self) ?? Priority.known.count }
}
