internal import CLinux
internal import Glibc

/// Threads for work that waits in system calls, which Swift's cooperative pool must not do.
package enum Thread {
    /// Runs `body` on a thread of its own, which takes no signals and ends when `body` returns.
    ///
    /// - Parameter name: shown by `top` and debuggers; at most 15 bytes count.
    package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws(HTTP2Error) {
        let box = Unmanaged.passRetained(Body(name: name, run: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Signals belong to the program's own threads. The mask is inherited, so no signal can slip in between.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        var thread = pthread_t()
        let failure = pthread_create(&thread, &attributes, threadMain, box.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard failure == 0 else {
            box.release()
            throw .system("cannot start a thread", failure)
        }
    }

    fileprivate final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let body = Unmanaged<Thread.Body>.fromOpaque(argument).takeRetainedValue()
    linux_name_thread(body.name)
    body.run()
    return nil
}
