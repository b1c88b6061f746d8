/// How often and how regularly the like of an alert comes.
struct Recurrence {
    /// Gaps between runs that are looked at.
    static let gaps = 6
    static let places = 4
    static let holders = 3

    var first: Int64
    /// When the latest run began.
    var last: Int64
    private(set) var alerts: UInt32 = 0
    /// Runs: alerts of one process, or within a moment of each other, count as one, but for a container's service, whose
    /// alerts count again after a pause.
    private(set) var runs: UInt32 = 0
    private var gap = InlineArray<6, Float>(repeating: 0)
    private var process: UInt32 = 0
    private var latestPlace: UInt32 = 0
    /// Containers (or hosts) where it came, and how often.
    private var place = InlineArray<4, UInt32>(repeating: 0)
    private var placeRuns = InlineArray<4, UInt8>(repeating: 0)
    private var gapCount: UInt8 = 0
    private var nextGap: UInt8 = 0
    private var nextHolder: UInt8 = 0
    /// Whether what comes later happened earlier.
    private var goesBack = false
    private(set) var pattern = RoutinePattern.none
    /// Places of the cases that hold alerts of this kind, -1 for none.
    var holder = InlineArray<3, Int32>(repeating: -1)
    var traits: AlertTraits

    init(time: Int64, traits: AlertTraits) {
        first = time
        last = time
        self.traits = traits
    }

    /// Counts one alert.
    /// - Returns: whether it has become routine with this one.
    mutating func count(_ clues: Clues, time: Int64, _ clock: EventClock) -> Bool {
        alerts &+= 1
        // The last one's clock was ahead of all others.
        if last > clock.now, time <= clock.now, !goesBack { last = time }
        // A file may be told from its end; otherwise what comes late belongs to the run that was counted.
        goesBack = time < last && (goesBack || gapCount == 0)
        let since = Double(goesBack ? last - time : time - last) / 1e9
        let place = UInt32(truncatingIfNeeded: clues.isContainer ? clues.container : clues.host) | 1
        let isAtOnce = runs > 0 && since <= Weights.shortestPeriod
        // A service lives on and does the same again; what another process does is one run of it.
        let isService = clues.isUnattendedService && since > Weights.shortestPause
        let isSameProcess = runs > 0 && clues.process != 0 && clues.process == process && !isService
        if (isAtOnce || isSameProcess) && place == latestPlace { return false }
        process = clues.process
        latestPlace = place
        if runs > 0, !isAtOnce {
            gap[Int(nextGap)] = Float(since)
            nextGap = (nextGap + 1) % UInt8(Recurrence.gaps)
            gapCount = min(gapCount + 1, UInt8(Recurrence.gaps))
        }
        runs &+= 1
        last = goesBack ? time : max(last, time)
        countPlace(place)
        let before = pattern
        // What somebody types is no routine, and a burst is none yet.
        let lasted = Double(clock.stretch(first, last)) / 1e9
        if clues.terminal == 0, lasted >= Weights.leastCover(streamed: Double(clock.elapsed) / 1e9) {
            pattern = recognised(isBurst: traits.likeness > 0 && lasted < Weights.longestBurst)
        }
        return !before.isRoutine(traits) && pattern.isRoutine(traits)
    }

    private mutating func countPlace(_ short: UInt32) {
        for index in 0..<Recurrence.places {
            if place[index] == short || place[index] == 0 {
                place[index] = short
                placeRuns[index] = min(placeRuns[index], 254) + 1
                return
            }
        }
    }

    /// A pattern once recognised stays: a job that skips a turn is still that job.
    /// - Parameter isBurst: whether it may be somebody's loop that has just begun, which several containers are not likely
    ///   to run at a time.
    private func recognised(isBurst: Bool) -> RoutinePattern {
        if pattern != .none { return pattern }
        let wanted = Weights.timesForRoutine + max(0, traits.likeness)
        guard Int(runs) >= wanted else { return .none }
        if !isBurst, let period = regularPeriod { return .regular(seconds: period) }
        var busy = 0
        for index in 0..<Recurrence.places where placeRuns[index] >= 2 { busy += 1 }
        if busy >= 2 { return .spread(places: busy) }
        return !isBurst && Int(runs) >= 2 * wanted ? .often : .none
    }

    /// The mean of the latest gaps, when they stray little from it.
    private var regularPeriod: Float? {
        guard gapCount >= 2 else { return nil }
        var sum: Float = 0
        for index in 0..<Int(gapCount) { sum += gap[index] }
        let mean = sum / Float(gapCount)
        var strayed: Float = 0
        for index in 0..<Int(gapCount) { strayed += abs(gap[index] - mean) }
        return mean > 0 && strayed / Float(gapCount) <= Float(Weights.regularity) * mean ? mean : nil
    }

    /// Notes which case holds alerts of this kind.
    /// - Returns: the place that is no longer noted for it, -1 for none; `nil` when the case was noted already.
    mutating func hold(_ place: Int32) -> Int32? {
        for index in 0..<Recurrence.holders where holder[index] == place { return nil }
        let left = holder[Int(nextHolder)]
        holder[Int(nextHolder)] = place
        nextHolder = (nextHolder + 1) % UInt8(Recurrence.holders)
        return left
    }

    var isRoutine: Bool { pattern.isRoutine(traits) }

    /// The case noted last.
    var latestHolder: Int32 { holder[(Int(nextHolder) + Recurrence.holders - 1) % Recurrence.holders] }
}

/// In what way a thing keeps coming.
package enum RoutinePattern: Sendable, Hashable {
    case none
    /// At even intervals of about so many seconds.
    case regular(seconds: Float)
    /// In so many containers of one image, or more, each time and again.
    case spread(places: Int)
    case often

    /// Whether it may be taken for routine: what looks too much like an attack may not, however regular it is.
    func isRoutine(_ traits: AlertTraits) -> Bool { self != .none && !traits.isTooGraveForRoutine }
}

/// What is known of all alerts with one fingerprint.
struct AlertTraits {
    /// What speaks for an attack, less what speaks against one, and what the priority adds.
    var likeness: Int { Int(points) }
    var points: Int8
    var isTooGraveForRoutine: Bool
    var isWriting: Bool
    var isSensor: Bool
    var traces: Case.Traces
    var tactics: UInt32
    /// Which signs of an attack they show; see `Appraisal`.
    var signs: UInt64
}
