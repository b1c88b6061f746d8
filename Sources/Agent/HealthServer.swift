internal import CMicroHTTPD
internal import Glibc
internal import HTTP2
internal import Synchronization

/// A small HTTP server on a thread of its own, for orchestrators and Prometheus: it answers GET of a few paths.
final class HealthServer: Sendable {
    struct Answer {
        /// HTTP's.
        var status: UInt32
        var type: String
        var body: String
    }

    private let listener: Listener
    private let wakeUp: WakeUp
    private let isStopped = Mutex(false)

    /// Begins to serve.
    ///
    /// - Parameter answer: what a path answers, `nil` for one that is not there; called on the server's thread.
    /// - Throws: `AgentError` when there can be no such server.
    init(_ listener: Listener, answer: @escaping @Sendable (_ path: String) -> Answer?) throws(AgentError) {
        if let reason = mhd_load() { throw AgentError(.cannotCreate, String(cString: reason)) }
        self.listener = listener
        do throws(HTTP2Error) {
            wakeUp = try WakeUp()
            let loop = try HealthLoop(listener.duplicate(), answer)
            try Thread.start("falconer-health") { [self] in
                loop.run(self.wakeUp) { self.isStopped.withLock { $0 } }
            }
        } catch {
            throw AgentError(.cannotCreate, "cannot serve the relay's health: \(error.message)")
        }
    }

    /// Ends it soon, and removes its socket file at once. May be called from any thread, and more than once.
    func stop() {
        listener.removeFile()
        isStopped.withLock { $0 = true }
        wakeUp.signal()
    }
}

/// What the server does on its thread. It belongs to the thread that makes it until that which runs it begins.
private final class HealthLoop: @unchecked Sendable {
    /// Connections at a time; further ones wait.
    private static let connections: UInt32 = 16
    /// How long a connection may last.
    private static let patience = Duration.seconds(10)
    /// For a connection's header and buffers.
    private static let connectionMemory = 8 << 10

    private let answer: (String) -> HealthServer.Answer?
    private var server: OpaquePointer?
    private var visits: [HealthVisit] = []

    /// - Parameter listener: closed with the server, or when there can be none.
    init(_ listener: Int32, _ answer: @escaping (String) -> HealthServer.Answer?) throws(HTTP2Error) {
        self.answer = answer
        var options = mhd_options()
        options.listener = listener
        options.connections = Self.connections
        options.memory = Self.connectionMemory
        options.handlers = mhd_handlers(
            opened: visitBegan, closed: visitEnded, handle: visitAsked, completed: visitAnswered)
        options.context = Unmanaged.passUnretained(self).toOpaque()
        var reason = [CChar](repeating: 0, count: 256)
        server = mhd_server_new(&options, &reason, reason.count)
        guard server != nil else {
            let words = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw HTTP2Error(.system, String(decoding: words, as: UTF8.self))
        }
    }

    deinit {
        server.map(mhd_server_free)
    }

    func run(_ wakeUp: WakeUp, until isStopped: () -> Bool) {
        guard let server else { return }
        while !isStopped() {
            var poll = Poll()
            poll.add(mhd_server_descriptor(server), read: true)
            poll.add(wakeUp.number, read: true)
            let limit = mhd_server_timeout(server)
            let deadlines = visits.map(\.end) + (limit < 0 ? [] : [.now + .milliseconds(limit)])
            poll.wait(until: deadlines.min())
            let now = ContinuousClock.now
            // The library sees the end of the connection and cleans up.
            for visit in visits where visit.end <= now {
                visit.end = now + Self.patience
                shutdown(mhd_socket(visit.request), Int32(SHUT_RDWR))
            }
            guard mhd_server_run(server) else { break }
        }
        mhd_server_free(server)
        self.server = nil
    }

    func begin(_ request: OpaquePointer) -> HealthVisit {
        let visit = HealthVisit(request, end: .now + Self.patience)
        visits.append(visit)
        return visit
    }

    func end(_ visit: HealthVisit) {
        visits.removeAll { $0 === visit }
    }

    /// Answers a request once it has come whole.
    func handle(_ visit: HealthVisit, _ method: String, _ path: String, isBody: Bool) -> Bool {
        guard visit.hasHeader else {
            visit.hasHeader = true
            return true
        }
        // No request that is answered has a body.
        guard !isBody else { return false }
        let answer =
            switch method {
            case "GET", "HEAD": self.answer(path) ?? Self.nothing
            default: Self.readOnly
            }
        guard
            let reply = mhd_reply_new(answer.body, answer.body.utf8.count, answer.type, nil, nil, false)
        else { return false }
        defer { mhd_reply_free(reply) }
        return mhd_answer(visit.request, answer.status, reply)
    }

    private static let nothing = HealthServer.Answer(
        status: 404, type: "text/plain; charset=utf-8",
        body: "There is nothing here. Look at /healthz and /metrics.\n")
    private static let readOnly = HealthServer.Answer(
        status: 405, type: "text/plain; charset=utf-8", body: "This is only to be looked at.\n")
}

/// One connection.
private final class HealthVisit {
    let request: OpaquePointer
    /// When it is closed.
    var end: ContinuousClock.Instant
    var hasHeader = false

    init(_ request: OpaquePointer, end: ContinuousClock.Instant) {
        self.request = request
        self.end = end
    }
}

// What the library calls, on the loop's thread.

private func loop(_ context: UnsafeMutableRawPointer?) -> HealthLoop? {
    context.map { Unmanaged<HealthLoop>.fromOpaque($0).takeUnretainedValue() }
}

private func visitBegan(
    _ context: UnsafeMutableRawPointer?, _ request: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let loop = loop(context), let request else { return nil }
    return Unmanaged.passRetained(loop.begin(request)).toOpaque()
}

private func visitEnded(_ context: UnsafeMutableRawPointer?, _ connection: UnsafeMutableRawPointer?) {
    guard let loop = loop(context), let connection else { return }
    loop.end(Unmanaged<HealthVisit>.fromOpaque(connection).takeRetainedValue())
}

private func visitAsked(
    _ context: UnsafeMutableRawPointer?, _ connection: UnsafeMutableRawPointer?, _ request: OpaquePointer?,
    _ method: UnsafePointer<CChar>?, _ path: UnsafePointer<CChar>?, _ data: UnsafePointer<UInt8>?,
    _ length: UnsafeMutablePointer<Int>?
) -> Bool {
    guard let loop = loop(context), let connection, let method, let path else { return false }
    let visit = Unmanaged<HealthVisit>.fromOpaque(connection).takeUnretainedValue()
    return loop.handle(visit, String(cString: method), String(cString: path), isBody: data != nil)
}

private func visitAnswered(
    _ context: UnsafeMutableRawPointer?, _ connection: UnsafeMutableRawPointer?, _: Bool
) {
    guard let connection else { return }
    Unmanaged<HealthVisit>.fromOpaque(connection).takeUnretainedValue().hasHeader = false
}
