import Dispatch
import Foundation
import Synchronization

/// Starts processes from one thread that lives as long as the test process does.
///
/// Children ask the kernel to be killed when the thread that started them ends (`setpriv --pdeathsig`); any other
/// thread might end before the test process does. One thread also means that no child inherits a descriptor
/// that was made for another and is not yet marked to be closed.
final class Launcher: Sendable {
    /// A started process, and our ends of its pipes or terminal.
    struct Launched: Sendable {
        var pid: pid_t
        var input: Int32
        var output: Int32
        /// -1 when errors go to the terminal.
        var errors: Int32
    }

    static let shared = Launcher()

    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let waiting = DispatchSemaphore(value: 0)

    private init() {
        Thread.detachNewThread { [self] in
            while true {
                waiting.wait()
                jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }?()
            }
        }
    }

    func launch(
        _ command: [String], _ environment: [String], _ directory: String?, _ terminal: Terminal?
    ) throws -> Launched {
        let answer = Monitor<Result<Launched, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        jobs.withLock {
            $0.append {
                let result = Result { try start(command, environment, directory, terminal) }
                answer.change { $0 = result }
                done.signal()
            }
        }
        waiting.signal()
        done.wait()
        guard let result = answer.state else { throw LaunchError(description: "not started") }
        return try result.get()
    }
}

/// Starts a process on pipes or a terminal, in a session of its own, with default signal handling.
private func start(
    _ command: [String], _ environment: [String], _ directory: String?, _ terminal: Terminal?
) throws -> Launcher.Launched {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }
    setSignalsAndSession(&attributes)
    var theirs: [Int32] = []
    defer { for descriptor in theirs { close(descriptor) } }
    var launched = Launcher.Launched(pid: -1, input: -1, output: -1, errors: -1)
    if let terminal {
        let (ours, path) = try terminal.open()
        // The first terminal that the leader of a session opens becomes its controlling one.
        posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        (launched.input, launched.output) = (fcntl(ours, F_DUPFD_CLOEXEC, 0), ours)
    } else {
        let (input, output) = (try closedPipe(), try closedPipe())
        posix_spawn_file_actions_adddup2(&actions, input.read, 0)
        posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        theirs += [input.read, output.write]
        (launched.input, launched.output) = (input.write, output.read)
    }
    if terminal?.errorsApart ?? true {
        let errors = try closedPipe()
        posix_spawn_file_actions_adddup2(&actions, errors.write, 2)
        theirs.append(errors.write)
        launched.errors = errors.read
    }
    let there = directory.map { ["/usr/bin/env", "-C", $0] } ?? []
    let line = dyingWithUs + there + command
    let words = line.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    let code = posix_spawn(&launched.pid, line[0], &actions, &attributes, words, variables)
    guard code == 0 else {
        for descriptor in Set([launched.input, launched.output, launched.errors]) { close(descriptor) }
        throw LaunchError(description: "\(command[0]) does not start: \(String(cString: strerror(code)))")
    }
    return launched
}

/// What is put before a command so that it is killed when the test process ends.
private let dyingWithUs: [String] = {
    let setpriv = "/usr/bin/setpriv"
    return access(setpriv, X_OK) == 0 ? [setpriv, "--pdeathsig", "KILL", "--"] : []
}()

private func setSignalsAndSession(_ attributes: inout posix_spawnattr_t) {
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // POSIX_SPAWN_SETSID, which the headers show only to GNU sources.
    let ownSession: Int32 = 0x80
    let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | ownSession
    posix_spawnattr_setflags(&attributes, Int16(flags))
}

/// A pipe whose ends no other child inherits.
private func closedPipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
        throw LaunchError(description: "no pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

/// Writes everything, or as much as the reader takes before it is gone. SIGPIPE stays within this function.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var (pipe, before) = (sigset_t(), sigset_t())
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    var written = 0
    while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        if count < 0 && errno == EPIPE {
            var now = timespec()
            sigtimedwait(&pipe, nil, &now)
        }
        guard count > 0 else { break }
        written += count
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
}

/// Ends what a descriptor writes to, keeping its number taken so that a later close hits nobody else's.
func replaceWithNothing(_ descriptor: Int32) {
    let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
    dup2(nothing, descriptor)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    close(nothing)
}
