/// Finding the cases that an alert shares clues with.
extension Correlator {
    typealias Slot = EvidenceTable.Slot

    private static let mostCandidates = 12

    mutating func gather(_ clues: Clues, _ time: Int64, traits: AlertTraits) {
        candidates.removeAll(keepingCapacity: true)
        gatherLineage(clues, time, traits)
        gatherSessions(clues, time, traits)
        gatherNames(clues, time, traits)
        gatherFiles(clues, isWriting: traits.isWriting)
        gatherPlaces(clues, time, traits)
        for index in 0..<clues.peerCount {
            weigh(ClueKind.peer.key(clues.peers[index], 0)) { _, _, _ in (.samePeer, 1) }
        }
        if clues.login != 0, clues.isHost {
            weigh(ClueKind.login.key(clues.host, clues.login)) { _, _, _ in (.sameLogin, 1) }
        }
    }

    /// Adds what a clue says to the candidates that it leads to.
    /// - Parameter measure: the kind of evidence and the share of its weight; `nil` for none.
    private mutating func weigh(
        _ key: UInt64, _ measure: (Slot, Case, _ total: UInt32) -> (Evidence, Double)?
    ) {
        guard let place = evidence.find(key) else { return }
        let total = evidence.total(place)
        var slot = evidence.head(place)
        while slot >= 0 {
            let here = evidence[slot]
            let current = slot
            slot = here.next
            guard let owner = cases.find(here.owner) else {
                evidence.drop(current, of: place)
                continue
            }
            guard let (kind, share) = measure(here, owner.content, total), share > 0 else { continue }
            note(owner.place, owner.content, kind, kind.weight * share, here.fingerprint)
        }
        settleOwners()
    }

    private mutating func note(
        _ place: Int32, _ content: Case, _ kind: Evidence, _ weight: Double, _ target: UInt64
    ) {
        if let known = candidates.firstIndex(where: { $0.place == place }) {
            candidates[known].note(kind, weight, to: target)
        } else if candidates.count < Self.mostCandidates {
            var candidate = Candidate(place: place, content: content)
            candidate.note(kind, weight, to: target)
            candidates.append(candidate)
        }
    }

    /// Lets go of the places that clues no longer name.
    mutating func settleOwners() {
        if evidence.releasedOwners.isEmpty { return }
        for (owner, _) in evidence.releasedOwners { cases.release(owner) }
        evidence.clearReleasedOwners()
    }

    private mutating func gatherLineage(_ clues: Clues, _ time: Int64, _ traits: AlertTraits) {
        let oldest = time - Int64(Weights.longestProcess * 1e9)
        if clues.process != 0 {
            // A number that has another parent now was given to another process.
            weigh(ClueKind.process.key(clues.host, UInt64(clues.process))) { slot, _, _ in
                let fits = slot.parent == clues.parent || slot.parent == 0 || clues.parent == 0
                return fits && slot.time >= oldest ? (.sameProcess, 1) : nil
            }
            let serves = clues.serves(likeness: traits.likeness)
            weigh(ClueKind.child.key(clues.host, UInt64(clues.process))) { slot, content, _ in
                guard slot.time >= oldest else { return nil }
                if serves { return (.mainOfProcess, Self.freshness(slot, content, time)) }
                return (.parentOfProcess, 1)
            }
        }
        // 1 adopts orphans, 2 is the parent of the kernel's threads.
        guard clues.parent > 2 else { return }
        let runsWhatItIsTold = clues.parentRunsWhatItIsTold
        let parentName = UInt32(truncatingIfNeeded: clues.names[1])
        // A service lives on: what it starts has less in common the longer it is ago.
        func standing(_ slot: Slot, _ content: Case) -> Double {
            (clues.isContainer ? 1 : 0.75) * Self.freshness(slot, content, time)
        }
        weigh(ClueKind.process.key(clues.host, UInt64(clues.parent))) { slot, content, _ in
            guard slot.time >= oldest else { return nil }
            if slot.mark.contains(.main), !runsWhatItIsTold { return (.childOfMain, standing(slot, content)) }
            let isRenamed = clues.names[1] != 0 && slot.name != 0 && slot.name != parentName
            return (isRenamed ? .childOfRenamed : .childOfProcess, 1)
        }
        guard clues.kinds[1] != .starter else { return }
        weigh(ClueKind.child.key(clues.host, UInt64(clues.parent))) { slot, content, _ in
            guard slot.time >= oldest, slot.name == parentName else { return nil }
            if runsWhatItIsTold { return (.sameShell, 1) }
            // A daemon of the host serves more than a container's service does.
            return (.sameService, standing(slot, content))
        }
    }

    private mutating func gatherSessions(_ clues: Clues, _ time: Int64, _ traits: AlertTraits) {
        if clues.principal != 0 {
            weigh(ClueKind.principal.key(clues.principal, clues.principalAddress)) { _, _, _ in
                (.samePrincipal, 1)
            }
        }
        if clues.hasSession {
            gatherSession(clues, time, traits)
        } else if clues.terminal != 0 {
            weigh(ClueKind.terminal.key(clues.scope, 0)) { _, content, _ in
                let idle = Double(time - content.last) / 1e9
                let patience = max(
                    Weights.longestIdleTerminal, Weights.longestSilenceRatio * (content.pace ?? 0))
                return idle <= patience ? (.sameTerminal, 1) : nil
            }
        } else if clues.login != 0, clues.isHost {
            weigh(ClueKind.remoteLogin.key(clues.host, clues.login)) { _, _, _ in
                (.sameLoginWithoutTerminal, 1)
            }
        }
    }

    private mutating func gatherSession(_ clues: Clues, _ time: Int64, _ traits: AlertTraits) {
        let hasTerminal = clues.terminal != 0
        // Of a container's service, what it was made to do.
        let isMade = !hasTerminal && !clues.isStartedByStarter && traits.likeness > 0
        if clues.isContainer, !hasTerminal, !isMade { return }
        weigh(ClueKind.session.key(clues.place, UInt64(clues.session))) { slot, content, total in
            if hasTerminal, slot.mark.contains(.terminal) { return (.sameSession, 1) }
            guard clues.isContainer else {
                return (.sameDaemonSession, min(1, Double(slot.count) / Double(max(1, total))))
            }
            let isSame = isMade && !slot.mark.contains(.terminal) && content.score.likeness > 0
            return isSame ? (.sameServiceSession, Self.freshness(slot, content, time)) : nil
        }
    }

    /// How old a clue is, by the pace of its case.
    private static func age(_ slot: Slot, _ content: Case, _ time: Int64) -> Double {
        let age = Double(max(0, time - slot.time)) / 1e9
        return age / max(content.pace ?? 0, Weights.shortestPause)
    }

    /// What that age leaves of it.
    private static func freshness(_ slot: Slot, _ content: Case, _ time: Int64) -> Double {
        Weights.freshness(age(slot, content, time))
    }

    private mutating func gatherNames(_ clues: Clues, _ time: Int64, _ traits: AlertTraits) {
        let scope = clues.scope
        // Where both tell numbers, these have decided already.
        func trust(_ slot: Slot) -> Double {
            clues.parent != 0 && slot.parent != 0 ? Weights.contradictedName : 1
        }
        func standing(_ slot: Slot, _ content: Case) -> Double {
            Self.freshness(slot, content, time) * trust(slot)
        }
        if clues.names[0] == 0 {
            weigh(ClueKind.alert.key(clues.fingerprint, 0)) { _, _, _ in (.sameAlert, 1) }
        }
        if clues.commandHasNumbers {
            weigh(ClueKind.alert.key(clues.fingerprint, scope)) { slot, content, _ in
                Self.age(slot, content, time) <= Weights.lastingRatio ? (.sameButNumbers, trust(slot)) : nil
            }
            // Each step of a loop is a process of its own, and all are in one session.
            if clues.process != 0, clues.hasSession {
                weigh(stepKey(clues)) { slot, content, _ in
                    Self.age(slot, content, time) <= Weights.lastingRatio ? (.sameButNumbers, 1) : nil
                }
            }
        }
        if clues.command != 0 {
            weigh(commandKey(clues, scope)) { slot, content, _ in (.sameCommand, standing(slot, content)) }
        }
        if clues.parentCommandIsTelling, clues.kinds[1] != .starter {
            weigh(ClueKind.commandLine.key(scope, clues.parentCommand)) { slot, _, _ in
                (.parentCommand, trust(slot))
            }
            if clues.parentRunsWhatItIsTold {
                weigh(ClueKind.parentCommandLine.key(scope, clues.parentCommand)) { slot, _, _ in
                    (.sameParentCommand, trust(slot))
                }
            }
        }
        if clues.commandIsTelling {
            weigh(ClueKind.parentCommandLine.key(scope, clues.command)) { slot, _, _ in
                (.childCommand, trust(slot))
            }
        }
        if traits.likeness > 0, clues.kinds[0] == .shell, clues.names[1] != 0, clues.kinds[1] == .ordinary {
            weigh(ClueKind.pair.key(scope, KeyedHash.join(clues.names[0], clues.names[1]))) {
                slot, content, _ in
                (.besideShell, standing(slot, content))
            }
        }
        for generation in 1..<Clues.generations - 1 {
            let name = clues.names[generation]
            if name == 0 || clues.kinds[generation] == .starter { break }
            let above = clues.names[generation + 1]
            if above != 0, clues.kinds[generation + 1] != .starter {
                weigh(ClueKind.pair.key(scope, KeyedHash.join(name, above))) { slot, content, _ in
                    (.belowPair, standing(slot, content))
                }
            }
            let isShell = clues.kinds[generation].runsWhatItIsTold
            weigh(ClueKind.name.key(scope, name)) { slot, content, total in
                let share = min(1, Double(slot.count) / Double(max(1, total))) * standing(slot, content)
                if slot.mark.contains(.own) {
                    return (.belowName, isShell ? 0.375 * standing(slot, content) : share)
                }
                // In a container everything is below its service.
                if isShell || clues.isContainer { return (.besideName, 0.25 * standing(slot, content)) }
                return (.besideName, share)
            }
        }
    }

    func commandKey(_ clues: Clues, _ scope: UInt64) -> UInt64 {
        let who = KeyedHash.join(KeyedHash.join(clues.names[0], clues.executable), clues.names[1])
        return ClueKind.command.key(scope, KeyedHash.join(who, clues.command))
    }

    func stepKey(_ clues: Clues) -> UInt64 {
        ClueKind.step.key(clues.fingerprint, KeyedHash.join(clues.place, UInt64(clues.session)))
    }

    private mutating func gatherFiles(_ clues: Clues, isWriting: Bool) {
        let place = clues.place
        func find(_ kind: ClueKind, _ path: UInt64, _ evidence: Evidence) {
            weigh(kind.key(place, path)) { _, _, _ in (evidence, 1) }
        }
        if clues.programPath != 0 {
            find(.writes, clues.programPath, .runsWritten)
            if !clues.programIsInstalled { find(.mentions, clues.programPath, .runsNamed) }
        }
        if clues.objectPath != 0, isWriting {
            find(.runs, clues.objectPath, .touchesRun)
            find(.writes, clues.objectPath, .touchesWritten)
            find(.mentions, clues.objectPath, .writesNamed)
        }
        for index in 0..<clues.namedCount where clues.namedPaths[index] != clues.programPath {
            if !clues.namedIsInstalled[index] { find(.runs, clues.namedPaths[index], .touchesRun) }
            find(.writes, clues.namedPaths[index], .touchesWritten)
        }
    }

    private mutating func gatherPlaces(_ clues: Clues, _ time: Int64, _ traits: AlertTraits) {
        if clues.isContainer {
            let here = clues.shortContainer
            weigh(ClueKind.container.key(clues.place, clues.terminal)) { _, _, _ in (.sameContainer, 1) }
            weigh(ClueKind.anyInContainer.key(clues.place, 0)) { _, _, _ in (.sameContainerOtherTerminal, 1) }
            weigh(ClueKind.started.key(clues.host, here, clues.terminal)) { _, _, _ in (.startedContainer, 1)
            }
            if clues.isStartedByStarter, traits.likeness > 0 {
                weigh(ClueKind.runtime.key(clues.host, 0)) { slot, _, _ in
                    slot.name != here && Self.mayHaveStarted(after: slot.time, time)
                        ? (.startedByRuntime, 1) : nil
                }
            }
            if clues.namesRuntime {
                weigh(ClueKind.begun.key(clues.host, 0)) { slot, _, _ in
                    slot.name != here && Self.mayHaveStarted(after: time, slot.time)
                        ? (.askedRuntime, 1) : nil
                }
            }
        } else if clues.isUnattendedOnHost, clues.isRoot, traits.likeness > 0, clues.startsFromNothing {
            weigh(ClueKind.escape.key(clues.host, 0)) { _, content, _ in
                guard let pace = content.pace else { return nil }
                let since = Double(time - content.last) / 1e9
                let isSoon = since <= Weights.escapeRatio * max(pace, Weights.shortestEscape)
                if isSoon { return (.afterEscape, 1) }
                return since <= Weights.longestEscape ? (.longAfterEscape, 1) : nil
            }
        }
    }

    /// Whether what starts a container was asked at one time may be why one started at another.
    static func mayHaveStarted(after asked: Int64, _ started: Int64) -> Bool {
        let since = Double(started - asked) / 1e9
        return since >= -Weights.longestDisorder && since <= Weights.longestContainerStart
    }
}
