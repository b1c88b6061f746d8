internal import HTTP2

/// Runs a server on a thread of its own: takes connections, reads and writes on all of them.
final class ServerLoop {
    /// What becomes of a connection that is one too many.
    private static let tooMany = Status(
        code: 8, message: "the server has as many connections as it takes; try again later")
    /// How long such a connection is kept for its call to be refused in words.
    private static let refusalLimit = Duration.seconds(2)
    /// Reads from one connection in a row, of 64 KB each, before the others get their turn.
    private static let readsInARow = 4

    private enum Phase {
        case serving
        case stopping(end: ContinuousClock.Instant, close: ContinuousClock.Instant)
    }

    private let control: ServerControl
    private let service: any ServerService
    private let limits: ServerLimits
    private let buffer = ReadBuffer()
    private var phase = Phase.serving
    private var listeners: [Listener] = []
    private var connections: [ServerConnection] = []
    private var poll = Poll()
    /// Where in the poll the listeners stand.
    private var firstListener = 0
    /// Set for a moment when the system has no descriptors left.
    private var acceptsAgain: ContinuousClock.Instant?

    init(_ control: ServerControl, _ service: any ServerService, _ limits: ServerLimits) {
        self.control = control
        self.service = service
        self.limits = limits
    }

    func run() {
        while true {
            listeners += control.takeListeners()
            if case .serving = phase, control.isStopping { beginStop() }
            if case .stopping(let end, let close) = phase, isStopped(end, close) { break }
            let patience = patienceEnds()
            flush()
            wait(until: patience)
            readAll()
            acceptAll()
            if service.turn(connections: connections.count) {
                for connection in connections { connection.serve() }
            }
        }
        for connection in connections { connection.close() }
        connections = []
        service.stop()
        control.setStopped()
    }

    private func wait(until patience: ContinuousClock.Instant?) {
        poll.removeAll()
        poll.add(control.wakeUp.number, read: true)
        for connection in connections {
            guard let http2 = connection.http2 else { continue }
            poll.add(http2.transportNumber, read: true, write: http2.wantsWrite)
        }
        var deadline = [acceptsAgain, service.deadline, patience].compactMap { $0 }.min()
        firstListener = poll.count
        if acceptsAgain == nil && connections.count < limits.connections + limits.refusals {
            for listener in listeners { poll.add(listener.number, read: true) }
        }
        if case .stopping(let end, let close) = phase { deadline = ContinuousClock.now < end ? end : close }
        poll.wait(until: deadline)
        if poll.readable(0) { control.wakeUp.clear() }
        if let again = acceptsAgain, ContinuousClock.now >= again { acceptsAgain = nil }
    }

    /// Reads from the connections that are ready. They were polled in this order, after the wake-up.
    private func readAll() {
        for (index, connection) in connections.enumerated() where poll.readable(index + 1) {
            guard let http2 = connection.http2 else { continue }
            do throws(HTTP2Error) {
                var received = HTTP2Connection.Received.more
                var reads = 0
                while case .more = received, reads < ServerLoop.readsInARow {
                    received = try http2.receive(with: buffer)
                    reads += 1
                }
                if case .end = received, http2.isClosed || !isLeftToClients { connection.close() }
            } catch {
                connection.close()
            }
        }
    }

    private func acceptAll() {
        guard acceptsAgain == nil, poll.count > firstListener else { return }
        for (index, listener) in listeners.enumerated() where poll.readable(firstListener + index) {
            do throws(HTTP2Error) {
                while connections.count < limits.connections + limits.refusals,
                    let transport = try listener.accept()
                {
                    try take(transport)
                }
            } catch {
                acceptsAgain = .now + .milliseconds(100)
            }
        }
    }

    private func take(_ transport: Transport) throws(HTTP2Error) {
        let isOneTooMany = limits.refusals > 0 && connections.count >= limits.connections && !makeRoom()
        if isOneTooMany { service.countRefusedConnection() }
        connections.append(
            try ServerConnection(transport, service, refusal: isOneTooMany ? ServerLoop.tooMany : nil))
    }

    /// Lets the connection go that has been without a call for the longest time; false when all have calls.
    private func makeRoom() -> Bool {
        let idle = connections.indices.filter { connections[$0].isIdle && !connections[$0].isRefused }
        guard let oldest = idle.min(by: { connections[$0].idleSince < connections[$1].idleSince })
        else { return false }
        let connection = connections.remove(at: oldest)
        connection.terminate()
        try? connection.http2?.flush()
        connection.close()
        return true
    }

    /// When patience with a connection ends that does not speak HTTP/2, or is to be refused; lets go those with which it
    /// has ended.
    private func patienceEnds() -> ContinuousClock.Instant? {
        guard limits.handshake != nil || limits.refusals > 0 else { return nil }
        let now = ContinuousClock.now
        var next: ContinuousClock.Instant?
        for connection in connections {
            let limit =
                connection.isRefused ? ServerLoop.refusalLimit : connection.isOpen ? nil : limits.handshake
            guard let limit else { continue }
            let end = connection.idleSince + limit
            if end <= now { connection.close() } else { next = min(next ?? end, end) }
        }
        return next
    }

    /// Writes what the connections have to say, and forgets those that are done.
    private func flush() {
        let isLeftToClients = isLeftToClients
        for connection in connections {
            guard let http2 = connection.http2 else { continue }
            do throws(HTTP2Error) {
                try http2.flush()
                if http2.isFinished, !isLeftToClients { connection.close() }
            } catch {
                connection.close()
            }
        }
        connections.removeAll { $0.http2 == nil }
    }

    private func beginStop() {
        phase = .stopping(end: .now + limits.end, close: .now + limits.close)
        listeners = []
        for connection in connections { connection.goAway() }
    }

    /// Clients that were told to go close by themselves, for a while. If the server did, what they happen to send just
    /// then would cut off what was said to them, though they have not read it yet.
    private var isLeftToClients: Bool {
        guard case .stopping(let end, _) = phase else { return false }
        return service.drainsAtStop && ContinuousClock.now < end
    }

    /// Whether everything is closed, or time is up.
    private func isStopped(_ end: ContinuousClock.Instant, _ close: ContinuousClock.Instant) -> Bool {
        let now = ContinuousClock.now
        for connection in connections {
            if now >= end { connection.endAll() }
            if connection.isIdle, !isLeftToClients { connection.terminate() }
        }
        flush()
        return connections.isEmpty || now >= close
    }
}
