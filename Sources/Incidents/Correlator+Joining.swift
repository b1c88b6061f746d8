internal import FalcoAlerts

/// Putting alerts into cases.
extension Correlator {
    /// Begins a case with the alert.
    /// - Returns: the part's number, and the case's.
    mutating func begin(
        _ alert: Alert, _ clues: Clues, _ time: Int64, _ kind: Int32, _ novelty: Novelty
    ) -> (UInt32, UInt32) {
        if order.isFull { makeRoom() }
        lastCase += 1
        let content = Case(serial: lastCase, id: alert.id, time: time)
        let place = cases.add(content)
        cases.retain(place)
        _ = order.insert(KeyedHash.join(UInt64(content.serial), 0), place)
        counts.cases += 1
        events.append(.began(case: content.serial, id: content.id))
        for candidate in candidates { link(content, candidate, alert) }
        let part = add(alert, clues, time, kind, to: content, at: place, novelty, joined: nil)
        return (part, content.serial)
    }

    /// Adds the alert to the case of `joined`, and joins other cases that it ties to it.
    /// - Returns: the part's number, and the case's.
    mutating func join(
        _ alert: Alert, _ clues: Clues, _ time: Int64, _ kind: Int32, _ joined: Candidate, _ novelty: Novelty
    ) -> (UInt32, UInt32) {
        var (place, content) = (joined.place, joined.content)
        for index in candidates.indices {
            let other = candidates[index]
            if other.content === content || other.content.isOver { continue }
            if mayMerge(joined, content, other) {
                (place, content) = merge(place, content, with: other.place, other.content)
            } else {
                link(content, other, alert)
            }
        }
        if let open = order.find(KeyedHash.join(UInt64(content.serial), 0)) { order.touch(open) }
        let part = add(alert, clues, time, kind, to: content, at: place, novelty, joined: joined)
        return (part, content.serial)
    }

    private mutating func add(
        _ alert: Alert, _ clues: Clues, _ time: Int64, _ kind: Int32, to content: Case, at place: Int32,
        _ novelty: Novelty, joined: Candidate?
    ) -> UInt32 {
        let traits = recurrences[kind].traits
        let anchor = joined.map(Correlator.anchor) ?? 0
        content.noteTime(time)
        content.alerts += 1
        content.isNumbered = content.isNumbered || clues.process != 0
        if let left = recurrences[kind].hold(place) {
            cases.retain(place)
            if left >= 0 { cases.release(left) }
        }
        // What is routine is no sign of how far somebody went.
        let isBroader =
            traits.likeness > 0 && !recurrences[kind].isRoutine
            && content.noteTarget(clues.target, of: clues.fingerprint)
        let part: UInt32
        if let known = content.part(of: clues.fingerprint) {
            content.parts[known].count += 1
            content.parts[known].first = min(content.parts[known].first, time)
            content.parts[known].last = max(content.parts[known].last, time)
            if content.parts[known].anchor == 0, anchor != clues.fingerprint {
                content.parts[known].anchor = anchor
            }
            part = content.parts[known].serial
            if isBroader { rescore(content) }
        } else if content.hasRoom(forRule: clues.rule) {
            lastPart += 1
            part = lastPart
            content.parts.append(
                Case.Part(
                    serial: part, fingerprint: clues.fingerprint, rule: ruleName(alert, clues.rule),
                    ruleHash: clues.rule, priority: alert.priority, first: time, last: time, count: 1,
                    id: alert.id,
                    likeness: traits.likeness, signs: traits.signs, tactics: traits.tactics,
                    traces: traits.traces,
                    anchor: anchor == clues.fingerprint ? 0 : anchor, reasons: joined?.reasons ?? [],
                    circumstances: joined?.circumstances ?? Circumstances(), novelty: novelty,
                    kept: keeper.keep(alert, of: content)))
            events.append(.grew(part: part, case: content.serial))
            rescore(content)
        } else {
            content.alertsBeyondParts += 1
            if content.overflow == 0 {
                lastPart += 1
                content.overflow = lastPart
                events.append(.grew(part: lastPart, case: content.serial))
            }
            part = content.overflow
        }
        index(clues, time, traits, content, place, isStarted: joined?.isStartedByRuntime ?? false)
        return part
    }

    /// What the alert hangs on firmly; see `Case.Part.anchor`.
    private static func anchor(_ joined: Candidate) -> UInt64 {
        joined.firm < 0 ? 0 : max(joined.targets[joined.firm], Case.Part.anything)
    }

    private mutating func rescore(_ content: Case) {
        content.rescore()
        tell(content)
    }

    /// Says when how grave a case is has changed.
    mutating func tell(_ content: Case) {
        let level = content.score.level
        if level == content.told { return }
        content.told = level
        events.append(.rated(case: content.serial, level))
    }

    /// Whether the alert ties another case to the one it joins.
    private func mayMerge(_ joined: Candidate, _ content: Case, _ other: Candidate) -> Bool {
        guard other.total >= Evidence.threshold,
            content.mergedIDs.count + other.content.mergedIDs.count < Case.mostMerged
        else { return false }
        let smaller = min(content.parts.count, other.content.parts.count)
        if smaller > MergeRule.large {
            // Two grown stories become one only through the numbers of processes, on both sides.
            return joined.isBound && other.isBound
        }
        if other.isFirm { return true }
        // They began apart because alerts came before those that explain them: at the same time, and a fragment or tied
        // by several things that agree.
        let apart = max(content.first, other.content.first) - min(content.last, other.content.last)
        let pace = max(content.pace ?? 0, other.content.pace ?? 0, Weights.shortestPause)
        guard Double(apart) / 1e9 <= pace else { return false }
        return smaller <= MergeRule.fragment || other.total >= MergeRule.agreement
    }

    private enum MergeRule {
        /// Kinds of alerts up to which a case counts as a fragment, and from which it is a story of its own.
        static let fragment = 3
        static let large = 24
        /// Evidence for both that is half as much again as a single alert needs.
        static let agreement = 1.5 * Evidence.threshold
    }

    /// Notes that two cases have something in common, when it is more than a hint.
    private mutating func link(_ content: Case, _ candidate: Candidate, _ alert: Alert) {
        let other = candidate.content
        guard other !== content, !other.isOver, candidate.sum >= Weights.leastLink else { return }
        guard !content.countLink(to: other.serial) || !other.countLink(to: content.serial) else { return }
        guard let strongest = candidate.reasons.first?.evidence else { return }
        let value = Excerpts.shared(strongest, alert)
        content.add(
            Case.Link(
                other: other.id, otherSerial: other.serial, evidence: strongest, value: value, alerts: 1))
        other.add(
            Case.Link(
                other: content.id, otherSerial: content.serial, evidence: strongest, value: value, alerts: 1))
        if content.isHot, other.isHot {
            events.append(.linked(case: content.serial, to: other.serial))
        }
    }
}
