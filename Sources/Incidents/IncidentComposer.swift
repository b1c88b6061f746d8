internal import Analysis
internal import Escaping
internal import FalcoAlerts
package import Knowledge

/// Tells cases as incidents. What it remembers never changes what it says.
package struct IncidentComposer {
    /// What is known of another incident by its number: its id now, and whether it needs attention.
    package typealias Lookup = (UInt32) -> AssignmentLedger.Assignment?

    let knowledge: KnowledgeBase
    private var analyzer: Analyzer

    package init(knowledge: KnowledgeBase) {
        self.knowledge = knowledge
        var options = Analyzer.Options()
        options.rememberedAlerts = 64
        options.rememberedBonds = 64
        options.relatedAlerts = 0
        analyzer = Analyzer(knowledge: knowledge, options: options)
    }

    /// Alerts whose reports go into the lists of actions and commands: the most telling ones.
    private static let mostReports = 24

    /// The incident that ended.
    package mutating func incident(_ ended: Correlator.EndedCase, _ lookup: Lookup) -> Incident {
        let state: Incident.State =
            switch ended.reason {
            case .silence, .routine: .silent
            case .crowdedOut: .crowdedOut
            case .end: .ended
            }
        return incident(ended.content, state, lookup)
    }

    /// The incident as it stands.
    package mutating func incident(_ open: Correlator.OpenCase, _ lookup: Lookup) -> Incident {
        incident(open.content, .open, lookup)
    }

    private mutating func incident(
        _ content: Case, _ state: Incident.State, _ lookup: Lookup
    ) -> Incident {
        let parts = content.parts.sorted { ($0.first, $0.serial) < ($1.first, $1.serial) }
        var entities = EntityTable()
        var forest = ProcessForest()
        var places: [Int: Int] = [:]
        for (index, part) in parts.enumerated() {
            guard let alert = part.kept?.alert else { continue }
            entities.add(alert, alerts: part.count)
            if let place = forest.add(alert, alerts: part.count) { places[index] = place }
        }
        let plan = ActionPlan(sources(parts, forest, places))
        let story = Story(
            content: content, parts: parts, entities: entities, knowledge: knowledge)
        return Incident(
            id: content.id, state: state, first: Timestamp(nanoseconds: content.first),
            last: Timestamp(nanoseconds: content.last), alerts: content.alerts, kinds: parts.count,
            severity: story.severity(), title: story.title(),
            summary: story.summary(headlines(story)),
            killChain: story.killChain(), hosts: entities.hosts, containers: entities.containers,
            users: entities.users, processes: forest.flattened(), files: entities.files,
            peers: entities.peers, timeline: story.timeline(),
            omittedAlerts: content.alertsBeyondParts,
            actions: plan.actions, omittedActions: plan.omittedActions, commands: plan.commands,
            omittedCommands: plan.omittedCommands,
            confidence: story.confidence(), missing: story.missing(isForestCut: forest.isCut),
            related: related(content, lookup), mergedIDs: content.mergedIDs)
    }

    /// Reports of the most telling alerts, in the order of time.
    private mutating func sources(
        _ parts: [Case.Part], _ forest: ProcessForest, _ places: [Int: Int]
    ) -> [ActionPlan.Source] {
        let telling = parts.indices.filter { parts[$0].kept?.alert != nil }
            .sorted { (-parts[$0].likeness, $0) < (-parts[$1].likeness, $1) }
            .prefix(Self.mostReports).sorted()
        return telling.compactMap { index -> ActionPlan.Source? in
            guard let alert = parts[index].kept?.alert else { return nil }
            let id = alert["container.id"]
            let isContainer = id != nil && id != "host"
            // The process that most of it hangs on is the one to look at.
            let below = places[index].map { min(10, forest.alertsBelow($0)) } ?? 0
            return ActionPlan.Source(
                report: analyzer.report(for: alert),
                place: isContainer ? "\(alert.hostname) \(id ?? "")" : alert.hostname,
                isContainer: isContainer, moment: index,
                process: alert["proc.pid"], weight: 2 * max(0, parts[index].likeness) + below)
        }
    }

    /// What happened first, and what tells most, in a sentence each.
    private mutating func headlines(_ story: Story) -> Story.Headlines {
        var headlines = Story.Headlines()
        if let first = story.firstSign, let alert = first.kept?.alert {
            headlines.first = analyzer.headline(for: alert)
        }
        if let telling = story.mostTelling, telling.serial != story.firstSign?.serial,
            let alert = telling.kept?.alert
        {
            headlines.telling = analyzer.headline(for: alert)
        }
        return headlines
    }

    /// Other incidents that need attention and have something in common with this one.
    private func related(_ content: Case, _ lookup: Lookup) -> [Incident.Related] {
        var related: [Incident.Related] = []
        for link in content.links {
            guard let other = lookup(link.otherSerial), other.needsAttention, let id = other.incident,
                id != content.id
            else { continue }
            if let known = related.firstIndex(where: { $0.id == id }) {
                related[known].alerts += link.alerts
                continue
            }
            var reason: Prose = "They have "
            reason.append(link.evidence.common(link.value))
            reason.append(" in common.")
            related.append(Incident.Related(id: id, reason: reason, alerts: link.alerts))
        }
        return related
    }
}
