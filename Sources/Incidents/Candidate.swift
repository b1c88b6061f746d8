/// A case that an alert may belong to, with what speaks for it.
struct Candidate {
    let place: Int32
    let content: Case
    /// By family: the strongest evidence and its weight, 0 for none.
    private(set) var weights = InlineArray<8, Double>(repeating: 0)
    private(set) var kinds = InlineArray<8, Evidence>(repeating: .samePeer)
    private(set) var targets = InlineArray<8, UInt64>(repeating: 0)
    /// Of the evidence.
    private(set) var sum = 0.0
    var circumstances = Circumstances()
    /// With the circumstances.
    var total: Double { sum + circumstances.sum }

    init(place: Int32, content: Case) {
        self.place = place
        self.content = content
    }

    mutating func note(_ evidence: Evidence, _ weight: Double, to target: UInt64) {
        let family = Int(evidence.family.rawValue)
        guard weight > weights[family] else { return }
        sum += weight - weights[family]
        weights[family] = weight
        kinds[family] = evidence
        targets[family] = target
    }

    func weight(of family: Evidence.Family) -> Double { weights[Int(family.rawValue)] }

    /// The strongest firm evidence: its family's place, -1 for none.
    var firm: Int {
        var best = -1
        for family in 0..<8
        where weights[family] >= Evidence.threshold && kinds[family].isFirm
            && (best < 0 || weights[family] > weights[best])
        {
            best = family
        }
        return best
    }

    var isFirm: Bool { firm >= 0 }

    /// Whether the alert's process is one of the case's, or stands directly above or below one.
    var isBound: Bool {
        let lineage = Int(Evidence.Family.lineage.rawValue)
        return weights[lineage] >= 12
    }

    /// Whether the processes have no more in common than a service.
    var isThroughService: Bool { kind(of: .lineage).isThroughService }

    /// Whether it is a container that the case had the runtime start.
    var isStartedByRuntime: Bool { kind(of: .crossing) == .startedByRuntime }

    /// Whether the alert is one of a file that the case's processes wrote.
    var isOfWrittenFile: Bool { kind(of: .file) == .runsWritten }

    /// The strongest evidence of a family; one of another family where there is none.
    private func kind(of family: Evidence.Family) -> Evidence { kinds[Int(family.rawValue)] }

    var reasons: [Case.Reason] {
        (0..<8).filter { weights[$0] > 0 }.sorted { weights[$0] > weights[$1] }
            .map { Case.Reason(evidence: kinds[$0], weight: weights[$0], to: targets[$0]) }
    }
}
