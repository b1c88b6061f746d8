/// Why an alert and an incident belong together. Each kind belongs to a family; of one family only the strongest counts,
/// since the members of a family mostly say the same thing again.
package enum Evidence: UInt8, Sendable, CaseIterable {
    // Lineage: by process numbers, which the kernel gives out and nobody forges.
    case sameProcess, childOfProcess, parentOfProcess, childOfRenamed, childOfMain, mainOfProcess, sameShell,
        sameService, sameDaemonSession
    // Session.
    case sameSession, sameTerminal, sameLoginWithoutTerminal, samePrincipal, sameServiceSession
    // Names: what is left where the alerts carry no process numbers.
    case sameAlert, sameCommand, sameButNumbers, parentCommand, childCommand, sameParentCommand, belowPair,
        belowName,
        besideName, besideShell
    // Files.
    case runsWritten, runsNamed, touchesRun, touchesWritten, writesNamed
    // Place.
    case sameContainer, sameContainerOtherTerminal, startedContainer
    // Crossing from a container to its host.
    case afterEscape, longAfterEscape, startedByRuntime, askedRuntime
    // Weak: never more than a hint.
    case samePeer, sameLogin

    /// What only one counts of.
    enum Family: UInt8, CaseIterable {
        case lineage, session, names, file, place, crossing, peer, user
    }

    var family: Family {
        switch self {
        case .sameProcess, .childOfProcess, .parentOfProcess, .childOfRenamed, .childOfMain, .mainOfProcess,
            .sameShell, .sameService, .sameDaemonSession:
            .lineage
        case .sameSession, .sameTerminal, .sameLoginWithoutTerminal, .samePrincipal, .sameServiceSession:
            .session
        case .sameAlert, .sameCommand, .sameButNumbers, .parentCommand, .childCommand, .sameParentCommand,
            .belowPair,
            .belowName,
            .besideName, .besideShell:
            .names
        case .runsWritten, .runsNamed, .touchesRun, .touchesWritten, .writesNamed: .file
        case .sameContainer, .sameContainerOtherTerminal, .startedContainer: .place
        case .afterEscape, .longAfterEscape, .startedByRuntime, .askedRuntime: .crossing
        case .samePeer: .peer
        case .sameLogin: .user
        }
    }

    /// From this weight on an alert joins an incident. Evidence of one firm kind is enough by itself; of the others two
    /// that agree, or one that fits in time and kind, are needed. The weak ones cannot reach it together.
    package static let threshold = 10.0

    /// How much it weighs at its best. Rareness, age and the pace of the incident take from it.
    ///
    /// The steps: 12 and more for what holds of one actor only; 8 to 11 for what holds of few at a time; 6 for the
    /// company of one container; up to 4 for what merely agrees; 1 to 2 for hints.
    package var weight: Double {
        switch self {
        // One process is one actor, and so are a process and what it starts.
        case .sameProcess: 16
        case .childOfProcess, .parentOfProcess: 14
        // The number fits, the name does not: the process has become another program, or the number another process.
        case .childOfRenamed: 9
        // Main processes of containers and units start good and bad things alike, and so do workers of a service.
        case .childOfMain, .mainOfProcess, .sameService: 8
        // What a scheduler or daemon starts shares its session, which says little more than the daemon itself does, and as
        // much as few others are in it.
        case .sameDaemonSession: 6
        // A shell does what one script or one person says.
        case .sameShell: 12
        // A login session with a terminal is one person's; the number of a session, one login's.
        case .sameSession: 14
        // Terminals' numbers are given out again; together with the account they nearly always mean one login.
        case .sameTerminal: 12
        // Programs that log in (configuration management, copies) do so again and again under one account.
        case .sameLoginWithoutTerminal: 6
        // What a container's service starts shares the session of its main process, whoever asked for it; what enters
        // the container from outside gets a session of its own. Among what looks like an attack it is worth a hint, and
        // that different numbers mean nothing.
        case .sameServiceSession: 1.5
        // Audit logs know who, not which session: together with the address it is one client's doing.
        case .samePrincipal: 7
        // Without process numbers, the same command below the same parent is the same process, or a run of the same.
        case .sameCommand: 11
        // Of alerts that name no process at all, the very same again.
        case .sameAlert: 11
        // The same again with another file or address: a loop, or the next step of one.
        case .sameButNumbers, .parentCommand, .childCommand, .sameParentCommand: 9
        // Names are few, and anyone may choose one: two that agree in order are worth more than one.
        case .belowPair: 6
        case .belowName: 8
        case .besideName: 7
        // Twice the same service was made to start a shell, which few services do of themselves.
        case .besideShell: 3
        // Somebody brought a file and somebody runs it: mostly the same.
        case .runsWritten: 12
        case .runsNamed, .touchesRun, .touchesWritten: 8
        case .writesNamed: 6
        // A container runs one service: what happens out of the ordinary in it mostly has one cause.
        case .sameContainer: 6
        case .sameContainerOtherTerminal: 2
        // It runs no service of anybody else's: it is there for what it was started for.
        case .startedContainer: 11
        // The escape was seen, then root appears on the host out of nothing.
        case .afterEscape: 11
        // Later it has something in common with the escape, as a container has with its other terminals, and no more.
        case .longAfterEscape: 2.75
        // Who may talk to the runtime's socket may start what he likes on the host: a suspicious container that comes
        // right after is mostly what he asked for.
        case .startedByRuntime, .askedRuntime: 11
        case .samePeer: 2
        case .sameLogin: 1.5
        }
    }

    /// Whether it says no more than that both have to do with one service.
    var isThroughService: Bool { self == .childOfMain || self == .mainOfProcess || self == .sameService }

    /// Whether one container may have had another started by it.
    var isThroughRuntime: Bool { self == .startedByRuntime || self == .askedRuntime }

    /// Whether it is enough by itself to keep together what else would be taken for routine, and to join two incidents.
    var isFirm: Bool {
        switch self {
        case .sameProcess, .childOfProcess, .parentOfProcess, .sameShell, .sameSession, .sameTerminal,
            .runsWritten, .afterEscape, .startedByRuntime, .askedRuntime:
            true
        default: false
        }
    }
}
