/// Noting what later alerts may share with this one.
extension Correlator {
    /// Clues of one case that are kept in preference to others: of one that needs attention, and of one in which something
    /// looks like an attack.
    private static let mostGuarded = 256
    private static let mostGuardedOfFaint = 64

    mutating func index(
        _ clues: Clues, _ time: Int64, _ traits: AlertTraits, _ content: Case, _ place: Int32,
        isStarted: Bool
    ) {
        let scope = clues.scope
        let here = clues.place
        let isMain = clues.isStartedByStarter && traits.likeness <= 0
        let serves = clues.serves(likeness: traits.likeness)
        let guarding: EvidenceTable.Guarding =
            content.isHot ? .hot : content.score.likeness > 0 ? .faint : .none
        let mostGuarded = content.isHot ? Correlator.mostGuarded : Correlator.mostGuardedOfFaint
        func put(_ key: UInt64, name: UInt64 = 0, mark: EvidenceTable.Mark = []) {
            let isGuarded = guarding != .none && content.guardedClues < mostGuarded
            let slot = EvidenceTable.Slot(
                owner: place, next: -1, fingerprint: clues.fingerprint, time: time, count: 1,
                parent: clues.parent, name: UInt32(truncatingIfNeeded: name), mark: mark,
                guarding: isGuarded ? guarding : .none
            )
            if evidence.put(key, slot) {
                cases.retain(place)
                if isGuarded { content.guardedClues += 1 }
            }
        }
        if clues.process != 0 {
            put(
                ClueKind.process.key(clues.host, UInt64(clues.process)), name: clues.names[0],
                mark: isMain || serves ? .main : [])
        }
        if clues.parent > 2 {
            put(ClueKind.child.key(clues.host, UInt64(clues.parent)), name: clues.names[1])
        }
        // The start of a container's service is nothing that the service was made to do.
        if clues.hasSession, !clues.beginsInContainer {
            put(
                ClueKind.session.key(here, UInt64(clues.session)),
                mark: clues.terminal != 0 ? .terminal : [])
        }
        if clues.terminal != 0 { put(ClueKind.terminal.key(scope, 0)) }
        if clues.login != 0, clues.isHost {
            put(ClueKind.login.key(clues.host, clues.login))
            if clues.terminal == 0 { put(ClueKind.remoteLogin.key(clues.host, clues.login)) }
        }
        if clues.principal != 0 { put(ClueKind.principal.key(clues.principal, clues.principalAddress)) }
        if clues.names[0] == 0 { put(ClueKind.alert.key(clues.fingerprint, 0)) }
        if clues.commandHasNumbers {
            put(ClueKind.alert.key(clues.fingerprint, scope))
            if clues.process != 0, clues.hasSession { put(stepKey(clues)) }
        }
        if clues.command != 0 { put(commandKey(clues, scope)) }
        if clues.commandIsTelling { put(ClueKind.commandLine.key(scope, clues.command)) }
        if clues.parentCommandIsTelling { put(ClueKind.parentCommandLine.key(scope, clues.parentCommand)) }
        if !isMain, clues.names[1] != 0 {
            put(ClueKind.pair.key(scope, KeyedHash.join(clues.names[0], clues.names[1])))
        }
        if !isMain, clues.names[0] != 0 { put(ClueKind.name.key(scope, clues.names[0]), mark: .own) }
        clues.forEachAncestor { put(ClueKind.name.key(scope, $0)) }
        if clues.programPath != 0, !clues.programIsInstalled {
            put(ClueKind.runs.key(here, clues.programPath))
        }
        if clues.objectPath != 0, traits.isWriting { put(ClueKind.writes.key(here, clues.objectPath)) }
        for index in 0..<clues.namedCount where !clues.namedIsInstalled[index] {
            put(ClueKind.mentions.key(here, clues.namedPaths[index]))
        }
        if clues.isContainer {
            put(ClueKind.container.key(here, clues.terminal))
            put(ClueKind.anyInContainer.key(here, 0))
            if content.score.traces.contains(.escape) { put(ClueKind.escape.key(clues.host, 0)) }
            if isStarted { put(ClueKind.started.key(clues.host, clues.shortContainer, clues.terminal)) }
            if clues.namesRuntime {
                put(ClueKind.runtime.key(clues.host, 0), name: clues.container)
                for container in begunContainers(clues, time, content) {
                    put(ClueKind.started.key(clues.host, container, 0))
                }
            }
            if clues.beginsInContainer, traits.likeness > 0 {
                put(ClueKind.begun.key(clues.host, 0), name: clues.container)
            }
        }
        for index in 0..<clues.peerCount { put(ClueKind.peer.key(clues.peers[index], 0)) }
        settleLost()
    }

    /// Containers of the case that started when the alert named the runtime's socket, and were told before it.
    private mutating func begunContainers(_ clues: Clues, _ time: Int64, _ content: Case) -> [UInt32] {
        guard let entry = evidence.find(ClueKind.begun.key(clues.host, 0)) else { return [] }
        var containers: [UInt32] = []
        var slot = evidence.head(entry)
        while slot >= 0 {
            let begun = evidence[slot]
            slot = begun.next
            if begun.name != clues.shortContainer, Self.mayHaveStarted(after: time, begun.time),
                cases.find(begun.owner)?.content === content
            {
                containers.append(begun.name)
            }
        }
        return containers
    }

    /// Counts every alert for those clues whose weight depends on how many share them.
    mutating func countNames(_ clues: Clues) {
        let scope = clues.scope
        if clues.hasSession, !clues.isContainer {
            evidence.count(ClueKind.session.key(clues.place, UInt64(clues.session)))
        }
        if clues.names[0] != 0 { evidence.count(ClueKind.name.key(scope, clues.names[0])) }
        clues.forEachAncestor { evidence.count(ClueKind.name.key(scope, $0)) }
        settleLost()
    }

    /// Tells cases that are still open what was forgotten of them.
    private mutating func settleLost() {
        if evidence.releasedOwners.isEmpty { return }
        for (owner, isLost) in evidence.releasedOwners where isLost {
            cases.find(owner)?.content.lostClues += 1
            counts.lostClues += 1
        }
        counts.forgottenClues = evidence.forgotten
        counts.forgottenGuardedClues = evidence.forgottenGuarded
        settleOwners()
    }
}
