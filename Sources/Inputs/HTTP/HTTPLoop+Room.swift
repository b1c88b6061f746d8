internal import CMicroHTTPD
internal import Glibc

// Who comes when there are as many connections as can be takes the place of one that brings nothing: else whoever opens
// them and says nothing would shut out everybody.
extension HTTPLoop {
    /// From when on a connection may lose its place; `nil` when none is to.
    var nextRoom: ContinuousClock.Instant? { dullest.map { idleSince($0) + options.respite } }

    /// Closes the connection that has brought nothing for longest, if there is no place and somebody waits for one.
    ///
    /// - Parameter listener: where connections come in.
    func makeRoom(at listener: Int32) {
        guard isFull else { return }
        if !saidFull {
            saidFull = true
            log.full(options.connections)
        }
        guard let dullest, isReadable(listener) else { return }
        let idle = idleSince(dullest).duration(to: now)
        // What has come from it and was not looked at yet may be a request.
        if idle < options.respite || idle < options.respite * 2 && hasBytes(dullest) { return }
        expire(dullest)
    }

    private var isFull: Bool {
        guard stopped == nil, exchanges.count >= options.connections else { return false }
        return exchanges.count { if case .expired = $0.phase { false } else { true } } >= options.connections
    }

    /// The connection that can be missed most, once there are as many as can be: one that never brought a request
    /// before one that did, the one that is idle for longest first.
    private var dullest: HTTPExchange? {
        guard isFull else { return nil }
        let idle = exchanges.filter { if case .idle = $0.phase { $0.deadline != nil } else { false } }
        return idle.min { one, other in
            one.hasAsked == other.hasAsked ? idleSince(one) < idleSince(other) : !one.hasAsked
        }
    }

    private func idleSince(_ exchange: HTTPExchange) -> ContinuousClock.Instant {
        (exchange.deadline ?? now) - options.idle
    }

    private func hasBytes(_ exchange: HTTPExchange) -> Bool {
        var bytes: Int32 = 0
        return ioctl(mhd_socket(exchange.request), UInt(FIONREAD), &bytes) == 0 && bytes > 0
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }
}
