internal import Analysis
package import FalcoAlerts
package import Knowledge

/// Groups alerts into cases from the evidence in their fields, one alert after the other.
///
/// Event time only, no clock and no chance: the same alerts in the same order give the same groups. What it remembers is
/// bounded by counts. Each alert costs a few dozen look-ups, however many cases there are.
package struct Correlator: ~Copyable {
    package struct Limits: Sendable {
        /// Cases that are open at a time. Of more, the one without an alert for longest ends; those that need attention
        /// last of all.
        package var cases = 4096
        /// Clues by which alerts find their case.
        package var clues = 100_000
        /// Kinds of alerts whose recurrence is known.
        package var recurrences = 1 << 16
        /// Bytes of alerts that are kept, long ones abridged, for the tellings of incidents; 0 where none are told.
        package var keptBytes = 5 << 20
        package init() {}
    }

    /// What became of an alert.
    package struct Verdict: Sendable {
        /// The part of a case that it belongs to, 0 for none. See ``Event/grew(part:case:)``.
        package var part: UInt32 = 0
        /// Whether it is of a kind that keeps coming.
        package var isRoutine = false
        /// In what way the like of it keeps coming, whether or not it counts as routine, and how often it came.
        package var pattern = RoutinePattern.none
        package var times = 0
        /// The serial of its case, 0 for none.
        package var incident: UInt32 = 0
        package var novelty = Novelty()

        package init() {}
    }

    package struct Counts: Sendable, Hashable {
        package var alerts = 0
        /// Alerts that are routine and in no case.
        package var routine = 0
        package var cases = 0
        package var merged = 0
        /// Cases that had to end for want of room, and those of them that needed attention.
        package var crowdedOut = 0
        package var crowdedOutHot = 0
        /// Clues let go for want of room: all, those that open cases still had (counted for each case), and those that were
        /// guarded for incidents which need attention.
        package var forgottenClues = 0
        package var lostClues = 0
        package var forgottenGuardedClues = 0
        /// Kinds of alerts whose recurrence was let go for want of room.
        package var forgottenRecurrences = 0
        /// Whether so many programs or peers came that what is new may be taken for known.
        package var isBaselineCrowded = false
    }

    let limits: Limits
    private let reader = ClueReader()
    private var appraiser: Appraiser
    var cases = CaseTable()
    /// Open cases by serial, in the order of their latest alerts.
    var order: BoundedTable<Int32>
    var evidence: EvidenceTable
    var recurrences: BoundedTable<Recurrence>
    var candidates: [Candidate] = []
    var keeper: AlertKeeper
    var clock = EventClock()
    private var baseline = Baseline()
    var lastPart: UInt32 = 0
    var lastCase: UInt32 = 0
    private var rules: [UInt64: String] = [:]

    package internal(set) var counts = Counts()
    /// What happened since they were last taken.
    package internal(set) var events: [Event] = []

    package init(knowledge: KnowledgeBase, limits: Limits = Limits()) {
        self.limits = limits
        appraiser = Appraiser(knowledge: knowledge)
        order = BoundedTable(capacity: max(8, limits.cases))
        evidence = EvidenceTable(capacity: max(64, limits.clues))
        recurrences = BoundedTable(capacity: max(64, limits.recurrences))
        keeper = AlertKeeper(budget: limits.keptBytes)
    }

    /// What happened since the last call.
    package mutating func takeEvents() -> [Event] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    /// Finds the case that the alert belongs to, or begins one.
    package mutating func observe(_ alert: Alert) -> Verdict {
        counts.alerts += 1
        var clues = alert.withView { reader.read($0) }
        if clues.names[0] == 0 {
            clues.fingerprint = alert.fingerprint.value | 2
            clues.target = clues.fingerprint
        }
        let time = clock.advance(to: clues.time)
        let kind = recurrence(of: alert, clues, time)
        if recurrences[kind].traits.isSensor { return Verdict() }
        var verdict = Verdict()
        verdict.novelty = baseline.note(clues, since: clock.sinceStart(time))
        counts.isBaselineCrowded = baseline.isCrowded
        // The weights ask how the kind came before this alert.
        gather(clues, time, traits: recurrences[kind].traits)
        rank(clues, time, kind)
        if recurrences[kind].count(clues, time: time, clock) {
            release(clues.fingerprint)
        }
        countNames(clues)
        verdict.pattern = recurrences[kind].pattern
        verdict.times = Int(recurrences[kind].alerts)
        verdict.isRoutine = recurrences[kind].isRoutine
        place(alert, clues, time, kind, &verdict)
        endSilent()
        return verdict
    }

    /// Puts the alert into the case that it belongs to, or into one of its own; what is routine goes into none.
    private mutating func place(
        _ alert: Alert, _ clues: Clues, _ time: Int64, _ kind: Int32, _ verdict: inout Verdict
    ) {
        if let joined = choose(clues, isRoutine: verdict.isRoutine) {
            (verdict.part, verdict.incident) =
                join(alert, clues, time, kind, candidates[joined], verdict.novelty)
        } else if verdict.isRoutine {
            counts.routine += 1
        } else {
            (verdict.part, verdict.incident) = begin(alert, clues, time, kind, verdict.novelty)
        }
    }

    private mutating func recurrence(of alert: Alert, _ clues: Clues, _ time: Int64) -> Int32 {
        if let place = recurrences.find(clues.fingerprint) {
            recurrences.touch(place)
            return place
        }
        if recurrences.isFull { forgetRecurrence() }
        let traits = AlertTraits(appraiser.appraise(alert), alert.priority, clues)
        return recurrences.insert(clues.fingerprint, Recurrence(time: time, traits: traits))
    }

    /// Lets go of what did not come for longest; what is known to be routine gets a second turn.
    private mutating func forgetRecurrence() {
        for _ in 0..<8 {
            if !recurrences[recurrences.oldest].isRoutine { break }
            recurrences.touch(recurrences.oldest)
        }
        let gone = recurrences.remove(recurrences.oldest)
        for index in 0..<Recurrence.holders where gone.holder[index] >= 0 {
            cases.release(gone.holder[index])
        }
        counts.forgottenRecurrences += 1
    }

    /// The rule's name, as one String for all its alerts.
    mutating func ruleName(_ alert: Alert, _ hash: UInt64) -> String {
        if let known = rules[hash] { return known }
        let name = alert.rule
        guard name.utf8.count <= 256 else { return String(name.prefix(256)) }
        if rules.count >= 4096 { rules.removeAll(keepingCapacity: true) }
        rules[hash] = name
        return name
    }
}
