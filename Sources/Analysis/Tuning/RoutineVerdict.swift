internal import Escaping
internal import FalcoAlerts

/// Whether what somebody does again and again looks like a machine's routine, and why.
///
/// Repetition alone is none: an intruder repeats himself too. It must have gone on through most of the history, at a beat
/// that chance would not give or all the time, by one program with one command from the same parents, without a person
/// behind it, and nothing in the alerts may speak for an attack. Constants are chances and shares, no times: a history
/// that runs faster or slower gives the same verdict.
struct RoutineVerdict {
    /// So even gaps come by chance in one of a thousand cases; many activities are looked at.
    static let leastEven = 0.001
    /// Where each run does just the same things, the things bear witness too.
    static let leastEvenOfRuns = 0.05
    /// What comes in so many tenths of the history comes all the time.
    private static let mostTenths = 8
    private static let leastSteady = 20
    /// The part of the history that it must go on through.
    private static let leastCover = 0.5
    /// Runs that make a habit: two gaps can be compared.
    private static let leastRuns = 3

    private(set) var reasons: [Prose] = []
    private(set) var doubts: [Prose] = []
    /// How it comes, whatever is made of it.
    private(set) var rhythm: Prose = ""

    var isRoutine: Bool { doubts.isEmpty }

    private let table: NoiseTable
    private let shapes: [NoiseShape]
    private let timing: Rhythm
    private let count: Int

    /// - Parameters:
    ///   - shapes: what is done, without what looks like an attack.
    ///   - timing: when it was done.
    init(_ table: NoiseTable, shapes: [NoiseShape], timing: Rhythm) {
        self.table = table
        self.shapes = shapes
        self.timing = timing
        count = shapes.reduce(0) { $0 + $1.count }
        weighTime()
        weighPeople()
        weighSpread()
    }

    mutating func doubt(_ reason: Prose) { doubts.append(reason) }
    mutating func support(_ reason: Prose) { reasons.append(reason) }

    // MARK: Time

    private mutating func weighTime() {
        guard let first = timing.first, let last = timing.last, let start = table.range.first,
            let end = table.range.last
        else {
            rhythm = "The alerts say no time."
            doubts.append("The alerts say no time, so nothing shows that they come regularly.")
            return
        }
        weighBeat(from: start, to: end)
        let whole = Double(max(1, end - start))
        // What comes once a period covers one more period than lies between its first and its last time.
        let period = Double(timing.evenness?.middle ?? 0)
        let cover = min(1, (Double(last - first) + period) / whole)
        if cover < Self.leastCover {
            doubts.append(
                "It went on for \(ours: Span.percent(cover)) of the history only, from \(ours: Self.clock(first)) to \(ours: Self.clock(last)): what is new is no routine yet."
            )
        } else {
            reasons.append("It went on through \(ours: Span.percent(cover)) of the history.")
        }
    }

    private mutating func weighBeat(from start: Int64, to end: Int64) {
        let tenths = timing.presence.tenths(from: start, to: end)
        guard let evenness = timing.evenness, evenness.gaps >= Self.leastRuns - 1 else {
            rhythm = "\(ours: count.of("alert")), too few apart in time to tell a beat."
            doubts.append("It did not come often enough apart in time to tell a habit from chance.")
            return
        }
        let every = Span.text(nanoseconds: evenness.middle)
        rhythm = "About every \(ours: every), \(evenness.gaps) times over."
        let isEven = evenness.chance <= Self.leastEven
        let runs = evenness.gaps + 1
        let isSameEachTime =
            evenness.chance <= Self.leastEvenOfRuns && shapes.count >= 3
            && shapes.allSatisfy { $0.count == shapes[0].count && $0.count >= Self.leastRuns }
        if isEven, let share = evenness.share {
            reasons.append(
                "It came about every \(ours: every), \(evenness.gaps) times over: \(ours: Span.percent(share)) of the time went by in gaps of \(ours: Span.text(nanoseconds: evenness.shortest)) to \(ours: Span.text(nanoseconds: evenness.longest)), and chance would give 36 % at most."
            )
        } else if isEven {
            reasons.append(
                "It came about every \(ours: every): of \(evenness.gaps) gaps the longest is \(ours: Self.times(evenness)) the shortest, which chance would give in fewer than one of \(ours: Self.odds(evenness.chance)) cases."
            )
        } else if isSameEachTime {
            reasons.append(
                "It came about every \(ours: every), and each of \(runs) runs raised the same \(shapes.count) alerts."
            )
        } else if tenths >= Self.mostTenths, count >= Self.leastSteady {
            reasons.append("It came all the time: in \(tenths) of ten parts of the history, \(count) times.")
        } else {
            doubts.append(
                evenness.share.map {
                    "Its alerts keep no beat: \(ours: Span.percent($0)) of the time went by in gaps of nearly one length, and they came in \(tenths) of ten parts of the history."
                }
                    ?? "Its alerts keep no beat: of \(evenness.gaps) gaps the longest is \(ours: Self.times(evenness)) the shortest, and they came in \(tenths) of ten parts of the history."
            )
        }
    }

    private static func times(_ evenness: GapSeries.Evenness) -> String {
        let ratio = Double(evenness.longest) / Double(max(1, evenness.shortest))
        let hundredths = Int((min(ratio, 1e6) * 100).rounded())
        if hundredths == 100 { return "as long as" }
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) times"
    }

    private static func odds(_ chance: Double) -> String {
        chance > 0.000_1 ? "a thousand" : chance > 0.000_000_1 ? "ten thousand" : "ten million"
    }

    private static func clock(_ nanoseconds: Int64) -> String {
        Timestamp(seconds: nanoseconds / 1_000_000_000, nanoseconds: Int32(nanoseconds % 1_000_000_000))
            .rfc3339(digits: 0)
    }

    // MARK: People

    private static let nobody: Set<String> = ["-1", "4294967295"]

    private mutating func weighPeople() {
        var terminals: Set<String> = []
        var logins: Set<String> = []
        var isSaid = (terminal: true, login: true)
        for shape in shapes {
            if let terminal = table.text("proc.tty", of: shape) {
                if terminal != "0" { terminals.insert(terminal) }
            } else {
                isSaid.terminal = false
            }
            if let login = table.text("user.loginuid", of: shape) {
                if !Self.nobody.contains(login) { logins.insert(login) }
            } else {
                isSaid.login = false
            }
        }
        if let terminal = terminals.min() {
            doubts.append(
                "A terminal is behind it (`proc.tty` \(value: Excerpt.of(terminal, longest: 32))): what a person types is no routine."
            )
        }
        if let login = logins.min() {
            doubts.append(
                "A login session is behind it (`user.loginuid` \(value: Excerpt.of(login, longest: 32))): what a person does, somebody can do who has taken the account over."
            )
        }
        guard terminals.isEmpty, logins.isEmpty, isSaid.terminal || isSaid.login else { return }
        switch (isSaid.terminal, isSaid.login) {
        case (true, true): reasons.append("Neither a terminal nor a login session is behind it.")
        case (true, false): reasons.append("No terminal is behind it.")
        default: reasons.append("No login session is behind it.")
        }
    }

    // MARK: Spread

    private mutating func weighSpread() {
        guard let shape = shapes.first else { return }
        let commands = Set(shapes.map { table.text("proc.cmdline", of: $0) })
        if commands.count == 1, let command = commands.first ?? nil {
            var words: Prose = "It is always the same command, \(value: Excerpt.of(command, longest: 96))"
            if let parent = table.text("proc.pname", of: shape) {
                words.append(", started by \(value: Excerpt.of(parent, longest: 32))" as Prose)
            }
            words.append(".")
            reasons.append(words)
        }
        if timing.places > 1 {
            let many = timing.places == Rhythm.mostInstances ? " or more" : ""
            reasons.append("It is the same on \(timing.places)\(ours: many) hosts or containers.")
        }
    }
}
