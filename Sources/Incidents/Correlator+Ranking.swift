/// Weighing the cases that were found.
extension Correlator {
    /// Adds what speaks for and against each candidate besides the links themselves, and puts the best first.
    mutating func rank(_ clues: Clues, _ time: Int64, _ kind: Int32) {
        if candidates.isEmpty { return }
        let recurrence = recurrences[kind]
        let isFromStory =
            recurrence.latestHolder >= 0 && cases.find(recurrence.latestHolder)?.content.isHot == true
        for index in candidates.indices {
            let content = candidates[index].content
            var total = candidates[index].sum
            total += pace(of: content, time)
            total += Correlator.kinship(recurrence.traits.likeness, content.score.likeness)
            if content.part(of: clues.fingerprint) == nil {
                if !isFromStory, recurrence.runs > 0 {
                    if recurrence.first < content.first { total += Weights.seenBefore }
                    if recurrence.runs > 1 { total += Weights.recurs }
                }
                if isRecurring(content) { total += Weights.recurringCompany }
            }
            if clues.process != 0, content.isNumbered, candidates[index].weight(of: .lineage) == 0,
                candidates[index].weight(of: .session) == 0
            {
                total += Weights.unrelatedProcesses
            }
            candidates[index].total = total
        }
        // Of equal ones the older case, whichever was found first.
        candidates.sort { a, b in
            a.total != b.total ? a.total > b.total : a.content.serial < b.content.serial
        }
    }

    private func pace(of content: Case, _ time: Int64) -> Double {
        guard let pace = content.pace else { return 0 }
        let gap = Double(max(0, time - content.last)) / 1e9
        return Weights.pace(gap / max(pace, Weights.shortestPause), confidence: content.paceConfidence)
    }

    /// What it adds that both look like attacks, or that the alert does not.
    static func kinship(_ alert: Int, _ content: Int) -> Double {
        if alert > 0, content > 0 {
            return min(alert, content) >= 2 ? Weights.bothClearlySuspicious : Weights.bothSuspicious
        }
        return alert <= 0 ? Weights.unsuspicious : 0
    }

    /// Whether all that is in the case keeps coming.
    private func isRecurring(_ content: Case) -> Bool {
        guard content.parts.count <= 8 else { return false }
        return content.parts.allSatisfy { part in
            recurrences.find(part.fingerprint).map { recurrences[$0].runs >= Weights.timesForRoutine }
                ?? false
        }
    }

    /// The candidate to join: the best one, if it is good enough. What is routine joins only the story of a process that
    /// it stands right above or below.
    func choose(isRoutine: Bool) -> Int? {
        candidates.indices.first { index in
            let candidate = candidates[index]
            if candidate.content.isOver { return false }
            if isRoutine { return candidate.isBound && candidate.content.isHot }
            return candidate.total >= Evidence.threshold
        }
    }
}
