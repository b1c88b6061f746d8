/// What is usual: how often each rule fires where, what runs there, who starts it, which account and which peer are
/// involved; and how many alerts of a rule come in a minute.
///
/// Event time only. Memory is bounded: see ``RecencySketch`` and ``RateTable``.
struct Baseline {
    /// Few of these there are, and many of those an attacker can make up: each has its own sketch, so that making up
    /// commands makes no rule look known.
    private var rules = RecencySketch(mostWidth: 1 << 13)
    private var programs = RecencySketch(mostWidth: 1 << 14)
    private var pairs = RecencySketch(mostWidth: 1 << 14)
    private var accounts = RecencySketch(mostWidth: 1 << 13)
    private var peers = RecencySketch(mostWidth: 1 << 14)
    private var rates = RateTable(capacity: 2048)

    /// Whether so much came that what is new may be taken for known.
    var isCrowded: Bool { programs.isCrowded || pairs.isCrowded || peers.isCrowded }

    /// - Parameter since: nanoseconds since the stream began.
    mutating func note(_ clues: Clues, since: Int64) -> Novelty {
        let now = UInt32(clamping: since / 1_000_000_000)
        var novelty = Novelty(observed: now)
        let place = clues.image != 0 ? clues.image : clues.place
        func look(_ aspect: Novelty.Aspect, _ record: RecencySketch.Record) {
            if record.count == 0 {
                novelty.firsts.insert(aspect)
            } else if record.silence > novelty.silence {
                novelty.silence = record.silence
                novelty.silent = aspect
            }
        }
        let rule = KeyedHash.join(place, clues.rule)
        look(.rule, rules.note(rule, at: now))
        if clues.names[0] != 0 {
            let program = KeyedHash.join(place, clues.names[0])
            look(.program, programs.note(KeyedHash.join(program, clues.executable), at: now))
            if clues.names[1] != 0 {
                look(.pair, pairs.note(KeyedHash.join(program, clues.names[1]), at: now))
            }
        }
        let account = clues.principal != 0 ? clues.principal : clues.login != 0 ? clues.login : clues.user
        if account != 0 {
            look(.account, accounts.note(KeyedHash.join(KeyedHash.join(place, account), clues.rule), at: now))
        }
        if clues.peerCount > 0 {
            look(.peer, peers.note(KeyedHash.join(place, clues.peers[0]), at: now))
        }
        novelty.burst = rates.note(rule, at: now)
        return novelty
    }
}
