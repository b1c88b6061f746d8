internal import FalcoAlerts

/// What is kept of the alerts seen so far: how often each came, and what it shares with others.
struct AlertMemory: Sendable {
    /// All alerts of one fingerprint.
    private struct Event: Sendable {
        var count = 0
        var first: Timestamp?
        /// Of the latest.
        var id = AlertDigest(value: 0)
        var time: Timestamp?
        var priority = Priority.debug
        var rule = ""
        var subject = ""
        var sequence = 0
        /// Scratch for one search: what the search found so far.
        var search = 0
        var shares: UInt8 = 0
    }

    /// The alerts that share one thing.
    private struct Knot: Sendable {
        var alerts = 0
        /// The latest events, each once, oldest first.
        var events: [RecencyTable<UInt64, Event>.Place] = []
    }

    /// How many events each knot keeps.
    private static let kept = 24
    private static let longestSubject = 96

    private var events: RecencyTable<UInt64, Event>
    private var knots: RecencyTable<Bond, Knot>
    private var sequence = 0

    /// Fingerprints that had to be let go: their counts start anew.
    var forgotten: Int { events.forgotten }

    init(events: Int, bonds: Int) {
        self.events = RecencyTable(capacity: events)
        knots = RecencyTable(capacity: bonds)
    }

    /// Remembers one alert, and says how often the like of it came.
    mutating func remember(
        _ facts: AlertFacts, id: AlertDigest, fingerprint: AlertDigest, bonds: [Bond]
    ) -> Report.Occurrence {
        sequence += 1
        let place = events.use(fingerprint.value) { Event(first: facts.time) }
        events[place].count += 1
        events[place].id = id
        events[place].time = facts.time
        events[place].priority = facts.priority
        events[place].sequence = sequence
        if events[place].count == 1 {
            events[place].rule = Excerpt.of(facts.rule, longest: 128)
            events[place].subject = AlertMemory.subject(facts)
        }
        for bond in bonds {
            let knot = knots.use(bond) { Knot() }
            knots[knot].alerts += 1
            if knots[knot].events.last == place { continue }
            if let known = knots[knot].events.firstIndex(of: place) { knots[knot].events.remove(at: known) }
            if knots[knot].events.count == AlertMemory.kept { knots[knot].events.removeFirst() }
            knots[knot].events.append(place)
        }
        return Report.Occurrence(count: events[place].count, first: events[place].first)
    }

    /// The command line, failing that the process, failing that what the alert is about.
    private static func subject(_ facts: AlertFacts) -> String {
        let subject =
            facts.value(of: .processCommandLine) ?? facts.words.process ?? facts.words.file
            ?? facts.words.peer?.text ?? facts.value(of: .auditTarget) ?? facts.value(of: .cloudEvent) ?? ""
        return Excerpt.of(subject, longest: longestSubject)
    }

    /// Alerts seen so far that share something with those bonds, each kind of event once, oldest first.
    /// - Returns: at most `limit` of the latest, and at least how many alerts are left out.
    mutating func related(to bonds: [Bond], limit: Int) -> Report.RelatedActivity {
        var found: [RecencyTable<UInt64, Event>.Place] = []
        var alerts = 0
        sequence += 1
        for bond in bonds {
            guard let knot = knots.find(bond) else { continue }
            alerts = max(alerts, knots[knot].alerts)
            for place in knots[knot].events where events.isValid(place) {
                if events[place].search != sequence {
                    events[place].search = sequence
                    events[place].shares = 0
                    found.append(place)
                }
                events[place].shares |= bond.kind.bit
            }
        }
        guard !found.isEmpty else { return Report.RelatedActivity() }
        let latest = found.sorted { events[$0].sequence < events[$1].sequence }.suffix(limit)
        let entries = latest.sorted { isEarlier($0, $1) }.map(entry)
        return Report.RelatedActivity(alerts: entries, omitted: max(alerts, found.count) - entries.count)
    }

    private func entry(at place: RecencyTable<UInt64, Event>.Place) -> Report.RelatedActivity.Entry {
        Report.RelatedActivity.Entry(
            id: events[place].id, time: events[place].time, priority: events[place].priority,
            rule: events[place].rule, subject: events[place].subject,
            shares: Bond.names[Int(events[place].shares)])
    }

    /// By time, those without one first; of equal ones in the order of arrival.
    private func isEarlier(
        _ a: RecencyTable<UInt64, Event>.Place, _ b: RecencyTable<UInt64, Event>.Place
    ) -> Bool {
        let (first, second) = (events[a].time, events[b].time)
        if first == second { return events[a].sequence < events[b].sequence }
        guard let second else { return false }
        return first.map { $0 < second } ?? true
    }
}
