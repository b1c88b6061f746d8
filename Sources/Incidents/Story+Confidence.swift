internal import Escaping
internal import FalcoAlerts

extension Story {
    /// How sure it is that these alerts are one story.
    func confidence() -> Incident.Confidence {
        let joined = parts.filter { !$0.reasons.isEmpty }
        let alerts = parts.reduce(0) { $0 + $1.count }
        var reasons: [Prose] = []
        func count(_ isCounted: (Case.Part) -> Bool) -> Int {
            joined.reduce(0) { isCounted($1) ? $0 + $1.count : $0 }
        }
        let proven = count { $0.reasons.contains { $0.evidence.isProof } }
        let named = count { part in
            !part.reasons.contains { $0.evidence.isProof }
                && part.reasons.contains { $0.evidence.family == .names || $0.evidence.family == .file }
        }
        let placed = count { part in
            !part.reasons.contains {
                $0.evidence.isProof || $0.evidence.family == .names || $0.evidence.family == .file
            }
        }
        if proven > 0 {
            reasons.append(
                "\(proven) of \(ours: Words.count(alerts, "alert")) are tied to others by process numbers or a login session."
            )
        }
        if named > 0 {
            reasons.append(
                "\(named) are tied by names of processes, command lines or files, which an intruder may choose."
            )
        }
        if placed > 0 {
            reasons.append("\(placed) are there because of the place, the time and their kind alone.")
        }
        if content.score.usesRuntime {
            reasons.append(
                "That one container had the other started is concluded from the order and the time: no process number ties them."
            )
        }
        if parts.contains(where: { $0.reasons.contains { $0.evidence == .afterEscape } }) {
            reasons.append(
                "That the host's part belongs to the container's is concluded from the order and the time: no process number ties them."
            )
        }
        if content.mergedIDs.count > 0 {
            reasons.append("It grew together from \(content.mergedIDs.count + 1) groups that began apart.")
        }
        let level: Incident.Confidence.Level
        if joined.isEmpty {
            level = .high
            reasons.append("It is a single kind of alert: nothing had to be put together.")
        } else if proven * 2 >= proven + named + placed {
            level = .high
        } else if placed * 2 <= proven + named + placed {
            level = .medium
        } else {
            level = .low
        }
        return Incident.Confidence(level: level, reasons: reasons)
    }

    /// What one would have to know to be sure.
    func missing(isForestCut: Bool) -> [Prose] {
        var missing: [Prose] = []
        let unnumbered = parts.filter { !$0.traces.contains(.numbered) && $0.priority != .debug }
        if !unnumbered.isEmpty, !parts.isEmpty {
            let all = unnumbered.count == parts.count
            missing.append(
                "\(ours: all ? "None of the alerts tells" : "\(unnumbered.count) of \(parts.count) kinds of alerts do not tell") process numbers: who started whom is read from names. `append_output` with `proc.pid`, `proc.ppid` and `proc.sid` for all rules would settle it."
            )
        }
        if entities.containers.contains(where: { $0.image == nil && $0.name == nil }) {
            missing.append("Falco did not know name and image of a container when it spoke.")
        }
        if content.alertsBeyondParts > 0 {
            missing.append(
                "\(ours: Words.count(content.alertsBeyondParts, "alert")) of further kinds belong to it; they are counted and not told."
            )
        }
        let gone = parts.count { $0.kept?.alert == nil }
        if gone > 0 {
            missing.append(
                "Of \(ours: Words.count(gone, "kind")) of alerts only rule, time and count are kept: there was no room for more."
            )
        }
        let abridged = parts.count { $0.kept?.isAbridged == true && $0.kept?.alert != nil }
        if abridged > 0 {
            missing.append(
                "Of \(ours: Words.count(abridged, "kind")) of alerts, too long to be kept whole, values are cut or left out here: the alerts themselves tell them."
            )
        }
        if content.lostClues > 0 {
            missing.append(
                "\(ours: Words.count(content.lostClues, "clue")) by which later alerts would have been recognised had to be let go: some may stand in incidents of their own."
            )
        }
        if isForestCut {
            missing.append("More processes are involved than the tree shows.")
        }
        if content.score.traces.contains(.escape), !content.score.reachesHost {
            missing.append(
                "Whether the escape worked: look at the host for new processes of root without a login, from the time of the attempt on."
            )
        }
        if content.score.needsAttention, entities.peers.isEmpty {
            missing.append(
                "Where it came from: no alert names a peer. Logs of the service, the proxy and the login records may."
            )
        }
        return missing
    }
}
