internal import Glibc
internal import Synchronization

/// Turns signals into calls on a thread of its own. One for the whole process.
package final class SignalWatcher: Sendable {
    /// The signals that Falconer acts upon.
    package enum Signal: Int32, Sendable, CaseIterable {
        case interrupt = 2  // SIGINT
        case terminate = 15  // SIGTERM
        case hangUp = 1  // SIGHUP
        case user1 = 10  // SIGUSR1
    }

    private let ends: (read: Int32, write: Int32)

    /// Starts to watch. `handle` is called on the watcher's thread, one signal after the other.
    /// `nil` when the system gives no pipe or thread.
    package init?(handle: @escaping @Sendable (Signal) -> Void) {
        var descriptors: [Int32] = [-1, -1]
        guard pipe(&descriptors) == 0 else { return nil }
        ends = (descriptors[0], descriptors[1])
        _ = fcntl(ends.read, F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends.write, F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends.write, F_SETFL, O_NONBLOCK)
        signalPipe.store(ends.write, ordering: .releasing)
        let reader = Unmanaged.passRetained(Reader(descriptor: ends.read, handle: handle))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, readSignals, reader.toOpaque()) == 0 else {
            reader.release()
            return nil
        }
        pthread_detach(thread)
        for signal in Signal.allCases {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = noteSignal
            action.sa_flags = SA_RESTART
            sigaction(signal.rawValue, &action, nil)
        }
    }

    /// Gives the signals their usual effect again and ends the thread.
    package func stop() {
        for signal in Signal.allCases {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = SIG_DFL
            sigaction(signal.rawValue, &action, nil)
        }
        signalPipe.store(-1, ordering: .releasing)
        close(ends.write)
    }

    fileprivate final class Reader: Sendable {
        let descriptor: Int32
        let handle: @Sendable (Signal) -> Void

        init(descriptor: Int32, handle: @escaping @Sendable (Signal) -> Void) {
            self.descriptor = descriptor
            self.handle = handle
        }

        func run() {
            var byte: UInt8 = 0
            while true {
                let count = read(descriptor, &byte, 1)
                if count < 0 && errno == EINTR { continue }
                guard count == 1 else { break }
                if let signal = Signal(rawValue: Int32(byte)) { handle(signal) }
            }
            close(descriptor)
        }
    }
}

/// Where the signal handler writes; all that a handler may touch.
private let signalPipe = Atomic<Int32>(-1)

private func noteSignal(_ number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    let descriptor = signalPipe.load(ordering: .acquiring)
    if descriptor >= 0 { _ = write(descriptor, &byte, 1) }
    errno = saved
}

private func readSignals(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<SignalWatcher.Reader>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
