internal import Analysis
internal import FalcoAlerts
internal import Incidents
internal import Knowledge
internal import Outputs

/// The grouping of a stream that goes on: what becomes of each alert, and what there is to tell of incidents.
struct IncidentStage: ~Copyable {
    private var correlator: Correlator
    private var composer: IncidentComposer
    private var book = CaseBook()
    /// Open incidents that were told, by number.
    private var told: [UInt32: Told] = [:]

    private struct Told {
        let id: AlertDigest
        var level: SeverityLevel
        var notice = IncidentNotice.Told()
        /// As it stood when somebody last asked.
        var latest: Incident?
    }

    private var news: [IncidentNotice] = []
    /// Incidents told so far.
    private var opened = 0

    /// Open incidents that are told as they stand, at most.
    static let mostOpen = 100

    private let tells: Bool

    /// - Parameter tells: whether incidents are told; otherwise alerts learn which they are in, and no more is kept of them.
    init(knowledge: KnowledgeBase, tells: Bool) {
        self.tells = tells
        var limits = Correlator.Limits()
        if !tells { limits.keptBytes = 0 }
        correlator = Correlator(knowledge: knowledge, limits: limits)
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

    mutating func takeNews() -> [IncidentNotice] {
        defer { news.removeAll(keepingCapacity: true) }
        return news
    }

    /// How many alerts and incidents there were, in words.
    var overview: String {
        "\(correlator.counts.overview) \(opened == 1 ? "1 incident needs" : "\(opened) incidents need") attention."
    }

    /// What had to be left out, in words.
    var remarks: [String] { correlator.counts.remarks }

    /// Incidents that are open and need attention.
    var openCount: Int { told.count }

    /// The gravest of them as they stand, at most ``mostOpen``.
    mutating func open() -> [Incident] {
        let gravest = told.sorted { (-$0.value.level.rawValue, $0.key) < (-$1.value.level.rawValue, $1.key) }
        for (serial, _) in gravest.dropFirst(Self.mostOpen) { told[serial]?.latest = nil }
        return gravest.prefix(Self.mostOpen).compactMap { serial, _ in
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
        if events.isEmpty || !tells { return }
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
        guard let before = told[serial] else {
            opened += 1
            told[serial] = Told(id: open.id, level: open.level)
            return add(.opened, open)
        }
        if open.level <= before.level { return }
        told[serial]?.level = open.level
        add(.graver(than: before.level), open)
    }

    /// One that was told goes on as part of another.
    private mutating func join(_ serial: UInt32, _ into: UInt32) {
        guard let before = told.removeValue(forKey: serial) else { return }
        guard let open = correlator.open(into) else {
            // That one has gone on or ended by now, too: the next event is about it.
            if told[into] == nil { told[into] = before }
            return
        }
        if told[into] == nil {
            told[into] = Told(id: open.id, level: before.level)
        } else {
            opened -= 1
        }
        told[into]?.level = max(open.level, before.level)
        add(.joined(before.id), open)
    }

    private mutating func add(_ kind: IncidentNotice.Kind, _ open: Correlator.OpenCase) {
        let incident = composer.incident(open) { [book] in book.standing(of: $0) }
        let notice = IncidentNotice(
            kind, incident, told: told[open.serial]?.notice ?? IncidentNotice.Told())
        told[open.serial]?.notice = notice.nowTold
        news.append(notice)
    }

    private mutating func close(_ ended: Correlator.EndedCase) {
        guard told.removeValue(forKey: ended.serial) != nil else { return }
        if ended.isEmpty { opened -= 1 }
        news.append(
            IncidentNotice(
                ended.isEmpty ? .dissolved : .ended,
                composer.incident(ended) { [book] in book.standing(of: $0) }))
    }
}
