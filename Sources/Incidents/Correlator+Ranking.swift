/// Weighing the cases that were found.
extension Correlator {
    /// Adds what speaks for and against each candidate besides the links themselves.
    mutating func rank(_ clues: Clues, _ time: Int64, _ kind: Int32) {
        if candidates.isEmpty { return }
        let recurrence = recurrences[kind]
        let isFromStory =
            recurrence.latestHolder >= 0 && cases.find(recurrence.latestHolder)?.content.isHot == true
        for index in candidates.indices {
            if candidates[index].sum + Weights.mostEncouragement < Evidence.threshold,
                !candidates[index].isBound
            {
                continue
            }
            let content = candidates[index].content
            var circumstances = Circumstances()
            circumstances.pace = pace(of: content, time)
            if candidates[index].isOfWrittenFile {
                circumstances.pace = max(circumstances.pace, Weights.waitingFile)
            }
            circumstances.kinship = Correlator.kinship(recurrence.traits.likeness, content.score.likeness)
            if content.part(of: clues.fingerprint) == nil {
                if !isFromStory, recurrence.runs > 0 {
                    if recurrence.first < content.first { circumstances.history += Weights.seenBefore }
                    if recurrence.runs > 1 { circumstances.history += Weights.recurs }
                }
                if isRecurring(content) {
                    circumstances.history += Weights.recurringCompany
                    if content.parts.allSatisfy({ $0.traces.contains(.service) }) {
                        // That it looks like an attack is the service's way.
                        circumstances.kinship = min(circumstances.kinship, 0)
                        if candidates[index].isThroughService {
                            circumstances.history += Weights.recurringService
                        }
                    }
                }
            }
            if clues.process != 0, content.isNumbered, candidates[index].weight(of: .lineage) == 0,
                candidates[index].weight(of: .session) == 0, !candidates[index].isFirm
            {
                circumstances.numbers = Weights.unrelatedProcesses
            }
            candidates[index].circumstances = circumstances
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
            recurrences.find(part.fingerprint).map { Int(recurrences[$0].runs) >= Weights.timesForRoutine }
                ?? false
        }
    }

    /// The candidate to join: the best one, if it is good enough; of equal ones the older case, whichever was found first.
    /// What is routine joins only the story of a process that it stands right above or below.
    func choose(_ clues: Clues, isRoutine: Bool) -> Int? {
        // A service does what it does as a matter of routine also while it is attacked.
        if isRoutine, clues.isUnattendedService { return nil }
        var best: Int?
        for index in candidates.indices where !candidates[index].content.isOver {
            if isRoutine {
                guard candidates[index].isBound, candidates[index].content.isHot else { continue }
            } else if candidates[index].total < Evidence.threshold {
                continue
            }
            if let known = best, !isBetter(index, than: known) { continue }
            best = index
        }
        return best
    }

    private func isBetter(_ a: Int, than b: Int) -> Bool {
        candidates[a].total != candidates[b].total
            ? candidates[a].total > candidates[b].total
            : candidates[a].content.serial < candidates[b].content.serial
    }
}
