internal import Glibc
internal import HTTP2

/// Follows a file on a thread of its own, which mostly waits.
actor FollowReader {
    /// Between two wakings at least: what many writes bring in that time is read at once.
    private static let rest = Duration.milliseconds(15)

    private let thread = SerialThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let path: String
    private let options: FollowedFileSource.Options
    private let stopper: StopSignal
    private let observer: @Sendable (InputEvent) -> Void
    private var follower: Follower?
    private var store: PlaceStore?
    private var saidFailure = false
    private var lastWaking = ContinuousClock.now

    init(
        _ path: String, _ options: FollowedFileSource.Options, _ stopper: StopSignal,
        observer: @escaping @Sendable (InputEvent) -> Void
    ) {
        self.path = path
        self.options = options
        self.stopper = stopper
        self.observer = observer
    }

    /// Waits for alerts, or for the end of an idle file's rotation.
    /// - Parameter taken: up to here what earlier calls gave was taken.
    /// - Returns: `nil` when the wait was ended.
    func next(after taken: FilePlace?) throws(InputError) -> Follower.Piece? {
        let follower = try opened()
        if let taken { store?.note(taken) }
        while !stopper.isRaised {
            saveIfDue()
            switch try follower.turn() {
            case .piece(let piece): return piece
            case .again: continue
            case .idle: wait(follower)
            }
        }
        return nil
    }

    /// The place behind so many alerts of a piece, which is the last one that was given.
    /// - Returns: `nil` where it has not moved.
    func place(behind count: Int, in piece: Follower.Piece) -> FilePlace? {
        follower?.place(behind: count, in: piece)
    }

    /// Saves the place for the next run.
    func finish(after taken: FilePlace?) {
        if let taken { store?.note(taken) }
        store?.save()
        sayFailure()
    }

    private func opened() throws(InputError) -> Follower {
        if let follower { return follower }
        var memory = PlaceStore.Memory.none
        if let directory = options.state {
            let store = PlaceStore(directory, path: Self.fromTheRoot(path))
            memory = store.open()
            self.store = store
            sayFailure()
        }
        let follower = try Follower(path, options, memory: memory, observer: observer)
        // Also when nothing comes, the next run is to begin where this one did. A place from before keeps its time.
        if case .place = memory {} else { store?.note(follower.queue.first?.place ?? .nothing) }
        self.follower = follower
        return follower
    }

    private func saveIfDue() {
        guard let due = store?.due, due <= .now else { return }
        store?.save()
        sayFailure()
    }

    private func sayFailure() {
        guard !saidFailure, let failure = store?.failure else { return }
        saidFailure = true
        observer(.impaired(input: path, reason: failure))
    }

    private func wait(_ follower: Follower) {
        var deadline = ContinuousClock.now + follower.interval
        if let due = store?.due { deadline = min(deadline, due) }
        var poll = Poll()
        poll.add(stopper.descriptor, read: true)
        poll.add(follower.watch.number, read: true)
        poll.wait(until: deadline)
        var rest = Poll()
        rest.add(stopper.descriptor, read: true)
        let rested = lastWaking + Self.rest
        if !stopper.isRaised, rested > .now { rest.wait(until: rested) }
        lastWaking = .now
        follower.watch.drain()
    }

    /// The path as every directory would name it.
    private static func fromTheRoot(_ path: String) -> String {
        guard let (directory, name) = Follower.parts(path) else { return path }
        guard let real = realpath(directory, nil) else {
            guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
            defer { free(here) }
            return "\(String(cString: here))/\(path)"
        }
        defer { free(real) }
        let root = String(cString: real)
        return root == "/" ? "/\(name)" : "\(root)/\(name)"
    }
}
