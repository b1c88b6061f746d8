internal import FalcoAlerts

/// A group of alerts that belong together as far as the evidence goes. One that is suspicious enough is shown as an
/// incident that needs attention; the others are kept because what comes next may make them one.
final class Case {
    /// Alerts of one fingerprint within a case.
    struct Part {
        /// Numbered over all parts of a run, from 1.
        let serial: UInt32
        let fingerprint: UInt64
        let rule: String
        let ruleHash: UInt64
        var priority: Priority
        var first: Int64
        var last: Int64
        var count: Int
        /// The first alert's.
        let id: AlertDigest
        var likeness: Int
        /// See `AlertTraits`.
        let signs: UInt64
        var tactics: UInt32
        var traces: Traces
        /// The fingerprint of the alert through which firm evidence tied this one: 0 for none, ``anything`` for evidence
        /// that does not hang on one alert. What is found to be routine stays while its anchor does.
        var anchor: UInt64
        /// Why its first alert is here.
        let reasons: [Reason]
        let circumstances: Circumstances
        /// What was new about its first alert.
        let novelty: Novelty
        /// The first alert, while there is room.
        let kept: KeptAlert?

        static let anything: UInt64 = 1
    }

    struct Reason {
        let evidence: Evidence
        let weight: Double
        /// The fingerprint of the alert that it points to.
        let to: UInt64
    }

    /// What an alert's rule says that matters to a case as a whole.
    struct Traces: OptionSet {
        let rawValue: UInt8
        /// Escaping from the container, or trying to.
        static let escape = Traces(rawValue: 1)
        /// Covering tracks: logs and histories removed, data destroyed.
        static let covering = Traces(rawValue: 2)
        static let root = Traces(rawValue: 4)
        static let host = Traces(rawValue: 8)
        static let container = Traces(rawValue: 16)
        static let numbered = Traces(rawValue: 32)
        /// At a terminal, or by somebody who logged in.
        static let attended = Traces(rawValue: 64)
        /// Done by the processes of a container's service themselves, not by what they started.
        static let service = Traces(rawValue: 128)
    }

    struct Target {
        let hash: UInt64
        let fingerprint: UInt64
    }

    struct Link {
        let other: AlertDigest
        let otherSerial: UInt32
        var evidence: Evidence
        /// What they share, where it is a peer or an account: untrusted.
        var value: String?
        var alerts: Int
    }

    /// Numbered over all cases of a run, from 1.
    let serial: UInt32
    let id: AlertDigest
    var first: Int64
    var last: Int64
    /// Seconds between alerts that did not come together, the latest eight.
    private(set) var gaps = InlineArray<8, Double>(repeating: 0)
    private(set) var gapCount = 0
    private var hasSeveralTimes = false
    private var nextGap = 0
    var parts: [Part] = []
    var alerts = 0
    /// Alerts of kinds beyond those that are kept as parts.
    var alertsBeyondParts = 0
    /// The number under which those go, 0 while there are none.
    var overflow: UInt32 = 0
    var mergedIDs: [AlertDigest] = []
    var links: [Link] = []
    /// Clues that were let go while the case was alive.
    var lostClues = 0
    /// Slots of the evidence table that are guarded for this case.
    var guardedClues = 0
    /// The different things that suspicious alerts told of, which routine ones are not, by the kind that told first.
    private(set) var targets: [Target] = []
    private(set) var score = SeverityScore()
    /// Whether one of its alerts told process numbers.
    var isNumbered = false
    /// Whether it has ended or become part of another.
    var isOver = false
    /// The level last told.
    var told = SeverityLevel.none

    /// Kinds of alerts kept as parts.
    static let mostParts = 256
    /// Room beyond that for the first kinds of each rule: whoever makes up kinds of one rule keeps no other rule's alerts
    /// out of the story.
    static let reservedParts = 64
    static let reservedOfRule = 4
    static let mostLinks = 16
    static let mostMerged = 64
    /// Different things that are told apart: what the score asks for at most, and as many again for several rules.
    static let mostTargets = 2 * SeverityScore.broadest

    init(serial: UInt32, id: AlertDigest, time: Int64) {
        self.serial = serial
        self.id = id
        first = time
        last = time
    }

    /// Places of kept alerts are given up first in those that matter least.
    var isHot: Bool { score.needsAttention }

    func part(of fingerprint: UInt64) -> Int? {
        parts.firstIndex { $0.fingerprint == fingerprint }
    }

    /// The longest of the latest gaps; `nil` before there is one, and 0 while all is one step.
    var pace: Double? {
        guard hasSeveralTimes else { return nil }
        var longest = 0.0
        for index in 0..<gapCount { longest = max(longest, gaps[index]) }
        return longest
    }

    /// How well the pace is known, 0 to 1.
    var paceConfidence: Double { Double(gapCount) / Double(Weights.gaps) }

    func noteTime(_ time: Int64) {
        if time > last {
            if alerts > 0 {
                hasSeveralTimes = true
                // What one step raises comes within a moment, and says nothing about the next step.
                let gap = Double(time - last) / 1e9
                if gap > Weights.shortestPeriod { addGap(gap) }
            }
            last = time
        }
        first = min(first, time)
    }

    private func addGap(_ gap: Double) {
        gaps[nextGap] = gap
        nextGap = (nextGap + 1) % Weights.gaps
        gapCount = min(gapCount + 1, Weights.gaps)
    }

    /// Takes over the pace of a case that was merged into this one, when it is the fresher one.
    func takePace(of other: Case) {
        guard other.last > last, other.gapCount > 0 else { return }
        hasSeveralTimes = true
        gaps = other.gaps
        gapCount = other.gapCount
        nextGap = other.nextGap
    }

    /// Whether there is room for one more kind of that rule's alerts.
    func hasRoom(forRule rule: UInt64) -> Bool {
        if parts.count < Case.mostParts { return true }
        return parts.count < Case.mostParts + Case.reservedParts
            && parts.count(where: { $0.ruleHash == rule }) < Case.reservedOfRule
    }

    /// Notes what an alert told of.
    /// - Returns: whether it was not known.
    func noteTarget(_ hash: UInt64, of fingerprint: UInt64) -> Bool {
        guard targets.count < Case.mostTargets, !targets.contains(where: { $0.hash == hash }) else {
            return false
        }
        targets.append(Target(hash: hash, fingerprint: fingerprint))
        return true
    }

    /// Takes over what another case's alerts told of.
    func takeTargets(of other: Case) {
        for target in other.targets { _ = noteTarget(target.hash, of: target.fingerprint) }
    }

    func forgetTargets(of fingerprint: UInt64) {
        targets.removeAll { $0.fingerprint == fingerprint }
    }

    func rescore() {
        score = SeverityScore(parts, targets: targets.count)
        if isHot { for part in parts { part.kept?.isGuarded = true } }
    }

    /// Counts one more alert that this case shares with another; false when it is not known yet.
    func countLink(to serial: UInt32) -> Bool {
        guard let known = links.firstIndex(where: { $0.otherSerial == serial }) else {
            return links.count >= Case.mostLinks
        }
        links[known].alerts += 1
        return true
    }

    func add(_ link: Link) {
        if links.count >= Case.mostLinks || links.contains(where: { $0.otherSerial == link.otherSerial }) {
            return
        }
        links.append(link)
    }
}
