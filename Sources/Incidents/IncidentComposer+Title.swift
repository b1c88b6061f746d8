internal import Escaping

extension IncidentComposer {
    /// What happened, in a line: the incident's title without all the rest. Untrusted text.
    package func title(of ended: Correlator.EndedCase) -> String {
        let parts = ended.content.parts.sorted { ($0.first, $0.serial) < ($1.first, $1.serial) }
        var entities = EntityTable()
        for part in parts {
            if let alert = part.kept?.alert { entities.add(alert, alerts: part.count) }
        }
        let story = Story(content: ended.content, parts: parts, entities: entities, knowledge: knowledge)
        return story.title().pieces.map(\.text).joined()
    }
}
