/// The numbers of the correlation beyond the weights of evidence, each with its reason.
///
/// They follow from how Linux, containers and Falco behave, in steps of a scale where ``Evidence/threshold`` is 10; none
/// of them needs to be exact.
enum Weights {
    // MARK: Pace

    /// Falco reports what people type and what programs do. Below this a pause is no pause, whatever the pace before: a
    /// person at a keyboard thinks for longer.
    static let shortestPause = 10.0

    /// What the gap since an incident's last alert adds, by its ratio to the longest of its last eight gaps.
    ///
    /// - Parameter confidence: 0 to 1, how well the pace is known: a single gap says little about the next.
    static func pace(_ ratio: Double, confidence: Double) -> Double {
        switch ratio {
        case ...2: 2
        case ...5: 1
        case ...lastingRatio: 0
        // The same order of magnitude as before, and another one, and another one.
        case ...40: -2 * confidence
        case ...120: -4 * confidence
        default: -6 * max(confidence, leastConfidence)
        }
    }

    /// What is all one step tells no pace; but what comes more than a hundred pauses later is late at any pace that two
    /// gaps could have told.
    static let leastConfidence = 2 / 8.0

    /// Up to this ratio the pace lasts: pauses vary by an order of magnitude.
    static let lastingRatio = 12.0

    /// Gaps that make a pace well known.
    static let gaps = 8

    /// A name that was last met so long ago, by the same ratio, is less likely to be the same process's.
    static func freshness(_ ratio: Double) -> Double {
        ratio <= lastingRatio ? 1 : ratio <= 40 ? 2 / 3 : 1 / 3
    }

    /// What a late pace takes at most where a file that was written is run: a file waits until somebody runs it.
    static let waitingFile = -1.0

    // MARK: Kind

    /// What pace and kind can add at most.
    static let mostEncouragement = 5.0
    /// Both look like attacks, and both do clearly.
    static let bothSuspicious = 2.0
    static let bothClearlySuspicious = 3.0
    static let unsuspicious = -1.0
    /// The like of it came before the incident began, and was no part of one: it needs more than company.
    static let seenBefore = -5.0
    static let recurs = -2.0
    /// Everything in the incident so far came three times or more: a job, not a story.
    static let recurringCompany = -4.0
    /// And a container's service does it itself, which is also all that ties to it: what a service keeps doing and what it
    /// is made to do have its process in common, and nothing else.
    static let recurringService = -8.0
    /// Both tell their process numbers, and these have nothing in common.
    static let unrelatedProcesses = -1.5
    /// What a name's evidence is worth when both tell numbers which contradict it.
    static let contradictedName = 1.0 / 3

    /// Two cases are said to have something in common from this much evidence on: a shared peer and account, a name, the
    /// company of one container.
    static let leastLink = 2.0

    // MARK: Escape

    /// How many times the pace of the escape may pass until root appears on the host.
    static let escapeRatio = 4.0
    static let shortestEscape = 1.0
    /// Root that appears later, within these seconds, has something in common with the escape and no more.
    static let longestEscape = 3600.0
    /// A container that the runtime is asked for starts within these seconds, its image's download included; whoever
    /// creates it by one request starts it by another.
    static let longestContainerStart = 120.0
    /// Falco reads each processor's events from a buffer of its own, and clocks of hosts differ: what happened within these
    /// seconds may be told the other way round.
    static let longestDisorder = 5.0

    // MARK: Routine

    /// Falco reports the calls of one run within milliseconds; nothing that starts processes runs more often than this.
    static let shortestPeriod = 0.25
    /// How far gaps may stray from their mean, as a share of it, to count as regular: schedulers start on time, and jobs
    /// that sleep between runs drift by how long they take.
    static let regularity = 0.35
    /// The part of the stream so far that a thing must have gone on through: somebody who empties a directory does the same
    /// a hundred times within a minute.
    private static let routineCover = 0.25
    /// In a stream that is no longer, that part is nothing: what looks like an attack and comes from one container or host
    /// must have gone on for so many seconds, which a loop over a directory does not.
    static let longestBurst = 60.0
    /// What has gone on for so long, in seconds, is a habit however long the stream is: the quarter of a day. A longer stream
    /// knows the hours of the day, and nobody waits weeks for a new job to be one.
    private static let longestCover = 21_600.0

    /// For how long a thing must have gone on to be routine, in seconds.
    static func leastCover(streamed: Double) -> Double {
        min(longestCover, routineCover * streamed)
    }
    /// Times before a thing can be routine; each sign of an attack asks for one more.
    static let timesForRoutine = 3
    /// From this likeness on nothing becomes routine by coming often: malware is regular, too.
    static let neverRoutine = 4

    // MARK: Ends

    /// An incident without a new alert for so long is over, in seconds, unless its pace is slower still.
    static let longestSilence = 86_400.0
    static let longestSilenceRatio = 10.0
    static let longestSilenceEver = 7 * 86_400.0
    /// A terminal's number without a session's is trusted for so long after its last alert, in seconds.
    static let longestIdleTerminal = 3600.0
    /// A process number is trusted for so long: beyond, it may have been given out again.
    static let longestProcess = 86_400.0
}
