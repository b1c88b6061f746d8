internal import FalcoAlerts

/// What one alert says that another may share, as hashes and numbers. 0 stands for what the alert does not say.
struct Clues {
    /// Generations of a process that are looked at: its own name and those of four above it.
    static let generations = 5

    /// Nanoseconds since 1970; `nil` without a valid time.
    var time: Int64?
    var host: UInt64 = 0
    var rule: UInt64 = 0
    /// The container's id.
    var container: UInt64 = 0
    var isContainer = false
    var isHost = false
    var image: UInt64 = 0
    var pod: UInt64 = 0

    /// A terminal; none for `proc.tty` 0.
    var terminal: UInt64 = 0
    /// The account that logged in; none for -1.
    var login: UInt64 = 0
    var user: UInt64 = 0
    var isRoot = false

    /// Process numbers as the host counts them, and the session's as the process's own namespace does.
    var process: UInt32 = 0
    var parent: UInt32 = 0
    var session: UInt32 = 0

    /// comm of the process, its parent, its grandparent …; ends at the first that is not known.
    var names = InlineArray<5, UInt64>(repeating: 0)
    var kinds = InlineArray<5, ProcessKind>(repeating: .ordinary)
    var executable: UInt64 = 0
    var command: UInt64 = 0
    /// Whether the command has arguments: without any it says no more than the name.
    var commandIsTelling = false
    /// Whether it holds digits, which the fingerprint leaves out.
    var commandHasNumbers = false
    var parentCommand: UInt64 = 0
    var parentCommandIsTelling = false

    /// The other end of a connection, and addresses that the command line names; at most four.
    var peers = InlineArray<4, UInt64>(repeating: 0)
    var peerCount = 0
    /// Paths: of the program when it lies outside the system's directories, of what the event is about, and those that
    /// the command line names.
    var programPath: UInt64 = 0
    var programIsInstalled = false
    var objectPath: UInt64 = 0
    /// What was done, and to what: the file or address that the event is about, else what ran, without its numbers, and
    /// the addresses that it names. Two that differ in it did different things.
    var target: UInt64 = 0
    var namedPaths = InlineArray<6, UInt64>(repeating: 0)
    /// Whether that path lies below a directory of installed programs.
    var namedIsInstalled = InlineArray<6, Bool>(repeating: false)
    var namedCount = 0

    /// Whether a container's alert names the socket of the runtime that starts containers.
    var namesRuntime = false

    /// Who it was, in an audit log.
    var principal: UInt64 = 0
    var principalAddress: UInt64 = 0

    /// Equal when the same thing happens again, in whichever container of an image, whatever numbers it names.
    var fingerprint: UInt64 = 0

    /// The scope in which names of processes mean something: one container's, or one login's on a host, with or without
    /// a terminal.
    var scope: UInt64 {
        KeyedHash.join(KeyedHash.join(host, container), KeyedHash.join(terminal, login))
    }

    /// What a slot of the evidence table holds of the container.
    var shortContainer: UInt32 { UInt32(truncatingIfNeeded: container) }

    /// One container of one host, or the host itself.
    var place: UInt64 { KeyedHash.join(host, container) }

    /// Whether the session says something: that of init is the host's, that of a container's first process the
    /// container's service.
    var hasSession: Bool { session > (isContainer ? 0 : 1) }

    /// Whether a daemon's process of the host, and no person's.
    var isUnattendedOnHost: Bool { isHost && login == 0 && terminal == 0 }

    /// Whether its parent is init or the kernel: it was started by nobody, or whoever started it is gone.
    var startsFromNothing = false

    /// Whether the process itself was started by what starts things for many.
    var isStartedByStarter: Bool { names[1] != 0 && kinds[1] == .starter }

    /// Whether it is the first process of a container, or one that has entered it, with nobody at a terminal.
    var beginsInContainer: Bool { isContainer && terminal == 0 && isStartedByStarter }

    /// Whether it is a worker that a container's first process has made. Further down, to have one's parent's name is a
    /// matter of choice.
    private var isWorker: Bool {
        isContainer && terminal == 0 && names[0] != 0 && names[0] == names[1]
            && !kinds[0].runsWhatItIsTold && (names[2] == 0 || kinds[2] == .starter)
    }

    /// Whether it is a container's service, by the names of its processes.
    var isUnattendedService: Bool { beginsInContainer || isWorker }

    /// Whether a container's service starts things for whoever asks. A suspicious process may have been brought in, and
    /// fork under a name of its own choice: only the session of the container's first process says that it is the service,
    /// since who enters gets another.
    func serves(likeness: Int) -> Bool { isUnattendedService && (likeness <= 0 || session == 1) }

    /// Whether its parent runs what it is told, and is no service that is written in an interpreter's language.
    var parentRunsWhatItIsTold: Bool { kinds[1].runsWhatItIsTold && !hasInterpretedService }

    /// Whether its parent may be a service that is written in an interpreter's language, as a container's first process
    /// often is, and no script that somebody told it to run.
    private var hasInterpretedService: Bool {
        isContainer && terminal == 0 && kinds[1] == .interpreter && (names[2] == 0 || kinds[2] == .starter)
    }

    /// The names above the process that say something: up to the first that starts things for many.
    func forEachAncestor(_ body: (UInt64) -> Void) {
        for generation in 1..<Clues.generations - 1 {
            let name = names[generation]
            if name == 0 || kinds[generation] == .starter { return }
            if name != names[0] { body(name) }
        }
    }
}
