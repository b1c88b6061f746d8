internal import Analysis
internal import FalcoAlerts
internal import Incidents
internal import Knowledge

/// The grouping of a stream that goes on: what becomes of each alert, and what there is to tell of incidents.
struct IncidentStage: ~Copyable {
    /// Something to tell of an incident that needs attention.
    struct News {
        enum Kind {
            case opened, escalated, closed
            /// Another one that was told before turned out to be part of it.
            case joined(AlertDigest)
        }

        let kind: Kind
        let incident: Incident
    }

    private var correlator: Correlator
    private var composer: IncidentComposer
    private var book = CaseBook()
    /// Open incidents that were told, by number.
    private var told: [UInt32: Told] = [:]

    private struct Told {
        let id: AlertDigest
        var level: SeverityLevel
        /// As it stood when somebody last asked.
        var latest: Incident?
    }

    private(set) var news: [News] = []

    init(knowledge: KnowledgeBase) {
        correlator = Correlator(knowledge: knowledge)
        composer = IncidentComposer(knowledge: knowledge)
    }

    /// Groups an alert, and adds to its report what that tells.
    mutating func observe(_ alert: Alert, _ report: inout Report) {
        let verdict = observe(alert)
        report.add(verdict, verdict.incident == 0 ? nil : correlator.open(verdict.incident))
    }

    @discardableResult
    mutating func observe(_ alert: Alert) -> Correlator.Verdict {
        let verdict = correlator.observe(alert)
        settle()
        return verdict
    }

    mutating func takeNews() -> [News] {
        defer { news.removeAll(keepingCapacity: true) }
        return news
    }

    /// The incidents that are open and need attention, as they stand, the oldest first.
    mutating func open() -> [Incident] {
        told.keys.sorted().compactMap { serial in
            guard let open = correlator.open(serial) else { return nil }
            // One that has not grown is told as before.
            if let latest = told[serial]?.latest, latest.alerts == open.alerts { return latest }
            let incident = composer.incident(open) { [book] in book.standing(of: $0) }
            told[serial]?.latest = incident
            return incident
        }
    }

    /// Ends what is open: the stream is over.
    mutating func finish() {
        correlator.finish()
        settle()
    }

    private mutating func settle() {
        let events = correlator.takeEvents()
        if events.isEmpty { return }
        book.note(events)
        var rated: [UInt32] = []
        for event in events {
            switch event {
            case .rated(let serial, _): if !rated.contains(serial) { rated.append(serial) }
            case .merged(let serial, let into): join(serial, into)
            case .ended(let ended): close(ended)
            case .began, .grew, .freed, .absorbed, .linked: break
            }
        }
        for serial in rated { tell(serial) }
    }

    /// Tells an incident that needs attention for the first time, or has become graver.
    private mutating func tell(_ serial: UInt32) {
        guard let open = correlator.open(serial), open.needsAttention else { return }
        let before = told[serial]
        if let before, open.level <= before.level { return }
        told[serial] = Told(id: open.id, level: open.level)
        add(before == nil ? .opened : .escalated, open)
    }

    /// One that was told goes on as part of another.
    private mutating func join(_ serial: UInt32, _ into: UInt32) {
        guard let before = told.removeValue(forKey: serial), let open = correlator.open(into) else { return }
        told[into] = Told(id: open.id, level: max(open.level, told[into]?.level ?? .none))
        add(.joined(before.id), open)
    }

    private mutating func add(_ kind: News.Kind, _ open: Correlator.OpenCase) {
        news.append(
            News(kind: kind, incident: composer.incident(open) { [book] in book.standing(of: $0) }))
    }

    private mutating func close(_ ended: Correlator.EndedCase) {
        guard told.removeValue(forKey: ended.serial) != nil, !ended.isEmpty else { return }
        news.append(
            News(
                kind: .closed, incident: composer.incident(ended) { [book] in book.standing(of: $0) }))
    }
}
