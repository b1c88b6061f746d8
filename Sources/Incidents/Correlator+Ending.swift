internal import FalcoAlerts

/// Merging, releasing and ending cases.
extension Correlator {
    /// Makes one case of two. The older one's id and number stay.
    mutating func merge(
        _ place: Int32, _ content: Case, with otherPlace: Int32, _ other: Case
    ) -> (Int32, Case) {
        if other.serial < content.serial { return merge(otherPlace, other, with: place, content) }
        content.takePace(of: other)
        content.takeTargets(of: other)
        content.first = min(content.first, other.first)
        content.last = max(content.last, other.last)
        content.alerts += other.alerts
        content.alertsBeyondParts += other.alertsBeyondParts
        content.lostClues += other.lostClues
        content.guardedClues += other.guardedClues
        content.isNumbered = content.isNumbered || other.isNumbered
        content.mergedIDs.append(other.id)
        content.mergedIDs += other.mergedIDs.prefix(Case.mostMerged - content.mergedIDs.count)
        for part in other.parts {
            if let known = content.part(of: part.fingerprint) {
                content.parts[known].count += part.count
                content.parts[known].first = min(content.parts[known].first, part.first)
                content.parts[known].last = max(content.parts[known].last, part.last)
                events.append(.absorbed(part: part.serial, into: content.parts[known].serial))
                if let kept = part.kept { keeper.release(kept) }
            } else if content.hasRoom(forRule: part.ruleHash) {
                content.parts.append(part)
            } else {
                content.alertsBeyondParts += part.count
                if let kept = part.kept { keeper.release(kept) }
            }
        }
        for link in other.links where link.otherSerial != content.serial { content.add(link) }
        content.links.removeAll { $0.otherSerial == other.serial }
        other.isOver = true
        other.parts = []
        leave(other, otherPlace) { $0.forward(otherPlace, to: place) }
        counts.merged += 1
        events.append(.merged(case: other.serial, into: content.serial))
        content.rescore()
        tell(content)
        return (place, content)
    }

    private mutating func leave(_ content: Case, _ place: Int32, _ how: (inout CaseTable) -> Void) {
        if let open = order.find(KeyedHash.join(UInt64(content.serial), 0)) { _ = order.remove(open) }
        how(&cases)
        cases.release(place)
    }

    /// Takes alerts of a kind that turned out to be routine out of the cases that hold them, but for those that firm
    /// evidence ties to something that is not routine.
    mutating func release(_ fingerprint: UInt64) {
        var waiting = [fingerprint]
        // What hung on it may be next; each fingerprint is looked at once.
        var seen: Set<UInt64> = [fingerprint]
        while let next = waiting.popLast() {
            guard let kind = recurrences.find(next) else { continue }
            let holders = recurrences[kind].holder
            for index in 0..<Recurrence.holders where holders[index] >= 0 {
                guard let (place, content) = cases.find(holders[index]) else { continue }
                guard take(next, from: content) else { continue }
                for part in content.parts where part.anchor == next && seen.insert(part.fingerprint).inserted
                {
                    if recurrences.find(part.fingerprint).map({ recurrences[$0].isRoutine }) ?? false {
                        waiting.append(part.fingerprint)
                    }
                }
                content.rescore()
                tell(content)
                if content.parts.isEmpty { end(content, place, .routine) }
            }
        }
    }

    private mutating func take(_ fingerprint: UInt64, from content: Case) -> Bool {
        guard let index = content.part(of: fingerprint) else { return false }
        let part = content.parts[index]
        if part.anchor == Case.Part.anything { return false }
        if part.anchor != 0, content.part(of: part.anchor) != nil,
            let anchor = recurrences.find(part.anchor), !recurrences[anchor].isRoutine
        {
            return false
        }
        content.parts.remove(at: index)
        content.forgetTargets(of: fingerprint)
        if let kept = part.kept { keeper.release(kept) }
        content.alerts -= part.count
        counts.routine += part.count
        events.append(.freed(part: part.serial))
        return true
    }

    mutating func end(_ content: Case, _ place: Int32, _ reason: EndedCase.Reason) {
        content.isOver = true
        leave(content, place) { $0.close(place) }
        for part in content.parts { if let kept = part.kept { keeper.release(kept) } }
        events.append(.ended(EndedCase(content: content, reason: reason)))
    }

    /// Ends cases that have been silent for long. A few at a time: each alert brings at most one new case.
    mutating func endSilent() {
        for _ in 0..<4 {
            guard order.oldest >= 0, let (place, content) = cases.find(order[order.oldest]) else { return }
            if content.last > clock.now {
                // It had a wrong clock, or the stream goes back: others wait behind it.
                order.touch(order.oldest)
                continue
            }
            let silence = Double(clock.now - content.last) / 1e9
            let patience = min(
                Weights.longestSilenceEver,
                max(Weights.longestSilence, Weights.longestSilenceRatio * (content.pace ?? 0)))
            if silence <= patience { return }
            end(content, place, .silence)
        }
    }

    /// Ends the case without an alert for longest; one in which anything looks like an attack gets a second turn, and one
    /// that needs attention a third, while others are at hand.
    mutating func makeRoom() {
        passOver(atMost: 8) { $0.score.likeness > 0 }
        passOver(atMost: 16) { $0.isHot }
        guard let (place, content) = cases.find(order[order.oldest]) else { return }
        counts.crowdedOut += 1
        if content.isHot { counts.crowdedOutHot += 1 }
        end(content, place, .crowdedOut)
    }

    private mutating func passOver(atMost count: Int, _ isSpared: (Case) -> Bool) {
        for _ in 0..<count {
            guard let (_, content) = cases.find(order[order.oldest]), isSpared(content) else { return }
            order.touch(order.oldest)
        }
    }

    /// Ends all cases that are open: the stream is over.
    package mutating func finish() {
        while order.oldest >= 0, let (place, content) = cases.find(order[order.oldest]) {
            end(content, place, .end)
        }
    }
}
