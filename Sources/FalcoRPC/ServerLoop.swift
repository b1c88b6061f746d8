internal import HTTP2

/// Runs a server on a thread of its own: takes connections, reads and writes on all of them.
final class ServerLoop {
    /// Connections at a time. Further ones wait to be taken.
    private static let maximumConnections = 256
    /// After a stop: how long calls may go on until their next request, and how long connections may stay open.
    private static let endLimit = Duration.milliseconds(250)
    private static let closeLimit = Duration.seconds(1)

    private enum Phase {
        case serving
        case stopping(end: ContinuousClock.Instant, close: ContinuousClock.Instant)
    }

    private let state: ServerState
    private let seats = ServerSeats(limit: FalcoServer.maximumSubscribers)
    private let buffer = ReadBuffer()
    private var phase = Phase.serving
    private var listeners: [Listener] = []
    private var connections: [ServerConnection] = []
    private var poll = Poll()
    /// Set for a moment when the system has no descriptors left.
    private var acceptsAgain: ContinuousClock.Instant?

    init(_ state: ServerState) {
        self.state = state
    }

    func run() {
        while true {
            listeners += state.takeListeners()
            if case .serving = phase, state.isStopping { beginStop() }
            if case .stopping(let end, let close) = phase, isStopped(end, close) { break }
            flush()
            wait()
            readAll()
            acceptAll()
            if seats.takeNews() { for connection in connections { connection.serve() } }
            state.setSubscribers(seats.count)
        }
        for connection in connections { connection.close() }
        connections = []
        state.setStopped()
    }

    private func wait() {
        poll.removeAll()
        poll.add(state.wakeUp.number, read: true)
        for connection in connections {
            guard let http2 = connection.http2 else { continue }
            poll.add(http2.transportNumber, read: true, write: http2.wantsWrite)
        }
        var deadline = acceptsAgain
        if acceptsAgain == nil && connections.count < ServerLoop.maximumConnections {
            for listener in listeners { poll.add(listener.number, read: true) }
        }
        if case .stopping(let end, let close) = phase { deadline = ContinuousClock.now < end ? end : close }
        poll.wait(until: deadline)
        if poll.readable(0) { state.wakeUp.clear() }
        if let again = acceptsAgain, ContinuousClock.now >= again { acceptsAgain = nil }
    }

    /// Reads from the connections that are ready. They were polled in this order, after the wake-up.
    private func readAll() {
        for (index, connection) in connections.enumerated() where poll.readable(index + 1) {
            guard let http2 = connection.http2 else { continue }
            do throws(HTTP2Error) {
                var received = HTTP2Connection.Received.more
                while case .more = received { received = try http2.receive(with: buffer) }
                if case .end = received { connection.close() }
            } catch {
                connection.close()
            }
        }
    }

    private func acceptAll() {
        guard acceptsAgain == nil else { return }
        for listener in listeners {
            do throws(HTTP2Error) {
                while connections.count < ServerLoop.maximumConnections, let transport = try listener.accept()
                {
                    connections.append(try ServerConnection(transport, state, seats))
                }
            } catch {
                acceptsAgain = .now + .milliseconds(100)
            }
        }
    }

    /// Writes what the connections have to say, and forgets those that are done.
    private func flush() {
        for connection in connections {
            guard let http2 = connection.http2 else { continue }
            do throws(HTTP2Error) {
                try http2.flush()
                if http2.isFinished { connection.close() }
            } catch {
                connection.close()
            }
        }
        connections.removeAll { $0.http2 == nil }
    }

    private func beginStop() {
        phase = .stopping(end: .now + ServerLoop.endLimit, close: .now + ServerLoop.closeLimit)
        listeners = []
        for connection in connections { connection.goAway() }
    }

    /// Whether everything is closed, or time is up.
    private func isStopped(_ end: ContinuousClock.Instant, _ close: ContinuousClock.Instant) -> Bool {
        let now = ContinuousClock.now
        for connection in connections {
            if now >= end { connection.endAll() }
            if connection.isIdle { connection.terminate() }
        }
        flush()
        return connections.isEmpty || now >= close
    }
}
